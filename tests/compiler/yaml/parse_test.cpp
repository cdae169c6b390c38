// What the strict subset holds: the tree, and where its nodes stand.
#include "yaml/parse.h"

#include <string>

#include "catch.h"
#include "diagnose/print_text.h"

namespace tally::compiler::yaml {
namespace {

struct Parsed {
  explicit Parsed(const std::string& text)
      : file(sources.add("f", text)), tree(parse(file, sources, diagnostics)) {
    INFO(print_text(diagnostics.sorted(), sources));
    REQUIRE(tree.has_value());
    REQUIRE(diagnostics.empty());
  }
  const Node& root() const { return tree->root(); }
  std::string_view written(const Node& node) const { return sources.text(node.span); }

  Sources sources;
  Diagnostics diagnostics;
  FileId file;
  std::optional<Tree> tree;
};

// Structure and decoded text: {key:value}, [item], 'quoted', plain.
std::string shape(const Node& node) {
  std::string parts;
  if (node.is_sequence()) {
    for (const Node* item : node.items) parts += shape(*item) + ",";
  } else if (node.is_mapping()) {
    for (const Entry& e : node.entries) parts += shape(*e.key) + ":" + shape(*e.value) + ",";
  } else {
    return node.is_plain() ? node.text : "'" + node.text + "'";
  }
  if (!parts.empty()) parts.pop_back();
  return node.is_sequence() ? "[" + parts + "]" : "{" + parts + "}";
}

TEST_CASE("documents become trees") {
  struct Case {
    std::string name, text, shape;
  };
  const Case cases[] = {
      {"block", "a: 1\nb:\n  - x\n  - y: 2\n    z: 3\n", "{a:1,b:[x,{y:2,z:3}]}"},
      {"flow", "{a: 1, b: [x, {y: 2}], c: []}", "{a:1,b:[x,{y:2}],c:[]}"},
      {"scalars have no type", "[no, 0x1F, 1.0, true, null, ~, 'no']",
       "[no,0x1F,1.0,true,null,~,'no']"},
      {"empty values", "a:\nb: # comment\nc:\n", "{a:,b:,c:}"},
      {"empty items", "-\n- a\n-\n", "[,a,]"},
      {"null and nothing", "a:\nnull: 1\nb:\n  c:\nNULL: ~\n", "{a:,null:1,b:{c:},NULL:~}"},
      {"nothing in front of a key that begins as null does", "a:\n~ b: 1\nc:\nnull d: 2\n",
       "{a:,~ b:1,c:,null d:2}"},
      {"empty item in front of a null key", "a:\n-\nnull: 1\n", "{a:[],null:1}"},
      {"optional fields inside of brackets", "{next?: string | null, a?: b, c ? d: e}",
       "{next?:string | null,a?:b,c ? d:e}"},
      {"question marks in text", "a: what?\nb: '?'\nc: ?x\n", "{a:what?,b:'?',c:?x}"},
      {"folded over lines", "a: b\n  c\n\n  d\n", "{a:b c\nd}"},
      {"quotes", "a: 'it''s'\nb: \"\\u00b5\\n\"\n", "{a:'it's',b:'µ\n'}"},
      {"blocks", "a: |\n  x\n    y\n\nb: >-\n  x\n  y\n", "{a:'x\n  y\n',b:'x y'}"},
      {"tabs inside of text", "a: |\n  \tx\nb: c\td\n", "{a:'\tx\n',b:c\td}"},
      {"CR LF", "a: b\r\nc: |\r\n  x\r\n", "{a:b,c:'x\n'}"},
      {"a marker in front and one behind", "---\na: b\n...\n", "{a:b}"},
      {"type expressions", "a: {t: list<map<int>>, p: ^a+$}", "{a:{t:list<map<int>>,p:^a+$}}"},
      {"a lone scalar", "a\n", "a"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(shape(Parsed(c.text).root()) == c.shape);
  }
}

TEST_CASE("scalars know how they are written and where they end") {
  struct Case {
    std::string text, written;
    Style style;
  };
  const Case cases[] = {
      {"b\n", "b", Style::plain},
      {"b  # comment\n", "b", Style::plain},
      {"b c\n  d\n# comment\n", "b c\n  d", Style::plain},
      {"µ é\n", "µ é", Style::plain},
      {"'it''s' # comment\n", "'it''s'", Style::single_quoted},
      {"\"a\\\"b\"\n", "\"a\\\"b\"", Style::double_quoted},
      {"\"a\n  b\"\n", "\"a\n  b\"", Style::double_quoted},
      {"|\n  a\n\n  b\n\n", "|\n  a\n\n  b", Style::literal},
      {">+ # comment\n  a\n\n", ">+ # comment\n  a", Style::folded},
      {"|- # comment\n", "|-", Style::literal},
      {"~ # comment\n", "~", Style::plain},
      {" # comment\n", "", Style::plain},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Parsed parsed("k: " + c.text + "z: 1\n");
    const Node* node = parsed.root().find("k");
    REQUIRE(node != nullptr);
    CHECK(node->style == c.style);
    CHECK(parsed.written(*node) == c.written);
  }
}

TEST_CASE("an empty value stands behind what made room for it") {
  const Parsed mapping("a: # comment\n\nb: 1\n");
  CHECK(mapping.root().find("a")->span == Span{mapping.file, 2, 2});
  const Parsed sequence("-\n- \n");
  CHECK(sequence.root().items[0]->span == Span{sequence.file, 1, 1});
  CHECK(sequence.root().items[1]->span == Span{sequence.file, 3, 3});
}

TEST_CASE("collections reach from their first to their last character") {
  const Parsed parsed("a:\n  b: [x, y] # c\n  d: {e: f, }\ng:\n- h\n- i\n");
  const Node& a = *parsed.root().find("a");
  CHECK(parsed.written(a) == "b: [x, y] # c\n  d: {e: f, }");
  CHECK(parsed.written(*a.find("b")) == "[x, y]");
  CHECK(parsed.written(*a.find("d")) == "{e: f, }");
  CHECK(parsed.written(*parsed.root().find("g")) == "- h\n- i");
}

TEST_CASE("null is nothing, a tilde or the word, unquoted") {
  const Parsed parsed("[~, null, Null, NULL, nULL, 'null', nullx]");
  std::string nulls;
  for (const Node* item : parsed.root().items) nulls += item->is_null() ? '1' : '0';
  CHECK(nulls == "1111000");
}

TEST_CASE("a refused alias stays in the tree, a duplicate key does not") {
  Sources sources;
  Diagnostics diagnostics;
  const auto tree = parse(sources.add("f", "a: &x 1\nb: *x\na: 2\n"), sources, diagnostics);
  REQUIRE(tree.has_value());
  CHECK(tree->root().entries.size() == 2);
  CHECK(tree->root().find("a")->text == "1");
  CHECK(tree->root().find("b")->is_refused());
}

TEST_CASE("a tree can be moved") {
  Parsed parsed("a: [b]");
  const Node* root = &parsed.root();
  const Tree moved = std::move(*parsed.tree);
  CHECK(&moved.root() == root);
  CHECK(shape(moved.root()) == "{a:[b]}");
}

TEST_CASE("places inside of a scalar lead back to the source") {
  struct Case {
    std::string scalar, part, written;
  };
  const Case cases[] = {
      {"^[a-z$", "[a-z", "[a-z"},
      {"'^[a-z$'", "[a-z", "[a-z"},
      {"'it''s [a'", "[a", "[a"},
      {"'it''s'", "'", "''"},
      {"\"^[a-z$\"", "[a-z", "[a-z"},
      {"\"\\\\d[a\"", "\\d", "\\\\d"},
      {"\"\\u00b5[a\"", "[a", "[a"},
      {"\"\\u00b5[a\"", "µ", "\\u00b5"},
      {"'µ[a'", "[a", "[a"},
      {"a\n   [b", "[b", "[b"},
      {"a\n   [b", "a [b", "a\n   [b"},
      {"'a\n\n   [b'", "[b", "[b"},
      {"|\n  a\n    [b\n", "[b", "[b"},
      {"|\n  a\n    [b\n", "  [b", "  [b"},
      {"|\r\n  a\r\n  [b\r\n", "[b", "[b"},
      {">-\n  a\n  [b\n", "[b", "[b"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.scalar, c.part);
    const Parsed parsed("k: " + c.scalar + "\n");
    const Node& node = *parsed.root().find("k");
    const std::size_t begin = node.text.find(c.part);
    REQUIRE(begin != std::string::npos);
    const Span span = span_within(node, begin, begin + c.part.size(), parsed.sources);
    CHECK(parsed.sources.text(span) == c.written);
  }
}

TEST_CASE("the end of a scalar's text is a place") {
  const Parsed parsed("['ab', ab]");
  CHECK(span_within(*parsed.root().items[0], 2, 3, parsed.sources) == Span{parsed.file, 4, 4});
  CHECK(span_within(*parsed.root().items[1], 2, 2, parsed.sources) == Span{parsed.file, 9, 9});
}

}  // namespace
}  // namespace tally::compiler::yaml
