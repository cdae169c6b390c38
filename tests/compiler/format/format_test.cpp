#include "format/format.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "yaml/parse.h"

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

// A file that was read without errors.
struct Read {
  FileId file{};
  std::optional<yaml::Tree> tree;
};

Read read(Sources& sources, std::string text) {
  Diagnostics diagnostics;
  const FileId file = sources.add("x.yaml", std::move(text));
  auto tree = yaml::parse(file, sources, diagnostics);
  if (diagnostics.has_errors()) tree.reset();
  return {file, std::move(tree)};
}

std::string formatted(const std::string& text) {
  Sources sources;
  const Read source = read(sources, text);
  REQUIRE(source.tree);
  const auto result = format(source.file, sources, *source.tree);
  REQUIRE(result);
  return *result;
}

struct Case {
  std::string name, before, after;
};

TEST_CASE("a contract has one layout") {
  const Case cases[] = {
      {"two blanks per level", "a:\n    b:\n        c: 1\n    d: 2\n",
       "a:\n  b:\n    c: 1\n  d: 2\n"},
      {"less than two as well", "a:\n b:\n  c: 1\n", "a:\n  b:\n    c: 1\n"},
      {"a list below its key", "a:\n- b\n- c\nd: 1\n", "a:\n  - b\n  - c\nd: 1\n"},
      {"mappings in a list", "a:\n-   b: 1\n    c: 2\n-  d: 3\n",
       "a:\n  - b: 1\n    c: 2\n  - d: 3\n"},
      {"lists in a list", "- - 1\n  - 2\n-   - 3\n", "- - 1\n  - 2\n- - 3\n"},
      {"a list in a list on the next line", "-\n    - 1\n    - 2\n", "-\n  - 1\n  - 2\n"},
      {"blanks around marks", "a :   {b:1 ,  c : [ 1,2 ,3 ] }\n", "a: {b:1, c: [1, 2, 3]}\n"},
      {"a value on its own line", "a:\n      b\nc:\n   {d: 1}\n", "a:\n  b\nc:\n  {d: 1}\n"},
      {"brackets over lines", "a: {b: [\n1,\n      2\n],\n c: 3\n}\n",
       "a: {b: [\n    1,\n    2\n  ],\n  c: 3\n  }\n"},
      {"empty lines", "\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"},
      {"line ends", "a: 1   \r\nb: 2\t", "a: 1\nb: 2\n"},
      {"a document marker", "---\na: 1\n...\n", "---\na: 1\n...\n"},
      {"nothing behind a colon", "{a: , b: }\n", "{a: , b: }\n"},
      {"a trailing comma", "[a, b , ]\n", "[a, b,]\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(formatted(c.before) == c.after);
    CHECK(formatted(c.after) == c.after);
  }
}

TEST_CASE("comments stay, at the level that they had") {
  const Case cases[] = {
      {"behind a value: two blanks at least, more are kept", "a: 1 # x\nb: 2      #y\n",
       "a: 1  # x\nb: 2      #y\n"},
      {"above a key", "a:\n    # x\n    b: 1\n", "a:\n  # x\n  b: 1\n"},
      {"at a level of their own", "a:\n    b: 1\n    # x\n# y\nc: 2\n",
       "a:\n  b: 1\n  # x\n# y\nc: 2\n"},
      {"at no level: with what follows", "a:\n    b: 1\n  # x\nc: 2\n", "a:\n  b: 1\n# x\nc: 2\n"},
      {"at the end", "a:\n    b: 1\n    # x\n# y", "a:\n  b: 1\n  # x\n# y\n"},
      {"between empty lines", "a: 1\n\n\n# x\n\n\nb: 2\n", "a: 1\n\n# x\n\nb: 2\n"},
      {"in front of everything", "\n# x  \n\na: 1\n", "# x\n\na: 1\n"},
      {"in brackets", "a: [ # x\n  # y\n 1, # z\n 2]\n", "a: [  # x\n  # y\n  1,  # z\n  2]\n"},
      {"that are text", "a: '# x'\nb: |\n    # y\n", "a: '# x'\nb: |\n  # y\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(formatted(c.before) == c.after);
    CHECK(formatted(c.after) == c.after);
  }
}

TEST_CASE("text over several lines moves as a whole") {
  const Case cases[] = {
      {"literal", "a:\n    b: |\n          x\n            y\n\n          z\n    c: 1\n",
       "a:\n  b: |\n    x\n      y\n\n    z\n  c: 1\n"},
      {"folded with a comment", "a: >-  # why\n      x\n      y\nb: 1\n",
       "a: >-  # why\n  x\n  y\nb: 1\n"},
      {"empty lines behind are kept only by `+`", "a: |\n  x\n\n\n\nb: |+\n  y\n\n\n\nc: 1\n",
       "a: |\n  x\n\nb: |+\n  y\n\n\n\nc: 1\n"},
      {"a digit counts from the key", "a:\n    b: |2\n         x\n", "a:\n  b: |2\n       x\n"},
      {"blanks at the end of its lines are text", "a: |\n   x  \n", "a: |\n  x  \n"},
      {"plain", "a:\n    b: x\n            y\n\n       z\n", "a:\n  b: x\n    y\n\n    z\n"},
      {"quoted", "a: 'x\n\n y'\nb: \"x\\\n  y\"\n", "a: 'x\n\n  y'\nb: \"x\\\n  y\"\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(formatted(c.before) == c.after);
    CHECK(formatted(c.after) == c.after);
  }
}

// What must hold for any file: nothing is lost, and a second time changes nothing.
void check_properties(const std::string& text) {
  Sources sources;
  const Read before = read(sources, text);
  if (!before.tree) return;
  const auto once = format(before.file, sources, *before.tree);
  CAPTURE(text);
  REQUIRE(once);
  CAPTURE(*once);
  const Read after = read(sources, *once);
  REQUIRE(after.tree);
  CHECK(same_content(before.file, *before.tree, after.file, *after.tree, sources));
  const auto twice = format(after.file, sources, *after.tree);
  REQUIRE(twice);
  CHECK(*twice == *once);
}

std::vector<std::string> all_yaml() {
  std::vector<std::string> texts;
  for (const char* folder : {"schemas", "tests", "templates", "examples"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(TALLY_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
  }
  return texts;
}

// Another layout of about the same, or not YAML any more.
std::string mutated(std::string text, std::mt19937& random) {
  const std::string_view pieces[] = {" ",    "  ",  "\n", "\n\n", "# c\n", " # c\n", "\t",
                                     "\r\n", "- ",  ": ", ",",    "{",     "}",      "[",
                                     "]",    "|\n", "'",  "\"",   "    ",  "#"};
  const int edits = 1 + static_cast<int>(random() % 4);
  for (int i = 0; i < edits && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0:
        text.erase(at, 1 + random() % 3);
        break;
      case 1: {  // another line's indentation
        const std::size_t line = text.rfind('\n', at);
        if (line != std::string::npos) text.insert(line + 1, random() % 5, ' ');
        break;
      }
      default:
        text.insert(at, pieces[random() % std::size(pieces)]);
    }
  }
  return text;
}

TEST_CASE("formatting keeps what every YAML file of the repository says") {
  for (const std::string& text : all_yaml()) check_properties(text);
}

TEST_CASE("formatting keeps what mutated files say") {
  std::mt19937 random(20261121);
  for (const std::string& text : all_yaml()) {
    if (text.size() > 4000) continue;
    for (int i = 0; i < 40; ++i) check_properties(mutated(text, random));
  }
  // Small files meet more of the grammar.
  const std::string seeds[] = {"a:\n  - b: |\n      x\n    c: [1, {d: 2}]\n  - e\n",
                               "a: >+\n  x\n\n  y\n\nb: 'x\n  y'\n# c\n",
                               "- - a\n  - b: 1\n    # c\n    d: {e: [f,\n      g]}\n- h\n",
                               "a?: b\n\n# c\nd:\n# e\n- f\n- |-\n  g\n"};
  for (const std::string& seed : seeds) {
    for (int i = 0; i < 2500; ++i) check_properties(mutated(seed, random));
  }
}

}  // namespace
}  // namespace tally::compiler
