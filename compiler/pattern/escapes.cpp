#include "pattern/escapes.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "pattern/unicode_properties.h"

namespace tally::compiler::pattern {
namespace {

constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool is_syntax_character(char c) {
  return std::string_view("^$\\.*+?()[]{}|").find(c) != std::string_view::npos;
}

// Code point of one letter escapes (`\n`).
struct ControlEscape {
  char letter;
  std::uint32_t code_point;
};
constexpr ControlEscape control_escapes[] = {
    {'t', '\t'}, {'n', '\n'}, {'v', '\v'}, {'f', '\f'}, {'r', '\r'}};

// Escapes of other dialects and what they are in this one.
struct ForeignEscape {
  char letter;
  const char* hint;
};
constexpr ForeignEscape foreign_escapes[] = {
    {'A', "the start of the text is `^`"},
    {'z', "the end of the text is `$`"},
    {'Z', "the end of the text is `$`"},
    {'a', "write `\\x07` for the bell character"},
    {'e', "write `\\x1B` for the escape character"},
    {'h', "write `[ \\t]` for a blank"},
    {'R', "write `\\r?\\n` for a line end"},
};

std::optional<CodePointSet> class_escape(char letter) {
  switch (letter) {
    case 'd':
      return digits();
    case 'D':
      return digits().complement();
    case 'w':
      return word_characters();
    case 'W':
      return word_characters().complement();
    case 's':
      return white_space();
    case 'S':
      return white_space().complement();
    default:
      return std::nullopt;
  }
}

std::nullopt_t unknown_escape(Scanner& in, std::size_t begin) {
  const char letter = in.source[in.at];
  if (!in.character()) return std::nullopt;
  for (const ForeignEscape& foreign : foreign_escapes) {
    if (letter != foreign.letter) continue;
    return in.syntax(begin, in.at, in.quote(begin, in.at) + " is no escape in ECMA-262",
                     foreign.hint);
  }
  return in.syntax(begin, in.at, in.quote(begin, in.at) + " is no escape",
                   "write " + in.quote(begin + 1, in.at) + " without the `\\`");
}

// `\0`, or a backreference.
std::optional<Characters> decimal_escape(Scanner& in, std::size_t begin) {
  const std::size_t number_begin = in.at;
  while (is_digit(in.peek())) ++in.at;
  if (in.source[number_begin] != '0') return refuse_backreference(in, begin, in.at);
  if (in.at == number_begin + 1) return single_character(0);
  return in.syntax(begin, in.at,
                   "octal escapes such as " + in.quote(begin, in.at) + " do not exist",
                   "write `\\x00` followed by the digits");
}

std::optional<Characters> control_letter(Scanner& in, std::size_t begin) {
  ++in.at;
  if (!is_letter(in.peek())) {
    return in.syntax(begin, in.at, "`\\c` needs a letter after it", "for example `\\cJ`");
  }
  return single_character(static_cast<std::uint32_t>(in.source[in.at++]) % 32);
}

// Exactly so many hexadecimal digits, or nothing and no move.
std::optional<std::uint32_t> hex_digits(Scanner& in, std::size_t count) {
  if (in.source.size() - in.at < count) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : in.source.substr(in.at, count)) {
    if (hex_value(c) < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(hex_value(c));
  }
  in.at += count;
  return value;
}

std::optional<Characters> hex_escape(Scanner& in, std::size_t begin) {
  ++in.at;
  const std::optional<std::uint32_t> value = hex_digits(in, 2);
  if (!value) {
    return in.syntax(begin, in.at, "`\\x` needs two hexadecimal digits after it",
                     "for example `\\x2F`");
  }
  return single_character(*value);
}

std::optional<std::uint32_t> braced_code_point(Scanner& in, std::size_t begin) {
  std::uint32_t value = 0;
  const std::size_t digits_begin = ++in.at;
  for (; hex_value(in.peek()) >= 0; ++in.at) {
    value = std::min(last_code_point + 1,
                     value * 16 + static_cast<std::uint32_t>(hex_value(in.peek())));
  }
  if (in.at == digits_begin || !in.next_is('}')) return std::nullopt;
  ++in.at;
  if (value > last_code_point) {
    return in.syntax(begin, in.at, in.quote(begin, in.at) + " is beyond the last code point",
                     "the last one is `\\u{10FFFF}`");
  }
  return value;
}

// \uHHHH, two of them as a surrogate pair, or \u{H...}.
std::optional<Characters> unicode_escape(Scanner& in, std::size_t begin) {
  ++in.at;
  std::optional<std::uint32_t> value =
      in.next_is('{') ? braced_code_point(in, begin) : hex_digits(in, 4);
  if (!value) {
    return in.syntax(begin, in.at,
                     "`\\u` needs four hexadecimal digits after it, or some in braces",
                     "for example `\\u00E9` or `\\u{1F600}`");
  }
  const bool is_lead = *value >= 0xD800 && *value <= 0xDBFF && in.source[in.at - 1] != '}';
  if (is_lead && in.next_is("\\u")) {
    const std::size_t after_lead = in.at;
    in.at += 2;
    const std::optional<std::uint32_t> trail = hex_digits(in, 4);
    if (trail && *trail >= 0xDC00 && *trail <= 0xDFFF) {
      value = 0x10000 + ((*value - 0xD800) << 10) + (*trail - 0xDC00);
    } else {
      in.at = after_lead;
    }
  }
  if (is_surrogate(*value)) {
    return in.fail(
        PatternErrorCode::unsupported, begin, in.at,
        "the lone surrogate " + in.quote(begin, in.at) + " never occurs in well-formed text",
        "write characters beyond U+FFFF as `\\u{10000}`; all of them are "
        "`[\\u{10000}-\\u{10FFFF}]`");
  }
  return single_character(*value);
}

std::optional<Characters> property_escape(Scanner& in, std::size_t begin) {
  const bool negated = in.source[in.at++] == 'P';
  const std::size_t close = in.source.find('}', in.at);
  if (!in.next_is('{') || close == std::string_view::npos) {
    return in.syntax(begin, in.at, in.quote(begin, in.at) + " needs a property in braces after it",
                     "for example `\\p{Lu}`");
  }
  const std::size_t name = in.at + 1;
  in.at = close + 1;
  std::optional<CodePointSet> set = property_set(in.source.substr(name, close - name));
  if (!set) {
    return in.fail(PatternErrorCode::unsupported, begin, in.at,
                   "the property " + in.quote(name, close) + " is unknown or not supported",
                   "general categories and scripts are supported, for example `\\p{L}`, `\\p{Lu}`, "
                   "`\\p{Script=Greek}`");
  }
  return Characters{negated ? set->complement() : std::move(*set), std::nullopt};
}

}  // namespace

std::nullopt_t refuse_backreference(Scanner& in, std::size_t begin, std::size_t end) {
  return in.fail(PatternErrorCode::unsupported, begin, end,
                 "backreference " + in.quote(begin, end) + " is not supported",
                 "automata cannot remember what a group matched; repeat the group, or use a rule");
}

std::optional<Characters> parse_escape(Scanner& in) {
  const std::size_t begin = in.at++;
  if (in.at_end()) {
    return in.syntax(begin, in.at, "`\\` at the end escapes nothing",
                     "write `\\\\` for the character itself");
  }
  const char letter = in.source[in.at];
  if (const std::optional<CodePointSet> named = class_escape(letter)) {
    ++in.at;
    return Characters{*named, std::nullopt};
  }
  for (const ControlEscape& control : control_escapes) {
    if (letter != control.letter) continue;
    ++in.at;
    return single_character(control.code_point);
  }
  if (is_syntax_character(letter) || letter == '/') {
    ++in.at;
    return single_character(static_cast<std::uint32_t>(letter));
  }
  if (is_digit(letter)) return decimal_escape(in, begin);
  switch (letter) {
    case 'c':
      return control_letter(in, begin);
    case 'x':
      return hex_escape(in, begin);
    case 'u':
      return unicode_escape(in, begin);
    case 'p':
    case 'P':
      return property_escape(in, begin);
    default:
      return unknown_escape(in, begin);
  }
}

}  // namespace tally::compiler::pattern
