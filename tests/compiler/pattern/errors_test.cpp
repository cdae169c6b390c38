// What is refused, where it is to blame, and how it is said.
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "catch.h"
#include "pattern/compile.h"

namespace {

using tally::compiler::compile_pattern;
using tally::compiler::CompiledPattern;
using tally::compiler::PatternError;
using tally::compiler::PatternErrorCode;
using tally::compiler::PatternLimits;
using Code = PatternErrorCode;

struct Refusal {
  std::string_view pattern;
  PatternErrorCode code;
  std::uint32_t begin;
  std::uint32_t end;
  std::string_view message;  // a part of it
};

void check(const Refusal& r, const PatternLimits& limits = {}) {
  CAPTURE(r.pattern);
  const auto outcome = compile_pattern(r.pattern, limits);
  const auto* error = std::get_if<PatternError>(&outcome);
  REQUIRE(error != nullptr);
  CAPTURE(error->message);
  CHECK(error->code == r.code);
  CHECK(error->begin == r.begin);
  CHECK(error->end == r.end);
  CHECK(error->message.find(r.message) != std::string::npos);
}

std::string repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

bool compiles(std::string_view pattern, const PatternLimits& limits = {}) {
  return std::holds_alternative<CompiledPattern>(compile_pattern(pattern, limits));
}

}  // namespace

TEST_CASE("syntax errors") {
  for (const Refusal& r : {
           Refusal{"a(b", Code::syntax, 1, 2, "this group is never closed"},
           Refusal{"(?:a", Code::syntax, 0, 1, "this group is never closed"},
           Refusal{"ab)", Code::syntax, 2, 3, "`)` closes a group that was never opened"},
           Refusal{"x[a-z", Code::syntax, 1, 2, "this class is never closed"},
           Refusal{"[a-", Code::syntax, 0, 1, "this class is never closed"},
           Refusal{"*a", Code::syntax, 0, 1, "nothing to repeat before `*`"},
           Refusal{"a|+", Code::syntax, 2, 3, "nothing to repeat before `+`"},
           Refusal{"(?:?)", Code::syntax, 3, 4, "nothing to repeat before `?`"},
           Refusal{"a**", Code::syntax, 2, 3, "a quantifier stands there"},
           Refusal{"a{2}+", Code::syntax, 4, 5, "a quantifier stands there"},
           Refusal{"a{2}{3}", Code::syntax, 4, 5, "`{` without anything before it"},
           Refusal{"^*", Code::syntax, 1, 2, "an assertion such as `^` cannot be repeated"},
           Refusal{"a\\b{2}", Code::syntax, 3, 6, "an assertion such as `\\b` cannot be repeated"},
           Refusal{"{", Code::syntax, 0, 1, "`{` without anything before it"},
           Refusal{"a{", Code::syntax, 1, 2, "a count that is not complete"},
           Refusal{"a{,5}", Code::syntax, 1, 2, "a count that is not complete"},
           Refusal{"a{2,x}", Code::syntax, 1, 4, "a count that is not complete"},
           Refusal{"a{3,1}", Code::syntax, 1, 6, "the numbers in `{3,1}` are out of order"},
           Refusal{"a}", Code::syntax, 1, 2, "`}` without an opening one"},
           Refusal{"é]", Code::syntax, 2, 3, "`]` without an opening one"},
           Refusal{"[z-a]", Code::syntax, 1, 4, "the range `z-a` is out of order"},
           Refusal{"[b\\d-x]", Code::syntax, 2, 6, "not to or from a class"},
           Refusal{"[a-\\w]", Code::syntax, 1, 5, "not to or from a class"},
           Refusal{"a\\", Code::syntax, 1, 2, "`\\` at the end"},
           Refusal{"\\a", Code::syntax, 0, 2, "`\\a` is no escape"},
           Refusal{"x\\_y", Code::syntax, 1, 3, "`\\_` is no escape"},
           Refusal{"\\-", Code::syntax, 0, 2, "`\\-` is no escape"},
           Refusal{"\\é", Code::syntax, 0, 3, "`\\é` is no escape"},
           Refusal{"\\Aa\\z", Code::syntax, 0, 2, "`\\A` is no escape"},
           Refusal{"\\c1", Code::syntax, 0, 2, "`\\c` needs a letter"},
           Refusal{"\\x4", Code::syntax, 0, 2, "`\\x` needs two"},
           Refusal{"\\u12", Code::syntax, 0, 2, "`\\u` needs four"},
           Refusal{"\\u{}", Code::syntax, 0, 3, "`\\u` needs four"},
           Refusal{"\\u{110000}", Code::syntax, 0, 10, "beyond the last code point"},
           Refusal{"\\01", Code::syntax, 0, 3, "octal escapes such as `\\01`"},
           Refusal{"[\\B]", Code::syntax, 1, 3, "no meaning inside a class"},
           Refusal{"\\p", Code::syntax, 0, 2, "needs a property"},
           Refusal{"(?P<n>a)", Code::syntax, 0, 3, "Python"},
           Refusal{"(?>a)", Code::syntax, 0, 3, "atomic groups"},
           Refusal{"(?#a)", Code::syntax, 0, 3, "comments"},
           Refusal{"(?i)a", Code::syntax, 0, 2, "no group that ECMA-262 knows"},
           Refusal{"(?<>a)", Code::syntax, 0, 3, "the group's name"},
           Refusal{"(?<1a>a)", Code::syntax, 0, 3, "the group's name"},
           Refusal{"(?<a>x)(?<a>y)", Code::syntax, 10, 11, "a second group has the name `a`"},
           Refusal{"a\xFF", Code::syntax, 1, 2, "not well-formed UTF-8"},
           Refusal{"a\xE2\x82", Code::syntax, 1, 3, "not well-formed UTF-8"},
           Refusal{"[\xED\xA0\x80]", Code::syntax, 1, 4, "not well-formed UTF-8"},
       }) {
    check(r);
  }
}

