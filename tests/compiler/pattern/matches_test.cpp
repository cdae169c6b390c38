// What patterns match. Every verdict is that of `new RegExp(pattern, 'u').test(text)`.
#include <string>
#include <string_view>
#include <variant>

#include "catch.h"
#include "pattern/compile.h"

namespace {

using tally::compiler::compile_pattern;
using tally::compiler::CompiledPattern;
using namespace std::string_view_literals;

struct Case {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

void check(const Case& c) {
  CAPTURE(c.pattern, c.text);
  const auto outcome = compile_pattern(c.pattern);
  const auto* compiled = std::get_if<CompiledPattern>(&outcome);
  REQUIRE(compiled != nullptr);
  CHECK(tally::matches(compiled->pattern(), c.text) == c.matches);
}

}  // namespace

TEST_CASE("a pattern is searched for anywhere in the text") {
  for (const Case& c : {
           Case{"", "", true},
           Case{"", "anything", true},
           Case{"b", "abc", true},
           Case{"b", "acd", false},
           Case{"ab", "aab", true},
           Case{"aab", "aaab", true},
           Case{"^b", "abc", false},
           Case{"^a", "abc", true},
           Case{"c$", "abc", true},
           Case{"b$", "abc", false},
           Case{"^abc$", "abc", true},
           Case{"^abc$", "abc\n",
                false},  // no multiline: `$` is the end of the text and nothing else
           Case{"^a|c$", "xc", true},
           Case{"a^b", "ab", false},
           Case{"a$b", "a\nb", false},
           Case{"^^a$$", "a", true},
           Case{"(?:^|,)a(?:,|$)", "b,a", true},
           Case{"(?:^|,)a(?:,|$)", "ba", false},
           Case{"(?:^)*a", "ba", true},
           Case{"(?:^a$){2}", "aa", false},
       }) {
    check(c);
  }
}

TEST_CASE("repetitions and alternatives") {
  for (const Case& c : {
           Case{"^a*$", "", true},
           Case{"^a+$", "", false},
           Case{"^a+$", "aaa", true},
           Case{"^ab?c$", "ac", true},
           Case{"^ab?c$", "abbc", false},
           Case{"^a{3}$", "aaa", true},
           Case{"^a{3}$", "aaaa", false},
           Case{"^a{2,}$", "a", false},
           Case{"^a{2,}$", "aaaaa", true},
           Case{"^a{2,4}$", "aaaaa", false},
           Case{"^a{2,4}$", "aaa", true},
           Case{"^a{0}b$", "b", true},
           Case{"^a{0,0}b$", "ab", false},
           Case{"^(?:a*)*b$", "aab", true},
           Case{"^(?:a*){2,3}$", "", true},
           Case{"^(?:a|b|)+c$", "abac", true},
           Case{"^a+?b??$", "aa", true},  // lazy: the same texts
           Case{"^(?<year>[0-9]{4})-(\\d\\d)$", "2024-02", true},
           Case{"^(a(b(c)))$", "abc", true},
           Case{"^(?:one|two|three)$", "two", true},
           Case{"^(?:one|two|three)$", "twothree", false},
           Case{"|x", "y", true},
           Case{"^()$", "", true},
       }) {
    check(c);
  }
}

TEST_CASE("one character is one code point") {
  for (const Case& c : {
           Case{"^.$", "a", true},
           Case{"^.$", "é", true},
           Case{"^.$", "€", true},
           Case{"^.$", "😀", true},
           Case{"^.{2}$", "😀", false},
           Case{"^.$", "\n", false},
           Case{"^.$", "\r", false},
           Case{"^.$", "\u2028", false},
           Case{"^.$", "\u2029", false},
           Case{"^.$", "\u2027", true},
           Case{"^.$", "\u0085", true},
           Case{"^.$", "\0"sv, true},
           Case{"^é+$", "éé", true},
           Case{"^é+$", "éè", false},
           Case{"^[à-ü]$", "ö", true},
           Case{"^[😀-😎]$", "😅", true},
           Case{"^[😀-😎]$", "😏", false},
           Case{"^[\\u{10000}-\\u{10FFFF}]$", "\U00010000", true},
           Case{"^[\\u{10000}-\\u{10FFFF}]$", "\U0010FFFF", true},
           Case{"^[\\u{10000}-\\u{10FFFF}]$", "\uFFFF", false},
           Case{"^[^a]$", "😀", true},
           Case{"^[^a]$", "a", false},
           Case{"^[\\u0000-\\u{10FFFF}]$", "\uE000", true},
           Case{"^[\\0-\\x7F]$", "\x7F", true},
           Case{"^[\\0-\\x7F]$", "\u0080", false},
           Case{"^[\\x80-\\u07FF]$", "\u07FF", true},
           Case{"^[\\x80-\\u07FF]$", "\u0800", false},
       }) {
    check(c);
  }
}

TEST_CASE("classes") {
  for (const Case& c : {
           Case{"^[abc]$", "b", true},      Case{"^[a-c]$", "d", false},
           Case{"^[-a]$", "-", true},       Case{"^[a-]$", "-", true},
           Case{"^[a\\-z]$", "-", true},    Case{"^[a\\-z]$", "m", false},
           Case{"^[+--]$", ",", true},      Case{"^[.*(){}$|]$", "*", true},
           Case{"^[\\]\\\\^]$", "]", true}, Case{"^[\\]\\\\^]$", "^", true},
           Case{"^[\\d.]$", "7", true},     Case{"^[^\\d\\s]$", "\u00A0", false},
           Case{"^[\\W\\w]$", "\n", true},  Case{"^[\\b]$", "\b", true},
           Case{"[]", "a", false},          Case{"[]", "", false},
           Case{"^[^]$", "\n", true},       Case{"^\\d$", "٣", false},  // ASCII digits only
           Case{"^\\w$", "_", true},        Case{"^\\w$", "é", false},
           Case{"^\\W$", "é", true},        Case{"^\\s$", "\uFEFF", true},
           Case{"^\\s$", "\u3000", true},   Case{"^\\s$", "\u200B", false},
           Case{"^\\s$", "\u0085", false},  Case{"^\\S$", "\u180E", true},
           Case{"^\\D$", "x", true},
       }) {
    check(c);
  }
}

TEST_CASE("escapes") {
  for (const Case& c : {
           Case{"^\\t\\n\\v\\f\\r$", "\t\n\v\f\r", true},
           Case{"^\\cJ\\cj$", "\n\n", true},
           Case{"^\\0$", "\0"sv, true},
           Case{"^\\0$", "0", false},
           Case{"^\\x41\\u0042$", "AB", true},
           Case{"^\\u20AC$", "€", true},
           Case{"^\\u{1F600}$", "😀", true},
           Case{"^\\u{000001F600}$", "😀", true},
           Case{"^\\uD83D\\uDE00$", "😀", true},
           Case{"^[\\uD83D\\uDE00-\\u{1F64F}]$", "😅", true},
           Case{"^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", "^$\\.*+?()[]{}|/", true},
           Case{"^a/b$", "a/b", true},
       }) {
    check(c);
  }
}

TEST_CASE("word boundaries lie between an ASCII word character and anything else") {
  for (const Case& c : {
           Case{"\\bcat\\b", "a cat sat", true},
           Case{"\\bcat\\b", "concat", false},
           Case{"\\bcat\\b", "cat", true},
           Case{"\\Bcat", "concat", true},
           Case{"\\Bcat", "cat", false},
           Case{"cat\\B", "cats", true},
           Case{"\\b", "", false},
           Case{"\\B", "", true},
           Case{"\\b", "é", false},
           Case{"\\B", "é", true},
           Case{"\\B", "aéb", false},  // no place in the middle of é
           Case{"\\B", "aéé", true},
           Case{"a\\bé", "aé", true},
           Case{"^\\b$", "", false},
           Case{"^\\B$", "", true},
           Case{"a\\b$", "a", true},
           Case{"a$\\B", "a", false},
           Case{"(?:\\b|x)+y", " y", true},
           Case{"\\b^a", "a", true},
           Case{"_\\b", "_x", false},
       }) {
    check(c);
  }
}

TEST_CASE("general categories") {
  for (const Case& c : {
           Case{"^\\p{L}+$", "Straße", true},
           Case{"^\\p{L}+$", "東京", true},
           Case{"^\\p{L}+$", "a1", false},
           Case{"^\\p{Lu}$", "Ω", true},
           Case{"^\\p{Lu}$", "ω", false},
           Case{"^\\P{Lu}$", "ω", true},
           Case{"^[\\p{L}\\p{Nd}]+$", "a٣", true},
           Case{"^[^\\p{L}]$", "é", false},
           Case{"^\\p{gc=Zs}$", "\u00A0", true},
           Case{"^\\p{General_Category=Uppercase_Letter}$", "A", true},
           Case{"^\\p{Letter}$", "ʰ", true},
           Case{"^\\p{LC}$", "ʰ", false},
           Case{"^\\p{Sc}$", "€", true},
           Case{"^\\p{P}$", "$", false},
           Case{"^\\p{So}$", "😀", true},
           Case{"^\\p{Any}$", "\n", true},
           Case{"^\\p{ASCII}$", "\x7F", true},
           Case{"^\\P{ASCII}$", "\u0080", true},
           Case{"^\\p{Assigned}$", "\u0378", false},
       }) {
    check(c);
  }
}

TEST_CASE("scripts") {
  for (const Case& c : {
           Case{"^\\p{Script=Latin}+$", "Straße", true},
           Case{"^\\p{Script=Latn}$", "Ω", false},
           Case{"^\\p{sc=Grek}$", "Ω", true},
           Case{"^\\p{Script=Han}+$", "東京", true},
           Case{"^\\p{sc=Zyyy}$", "7", true},
           Case{"^\\p{sc=Zinh}$", "\u0301", true},
           Case{"^\\P{Script=Cyrillic}$", "я", false},
           Case{"^[\\p{Script=Latin} ]{1,100}$", "Åse Ødegård", true},
           Case{"^[\\p{Script=Latin} ]{1,100}$", "Åse Яковлева", false},
       }) {
    check(c);
  }
}

TEST_CASE("patterns that go by characters see places as others do") {
  const std::string most = "é" + std::string(79, 'a');
  const std::string more = most + "ß";
  for (const Case& c : {
           Case{"^[\\p{L}\\p{M} ]{1,80}$", "Zoë Åström", true},
           Case{"^[\\p{L}\\p{M} ]{1,80}$", "O'Neill", false},
           Case{"^[\\p{L}\\p{M} ]{1,80}$", "", false},
           Case{"^[\\p{L}\\p{M} ]{1,80}$", most, true},
           Case{"^[\\p{L}\\p{M} ]{1,80}$", more, false},
           Case{"^[\\p{L}\\p{N}_-]{3,64}$", "名前-٣", true},
           Case{"^[\\p{L}\\p{N}_-]{3,64}$", "名 前", false},
           Case{"^(\\p{Lu}\\p{Ll}+ ?){1,5}$", "Ärger Öde", true},
           Case{"^(\\p{Lu}\\p{Ll}+ ?){1,5}$", "ärger", false},
           Case{"^[^\\p{C}]{1,255}$", "😀 fine", true},
           Case{"^[^\\p{C}]{1,255}$", "a\u200B", false},
           Case{"^\\p{L}[\\p{L}' -]{0,63}$", "d'Alembert", true},
           Case{"^\\p{L}[\\p{L}' -]{0,63}$", "-a", false},
           Case{"\\p{Lu}\\b", "aÉ b", false},
           Case{"\\p{Lu}\\B", "aÉ b", true},
           Case{"\\bé\\p{L}", "aéé", true},
           Case{"\\B\\p{Ll}é$", "aéé", false},
           Case{"\\p{L}$^", "", false},
           Case{"\\p{L}*$^", "", true},
           Case{"\\p{L}\\u{10FFFF}", "é\U0010FFFF", true},
           Case{"\\p{L}|\\uE000", "\uE000", true},
       }) {
    check(c);
  }
}

TEST_CASE("patterns from contracts") {
  constexpr auto sku = "^[A-Z0-9]+(-[A-Z0-9]+)*$";
  constexpr auto phone = "^\\+[1-9][0-9]{6,14}$";
  constexpr auto iban = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$";
  constexpr auto label = "^[a-z][a-z0-9.-]*$";
  constexpr auto semver =
      "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*"
      ")"
      "(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+"
      ")*))?$";
  for (const Case& c : {
           Case{sku, "A-100", true},
           Case{sku, "A--100", false},
           Case{sku, "a-100", false},
           Case{phone, "+4712345678", true},
           Case{phone, "+0712345678", false},
           Case{phone, "+4712345678901234", false},
           Case{iban, "DE89370400440532013000", true},
           Case{iban, "DE8937040044", false},
           Case{label, "app.kubernetes.io-name", true},
           Case{label, "-app", false},
           Case{semver, "1.0.0-alpha.1+build.5", true},
           Case{semver, "1.0.0-01", false},
           Case{semver, "01.0.0", false},
       }) {
    check(c);
  }
}

TEST_CASE("classical traps for backtracking take one step per byte") {
  const std::string many(100'000, 'a');
  for (const std::string_view pattern : {"^(a+)+$"sv, "^(a|a)*$"sv, "^(a*)*b?$"sv, "^(a|aa)+$"sv}) {
    check({pattern, many, true});
    check({pattern, many + "!", false});
  }
}
