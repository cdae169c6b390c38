// What the strict subset leaves out: each with its code and its place.
#include <string>

#include "catch.h"
#include "diagnose/print_text.h"
#include "yaml/parse.h"

namespace tally::compiler::yaml {
namespace {

struct Refused {
  std::string name, text, codes_and_places;
};

std::string errors_of(const std::string& text, const Limits& limits = {}) {
  Sources sources;
  Diagnostics diagnostics;
  parse(sources.add("f", text), sources, diagnostics, limits);
  std::string result;
  for (const Diagnostic& d : diagnostics.sorted()) {
    const Position position = sources.position(d.span);
    result += (result.empty() ? "" : " ") + code_text(d.code) + "@" +
              std::to_string(position.line) + ":" + std::to_string(position.column);
    const std::string_view marked = sources.text(d.span);
    if (!marked.empty()) result += "[" + std::string(marked) + "]";
  }
  return result;
}

std::string times(std::size_t count, const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

TEST_CASE("YAML outside of the subset is refused") {
  const Refused cases[] = {
      {"anchor on a scalar", "a: &x 1\n", "T106@1:4[&x]"},
      {"anchor on a list", "a: &x [1]\n", "T106@1:4[&x]"},
      {"anchor on a block", "a: &x\n  b: 1\n", "T106@1:4[&x]"},
      {"anchor on a key", "&x a: 1\n", "T106@1:1[&x]"},
      {"anchor and alias", "a: &x 1\nb: *x\n", "T106@1:4[&x] T107@2:4[*x]"},
      {"alias to nothing", "a: *x\n", "T107@1:4[*x]"},
      {"tag", "a: !!str b\n", "T108@1:4[!!str]"},
      {"tag and anchor", "a: !t &x b\n", "T108@1:4[!t] T106@1:7[&x]"},
      {"tag without a value", "a: !t\nb: 1\n", "T108@1:4[!t]"},
      {"merge key", "a:\n  <<: {b: 1}\n", "T109@2:3[<<]"},
      {"duplicate key", "a: 1\nb: 2\na: 3\n", "T105@3:1[a]"},
      {"duplicate key, quoted", "{a: 1, 'a': 2}", "T105@1:8['a']"},
      {"second document", "a: 1\n---\nb: 2\n", "T110@2:1[---]"},
      {"second document behind an end marker", "a: 1\n...\nb: 2\n", "T110@3:1[b:]"},
      {"directive", "%YAML 1.1\n---\na: 1\n", "T111@1:1[%YAML 1.1]"},
      {"directive further down", "a: 1\n%b: 2\n", "T111@2:1[%b: 2]"},
      {"list as key", "[a]: b\n", "T112@1:1[[]"},
      {"mapping as key", "{a: b}: c\n", "T112@1:1[{]"},
      {"question mark", "? a\n: b\n", "T112@1:1[?]"},
      {"question mark inside of brackets", "{? a : b}", "T112@1:2[?]"},
      {"question mark and a comment", "? # a\nb\n: c\n", "T112@1:1[?]"},
      {"empty key", ": b\n", "T112@1:1[:]"},
      {"tab", "a:\n\tb: 1\n", "T104@2:1[\t]"},
      {"tab behind blanks", "a:\n  \tb: 1\n", "T104@2:3[\t]"},
      {"tabs on several lines", "a:\n\t- b\n\t- c\n", "T104@2:1[\t]"},
      {"byte order mark",
       "\xef\xbb\xbf"
       "a: 1\n",
       "T103@1:1[\xef\xbb\xbf]"},
      {"NUL", std::string("a: \0b", 5), std::string("T103@1:4[\0]", 11)},
      {"escape character", "a: \x1b\n", "T103@1:4[\x1b]"},
      {"carriage return alone", "a: 1\rb: 2\n", "T103@1:5[\r]"},
      {"Latin-1", "a: caf\xe9\nb: \xfc\n", "T102@1:7[\xe9] T102@2:4[\xfc]"},
      {"nothing", "", "T116@1:1"},
      {"comments only", "# a\n\n# b\n", "T116@1:1"},
      {"a marker only", "---\n", "T116@1:1"},
  };
  for (const Refused& c : cases) {
    CAPTURE(c.name);
    CHECK(errors_of(c.text) == c.codes_and_places);
  }
}

TEST_CASE("broken structure is refused where it breaks") {
  const Refused cases[] = {
      {"colon in text", "doc: Prices: net\n", "T101@1:12[:]"},
      {"quote never closed", "a: 'b\nc: d\n", "T101@1:4[']"},
      {"double quote never closed", "a: \"b\nc: d\n", "T101@1:4[\"]"},
      {"escaped quote at the end", "a: \"b\\\"", "T101@1:4[\"]"},
      {"bracket never closed", "a: [b\n", "T101@1:4[[]"},
      {"brace never closed", "a: {b: c", "T101@1:4[{]"},
      {"bracket closes nothing", "a: b\nc: ]\n", "T101@2:4[]]"},
      {"text behind quotes", "a: 'b' c\n", "T101@1:8[c]"},
      {"text behind brackets", "a: [b] c\n", "T101@1:8[c]"},
      {"key without colon", "a: 1\nb\nc: 2\n", "T101@3:2[:]"},
      {"last key without colon", "a: 1\nb\n", "T101@2:1[b]"},
      {"indented too little", "a:\n    b: 1\n  c: 2\n", "T101@3:3[c:]"},
      {"indented too much", "a: 1\n  b: 2\n", "T101@2:4[:]"},
      {"list behind a key", "a: - b\n", "T101@1:4[-]"},
      {"list and mapping mixed", "- a\nb: 1\n", "T101@2:1[b:]"},
      {"at sign", "a: @b\n", "T101@1:4[@b]"},
      {"unknown escape", "a: \"\\z\"\n", "T101@1:5[\\z]"},
      {"unknown escape behind a sound one", "a: \"\\t\\\\\\z\"\n", "T101@1:9[\\z]"},
      {"unknown escape of a wide character", "a: \"\\日\"\n", "T101@1:5[\\日]"},
      {"escape without its digits", "a: \"b \\x4g c\"\n", "T101@1:7[\\x4g]"},
      {"four digits that are none", "a: \"\\u12\" \n", "T101@1:5[\\u12\" ]"},
      {"eight digits that are none", "a: \"\\U0000000g\"\n", "T101@1:5[\\U0000000g]"},
      {"escape of a surrogate", "a: \"\\ud800\"\n", "T101@1:5[\\ud800]"},
      {"escape beyond Unicode", "a: \"\\U00110000\"\n", "T101@1:5[\\U00110000]"},
      {"item missing", "[a, , b]", "T101@1:5[,]"},
      {"comment glued to a value", "a: 'b'# c\n", "T101@1:7[#]"},
      {"comment glued to a comma", "[a,# b\nc]\n", "T101@1:4[#]"},
      {"comment glued to a block", "a: |# b\n  c\n", "T101@1:5[#]"},
      {"comment glued to an empty block", "a: >-# b\n", "T101@1:6[#]"},
  };
  for (const Refused& c : cases) {
    CAPTURE(c.name);
    CHECK(errors_of(c.text) == c.codes_and_places);
  }
}

TEST_CASE("several mistakes are reported in one run") {
  CHECK(errors_of("a: &x 1\na: 2\nb: !t 3\n? c\n: 4\n") ==
        "T106@1:4[&x] T105@2:1[a] T108@3:4[!t] T112@4:1[?]");
}

TEST_CASE("limits hold") {
  Limits limits;
  limits.bytes = 100;
  CHECK(errors_of(std::string(100, '#'), limits) == "T116@1:1");
  CHECK(errors_of(std::string(101, '#'), limits) == "T113@1:1");
  limits = {};
  limits.nodes = 3;
  CHECK(errors_of("[a, b]", limits) == "");
  CHECK(errors_of("[a, b, c]", limits) == "T115@1:8");
  CHECK(errors_of(times(64, "[") + times(64, "]")) == "");
  CHECK(errors_of(times(65, "[") + times(65, "]")) == "T114@1:65[[]");
}

TEST_CASE("hostile repetition is refused, not followed") {
  for (const char* part : {"[", "{", "- ", "? ", "- - ", "{a: ", "[a, ", "- ? ", ": ", "[],", ",",
                           "!", "&a ", "\"", "---\n"}) {
    CAPTURE(part);
    CHECK(errors_of(times(20'000, part)) != "");
  }
}

TEST_CASE("a mistake is explained") {
  struct Case {
    std::string text, printed;
  };
  const Case cases[] = {
      {"a: 1\na: 2\n",
       "f:2:1: error[T105]: the key `a` is there already\n"
       "    2 | a: 2\n"
       "      | ^\n"
       "      = first used at f:1:1\n"},
      {"doc: Prices: net\n",
       "f:1:12: error[T101]: a second `:` in one value\n"
       "    1 | doc: Prices: net\n"
       "      |            ^ text that holds `: ` needs quotes\n"},
      {"a: \"\t日e\u0301 \\z\"\n",
       "f:1:10: error[T101]: unknown escape\n"
       "    1 | a: \"    日e\u0301 \\z\"\n"
       "      |             ^^ in single quotes a backslash stands for itself\n"},
      {"a: {b: c, d: e f: g}\n",
       "f:1:17: error[T101]: a second `:` in one value\n"
       "    1 | a: {b: c, d: e f: g}\n"
       "      |                 ^ text that holds `: ` needs quotes\n"
       "      = opened at f:1:4\n"},
  };
  for (const Case& c : cases) {
    Sources sources;
    Diagnostics diagnostics;
    parse(sources.add("f", c.text), sources, diagnostics);
    CHECK(print_text(diagnostics.sorted(), sources) == c.printed);
  }
}

}  // namespace
}  // namespace tally::compiler::yaml
