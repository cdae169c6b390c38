// Texts by the automata of patterns.
#include "sample/text_walk.h"

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "catch.h"
#include "pattern/compile.h"
#include "tally/engine/json/text.h"

namespace tally::compiler::sampling {
namespace {

CompiledPattern compiled(const std::string& source) {
  return std::get<CompiledPattern>(compile_pattern(source));
}

std::uint32_t length_of(const std::string& text) {
  return count_code_points(text.data(), text.data() + text.size());
}

bool is_utf8(const std::string& text) {
  const char* end = text.data() + text.size();
  return find_invalid_utf8(text.data(), end) == end;
}

const std::vector<std::string> patterns = {
    "^[A-Z0-9]+(-[A-Z0-9]+)*$",
    "^[a-z]+@[a-z]+\\.(com|org)$",
    "[0-9]",
    "^$|^x{3,}$",
    "^\\p{Lu}\\p{Ll}*$",
    "^[^a-z]*$",
    "^(ab|c)*d?$",
    "^.{2,5}$",
    "^[\\u{10000}-\\u{10FFFF}]+$",
    "^[ä-ü€]{1,4}z$",
    "(foo|bar)$",
    "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$",
    "^[\\p{L}\\p{M} ]{1,80}$",
    "^[^\\p{C}]{2,255}$",
};

TEST_CASE("what a walk makes is accepted and has the length that was asked for") {
  for (const auto& source : patterns) {
    const auto compiled_pattern = compiled(source);
    const Pattern pattern = compiled_pattern.pattern();
    for (const auto& [min, max] : {std::pair{0U, UINT32_MAX}, {3U, 5U}, {5U, 5U}, {20U, 60U}}) {
      INFO(source << " " << min << " to " << max);
      const auto walk = TextWalk::build({{source}, {}, min, max});
      if (!walk) continue;  // which of them have none, the next case says
      Random random(7, min);
      for (int i = 0; i < 200; ++i) {
        const std::string text = walk->make(random);
        INFO(text);
        REQUIRE(is_utf8(text));
        REQUIRE(matches(pattern, text));
        REQUIRE(length_of(text) >= min);
        REQUIRE(length_of(text) <= max);
      }
    }
  }
}

TEST_CASE("there is a walk exactly where there is a text") {
  const auto exists = [](const std::string& source, std::uint32_t min, std::uint32_t max) {
    return TextWalk::build({{source}, {}, min, max}).has_value();
  };
  CHECK(exists("^a{4}$", 4, 4));
  CHECK_FALSE(exists("^a{4}$", 5, UINT32_MAX));
  CHECK_FALSE(exists("^a{4}$", 0, 3));
  CHECK(exists("^(aa)*$", 3, 4));
  CHECK_FALSE(exists("^(aa)*$", 3, 3));
  CHECK(exists("^\\u{1F600}$", 1, 1));  // one character, four bytes
  CHECK_FALSE(exists("^\\u{1F600}$", 2, 4));
  CHECK(exists("b", 300, 300));
}

TEST_CASE("a text may have to match several patterns") {
  const std::string letters = "^[a-f]+$";
  const std::string ends = "^[c-z].*e$";
  const auto first = compiled(letters);
  const auto second = compiled(ends);
  const auto walk = TextWalk::build({{letters, ends}, {}, 0, 8});
  REQUIRE(walk);
  Random random(1, 1);
  for (int i = 0; i < 200; ++i) {
    const std::string text = walk->make(random);
    CHECK(matches(first.pattern(), text));
    CHECK(matches(second.pattern(), text));
  }
  CHECK_FALSE(TextWalk::build({{letters, "^[0-9]+$"}, {}, 0, 8}));
}

TEST_CASE("a refused pattern matches nothing that is made") {
  for (const auto& source : patterns) {
    const auto compiled_pattern = compiled(source);
    const Pattern pattern = compiled_pattern.pattern();
    const auto walk = TextWalk::build({{}, source, 0, 12});
    INFO(source);
    REQUIRE(walk);
    Random random(3, 0);
    for (int i = 0; i < 100; ++i) {
      const std::string text = walk->make(random);
      REQUIRE_FALSE(matches(pattern, text));
      REQUIRE(length_of(text) <= 12);
    }
  }
}

TEST_CASE("without a pattern there are texts of every length, and many of them") {
  const auto walk = TextWalk::build({{}, {}, 2, 6});
  REQUIRE(walk);
  Random random(5, 5);
  std::set<std::string> texts;
  std::set<std::uint32_t> lengths;
  for (int i = 0; i < 500; ++i) {
    const std::string text = walk->make(random);
    texts.insert(text);
    lengths.insert(length_of(text));
  }
  CHECK(lengths == std::set<std::uint32_t>{2, 3, 4, 5, 6});
  CHECK(texts.size() > 300);
}

}  // namespace
}  // namespace tally::compiler::sampling
