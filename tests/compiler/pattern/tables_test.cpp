// The automata themselves: as small as they can be, laid out as tally/engine/values/pattern.h
// promises.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <variant>

#include "catch.h"
#include "pattern/compile.h"

namespace {

using tally::compiler::compile_pattern;
using tally::compiler::CompiledPattern;

CompiledPattern compiled(std::string_view pattern) {
  CAPTURE(pattern);
  auto outcome = compile_pattern(pattern);
  REQUIRE(std::holds_alternative<CompiledPattern>(outcome));
  return std::get<CompiledPattern>(std::move(outcome));
}

bool same_tables(const CompiledPattern& a, const CompiledPattern& b) {
  return a.class_of == b.class_of && a.narrow == b.narrow && a.wide == b.wide &&
         a.start == b.start && a.first_accepting == b.first_accepting &&
         a.first_sink == b.first_sink;
}

}  // namespace

TEST_CASE("the automaton is minimal") {
  struct Case {
    std::string_view pattern;
    std::uint32_t states;  // sinks included
    std::uint32_t columns;
  };
  for (const Case& c : {
           Case{"", 1, 1},
           Case{"[]", 1, 1},
           Case{"a^", 1, 1},
           Case{"a", 2, 2},
           Case{"(a|a)*(a|a)*a", 2, 2},
           Case{"a{2,1000}", 3, 2},  // the second `a` settles it
           Case{"^a*$", 2, 2},
           Case{"^a$", 3, 2},
           Case{"^(?:ab|cb|db)$", 4, 3},  // a, c and d share a column
           Case{"^[A-Z0-9]+(-[A-Z0-9]+)*$", 3, 3},
           Case{"^[01]*1[01]{3}$", 17, 3},  // the last four digits, and the sink
           Case{"x*a", 2, 2},
           Case{"^(?:a?){20}a{20}$", 42, 2},
       }) {
    CAPTURE(c.pattern);
    const CompiledPattern result = compiled(c.pattern);
    CHECK(result.states == c.states);
    CHECK(result.columns == c.columns);
  }
}

TEST_CASE("equal languages have equal tables") {
  CHECK(same_tables(compiled("^(?:a|b)*$"), compiled("^[ab]*?$")));
  CHECK(same_tables(compiled("^aa*$"), compiled("^a+$")));
  CHECK(same_tables(compiled("\\b\\w"), compiled("\\w")));
  CHECK(same_tables(compiled("^\\u{1F600}$"), compiled("^😀$")));
  CHECK_FALSE(same_tables(compiled("^a+$"), compiled("^b+$")));
}

TEST_CASE("a state is the offset of its row, and sinks have no row") {
  const CompiledPattern result = compiled("^a+$");
  const auto a = result.class_of['a'];
  const auto other = result.class_of['b'];
  CHECK(result.columns == 2);
  CHECK(result.narrow.size() == 4);
  CHECK(result.wide.empty());
  CHECK(result.start == 0);
  CHECK(result.first_accepting == 2);
  CHECK(result.first_sink == 4);
  CHECK(result.narrow[0U + a] == 2);
  CHECK(result.narrow[2U + a] == 2);
  CHECK(result.narrow[0U + other] == 5);  // rejects for ever
  CHECK(result.narrow[2U + other] == 5);
}

TEST_CASE("every entry is the offset of a row or one of the two sinks") {
  const CompiledPattern result = compiled("^(?:.{3,40}\\b|[à-ü]{7})");
  REQUIRE_FALSE(result.wide.empty());
  CHECK(result.narrow.empty());
  CHECK(result.wide.size() == result.first_sink);
  CHECK(std::all_of(result.wide.begin(), result.wide.end(), [&](std::uint32_t next) {
    return next >= result.first_sink ? next <= result.first_sink + 1 : next % result.columns == 0;
  }));
  CHECK(std::all_of(result.class_of.begin(), result.class_of.end(),
                    [&](std::uint32_t column) { return column < result.columns; }));
}

