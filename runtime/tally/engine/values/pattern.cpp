#include "tally/engine/values/pattern.h"

#include <algorithm>

namespace tally {
namespace {

// Takes a character that is not ASCII off the front. Whatever the bytes are, it stays within them.
std::uint32_t take_character(std::string_view& text) noexcept {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  std::uint32_t code_point = lead & (0x7FU >> length);
  const std::size_t taken = std::min(length, text.size());
  for (std::size_t i = 1; i < taken; ++i)
    code_point = code_point << 6U | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
  text.remove_prefix(taken);
  return code_point;
}

// The byte that stands for a character beyond ASCII.
std::uint32_t stand_in(const Pattern& pattern, std::uint32_t code_point) noexcept {
  const std::uint32_t* end = pattern.characters + pattern.character_rows;
  const std::uint32_t* row = std::upper_bound(pattern.characters, end, code_point << 8U | 0xFFU);
  return row == pattern.characters ? 0 : row[-1] & 0xFFU;
}

}  // namespace

bool match_characters(const Pattern& pattern, std::string_view text) noexcept {
  std::uint32_t state = pattern.start;
  while (!text.empty() && state < pattern.first_sink) {
    std::uint32_t byte = static_cast<std::uint8_t>(text.front());
    if (byte < 0x80) {
      text.remove_prefix(1);
    } else {
      byte = stand_in(pattern, take_character(text));
    }
    const std::uint32_t at = state + pattern.class_of[byte];
    state = pattern.wide != nullptr ? pattern.wide[at] : pattern.narrow[at];
  }
  return state >= pattern.first_accepting && state <= pattern.first_sink;
}

}  // namespace tally
