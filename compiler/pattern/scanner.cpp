#include "pattern/scanner.h"

#include <algorithm>

#include "pattern/code_point_set.h"

namespace tally::compiler::pattern {
namespace {

constexpr char hex_digit(std::uint32_t value) {
  return "0123456789ABCDEF"[value];
}

}  // namespace

std::optional<std::uint32_t> Scanner::character() {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(source[i]); };
  const std::size_t begin = at;
  const std::uint32_t lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  std::uint32_t code_point = lead & (0x7FU >> length);
  while (at < begin + length && !at_end() && (byte(at) & 0xC0U) == 0x80U) {
    code_point = code_point << 6 | (byte(at++) & 0x3FU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xC0 || lead > 0xF7 || at != begin + length || code_point < smallest[length] ||
      code_point > last_code_point || is_surrogate(code_point)) {
    return syntax(begin, at, "the pattern is not well-formed UTF-8 here", "");
  }
  return code_point;
}

std::string Scanner::quote(std::size_t begin, std::size_t end) const {
  constexpr std::size_t longest = 40;
  std::size_t cut = std::min(end, begin + longest);
  while (cut < end && (static_cast<std::uint8_t>(source[cut]) & 0xC0U) == 0x80U) --cut;
  std::string result = "`";
  for (const char c : source.substr(begin, cut - begin)) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      result += c;
    } else {
      result += {'\\', 'x', hex_digit(byte >> 4), hex_digit(byte & 0xFU)};
    }
  }
  return result + (cut < end ? "..." : "") + "`";
}

std::nullopt_t Scanner::fail(PatternErrorCode code, std::size_t begin, std::size_t end,
                             std::string message, std::string hint) {
  if (!error) {
    error = PatternError{code, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                         std::move(message), std::move(hint)};
  }
  return std::nullopt;
}

}  // namespace tally::compiler::pattern