TEST_CASE("a pattern that is settled before the first byte has no table") {
  const CompiledPattern all = compiled("a*");
  CHECK(all.narrow.empty());
  CHECK(all.start == all.first_sink);
  const CompiledPattern none = compiled("[]");
  CHECK(none.narrow.empty());
  CHECK(none.start == none.first_sink + 1);
}

TEST_CASE("bytes that never come in the same state share columns") {
  // Six kinds of first bytes; the kinds of continuation bytes lie under them.
  CHECK(compiled("^.$").columns == 6);
  const CompiledPattern result = compiled("^é$");
  CHECK(result.columns == 2);  // the two bytes of é, and all others
  CHECK(result.class_of[0xC3] == result.class_of[0xA9]);
  CHECK_FALSE(tally::matches(result.pattern(), "ã"));  // C3 A3
}

TEST_CASE("large classes are no part of the automaton, and patterns without them have no rows") {
  const CompiledPattern names = compiled("^[\\p{L}\\p{M} ]{1,80}$");
  CHECK(names.states == 82);
  CHECK(names.columns == 2);
  CHECK(names.narrow.size() == 2 * 81);
  CHECK(names.pattern().by_characters == tally::match_characters);
  CHECK(names.pattern().character_rows == names.characters.size());
  CHECK(std::is_sorted(names.characters.begin(), names.characters.end()));
  CHECK(names.characters.front() >> 8U == 0x80);

  for (const std::string_view source : {"^[A-Z0-9]+$", "^.{1,80}$", "^\\S+$", "^[à-ü]{7}$"}) {
    CAPTURE(source);
    CHECK(compiled(source).pattern().by_characters == nullptr);
  }
}

TEST_CASE("what would be too many states by bytes goes by characters") {
  const CompiledPattern result = compiled("^.{1,5000}$");
  CHECK(result.columns == 2);
  CHECK(result.characters.size() == 3);  // around U+2028 and U+2029
}

TEST_CASE("whether a pattern is anchored") {
  struct Case {
    std::string_view pattern;
    bool at_start;
    bool at_end;
  };
  for (const Case& c : {
           Case{"a", false, false},
           Case{"", false, false},
           Case{"^a", true, false},
           Case{"a$", false, true},
           Case{"^a$", true, true},
           Case{"^a|b$", false, false},
           Case{"^a$|^b$", true, true},
           Case{"^(?:a|b)$", true, true},
           Case{"(^a|^b)c(d$)", true, true},
           Case{"\\b^a$\\b", true, true},
           Case{"(?:^a)?$", false, true},
           Case{"(?:^a$)+", true, true},
       }) {
    CAPTURE(c.pattern);
    const CompiledPattern result = compiled(c.pattern);
    CHECK(result.anchored_at_start == c.at_start);
    CHECK(result.anchored_at_end == c.at_end);
  }
}

TEST_CASE("a Pattern can be a constant") {
  struct Classes {
    std::uint8_t of[256] = {};
  };
  static constexpr Classes classes = [] {
    Classes result;
    result.of[std::uint8_t{'a'}] = 1;
    return result;
  }();
  static constexpr std::uint8_t table[] = {5, 2, 5, 2};
  constexpr tally::Pattern pattern{"^a+$", classes.of, table, nullptr, 0, 2, 4};
  STATIC_REQUIRE(pattern.first_sink == 4);
  CHECK(tally::matches(pattern, "aaa"));
  CHECK_FALSE(tally::matches(pattern, ""));
  CHECK_FALSE(tally::matches(pattern, "ab"));
}

TEST_CASE("bytes that are no UTF-8 are safe to match") {
  const CompiledPattern result = compiled("^(?:.|\\p{L}){2}\\b");
  for (const std::string_view text :
       {"\xFF\xFE\x80", "\xC0\x80", "\xED\xA0\x80", "\xF5\xBF\xBF\xBF", "\xE2"}) {
    CHECK(tally::matches(result.pattern(), text) == tally::matches(result.pattern(), text));
  }
}