TEST_CASE("what a DFA cannot do, or we do not offer") {
  for (const Refusal& r : {
           Refusal{"a(?=b)", Code::unsupported, 1, 4, "lookahead `(?=`"},
           Refusal{"a(?!b)", Code::unsupported, 1, 4, "negative lookahead `(?!`"},
           Refusal{"(?<=a)b", Code::unsupported, 0, 4, "lookbehind `(?<=`"},
           Refusal{"(?<!a)b", Code::unsupported, 0, 4, "negative lookbehind `(?<!`"},
           Refusal{"(a)\\1", Code::unsupported, 3, 5, "backreference `\\1`"},
           Refusal{"(?<n>a)\\k<n>", Code::unsupported, 7, 9, "backreference `\\k`"},
           Refusal{"\\p{Script=Klingon}", Code::unsupported, 0, 18,
                   "the property `Script=Klingon`"},
           Refusal{"\\p{Greek}", Code::unsupported, 0, 9, "the property `Greek`"},
           Refusal{"\\p{scx=Grek}", Code::unsupported, 0, 12, "the property `scx=Grek`"},
           Refusal{"[\\P{Nope}]", Code::unsupported, 1, 9, "the property `Nope`"},
           Refusal{"\\uD800", Code::unsupported, 0, 6, "the lone surrogate `\\uD800`"},
           Refusal{"\\u{DFFF}", Code::unsupported, 0, 8, "the lone surrogate `\\u{DFFF}`"},
           Refusal{"\\uD83D\\u0041", Code::unsupported, 0, 6, "the lone surrogate `\\uD83D`"},
           Refusal{"[\\uD800-\\uDFFF]", Code::unsupported, 1, 7, "the lone surrogate `\\uD800`"},
       }) {
    check(r);
  }
}

TEST_CASE("limits name the part that breaks them") {
  check({"x((a{1,100}){1,100}){1,100}y", Code::too_large, 1, 27, "this repetition unfolds to"});
  check({"a{5}|(?:bc){999999999999}", Code::too_large, 5, 25, "this repetition unfolds to"});
  check({"(?:){1000000}", Code::too_large, 0, 13, "this repetition unfolds to"});
  check({"^x.{1,9000}$", Code::too_many_states, 2, 11, "because of this repetition"});
  check({"^(\\p{L}{1,100} ){1,100}$", Code::too_many_states, 1, 23, "because of this repetition"});
  check({"^\\p{L}{1,90000}$", Code::too_large, 1, 15, "this repetition unfolds to"});
  check({"a{3}[ab]*a[ab]{20}", Code::too_many_states, 10, 18, "because of this repetition"});
  check({repeat("a", 16'385), Code::too_large, 0, 16'385, "longer than 16384 bytes"});
  check({repeat("(", 1000), Code::too_large, 128, 129, "nested more than 128 deep"});
  check({"[a-z]|\\p{L}{40}", Code::too_large, 6, 15, "this repetition unfolds to"},
        {.nfa_edges = 100});
  check({"a|bcd|ef", Code::too_many_states, 2, 5, "because of this part"}, {.dfa_states = 3});
  check({"abcdef", Code::too_many_states, 0, 6, "because of this part"}, {.dfa_work = 10});
}

TEST_CASE("limits are not in the way of ordinary patterns") {
  CHECK(compiles(repeat("(", 128) + repeat(")", 128)));
  CHECK(compiles("^.{1,1000}$"));
  CHECK(compiles("^[a-z]{1,5000}$"));
  CHECK(compiles("a{1000}"));
  CHECK(compiles("^[\\p{L}\\p{M}' -]+$"));
  CHECK(compiles("^[\\p{L}\\p{M} ]{1,80}$"));
  CHECK(compiles("^[\\p{L}\\p{N}_-]{3,64}$"));
  CHECK(compiles("^(\\p{Lu}\\p{Ll}+ ?){1,5}$"));
  CHECK(compiles("^[^\\p{C}]{1,255}$"));
  CHECK(compiles("^\\p{L}[\\p{L}' -]{0,63}$"));
  CHECK(compiles("^[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]{1,2000}$"));
  CHECK(compiles("^\\p{L}{1,5000}$"));
  CHECK(compiles("^[\\p{Script=Latin} ]{1,100}$"));
  CHECK(compiles("^[^\\s<>]{1,5000}$"));
  CHECK(compiles("^[а-яё]{1,2000}$"));
  CHECK(compiles("^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$"));
}

TEST_CASE("messages quote on one line and not at length") {
  const auto message = [](std::string_view pattern) {
    return std::get<PatternError>(compile_pattern(pattern)).message;
  };
  CHECK(message("[b-\n]") == "the range `b-\\x0A` is out of order");
  CHECK(message("\\p{" + repeat("é", 30) + "}") ==
        "the property `" + repeat("é", 20) + "...` is unknown or not supported");
}
