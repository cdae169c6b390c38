#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::compiler {

struct CodePoint {
  char32_t value = 0;
  uint32_t size = 1;   ///< Bytes to move on; 1 for a malformed byte.
  bool valid = false;  ///< Well-formed by RFC 3629: no surrogate, nothing overlong.
};

/// The code point at `text[at]`; `at` has to be less than the size.
inline CodePoint decode_utf8(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto tail = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead >= 0xC2 && lead < 0xE0 && tail(1)) {
    return {(lead & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2, true};
  }
  if ((lead & 0xF0u) == 0xE0 && tail(1) && tail(2)) {
    const char32_t value = (lead & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) return {value, 3, true};
  }
  if ((lead & 0xF8u) == 0xF0 && tail(1) && tail(2) && tail(3)) {
    const char32_t value =
        (lead & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu);
    if (value >= 0x10000 && value <= 0x10FFFF) return {value, 4, true};
  }
  return {};
}

}  // namespace tally::compiler
