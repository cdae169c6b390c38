// What the compiler needs to know about characters: where they begin, and how wide a terminal shows
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tally::compiler {

// The Unicode scalar value at the front of UTF-8 text (RFC 3629: no surrogates, no overlong forms).
struct Decoded {
  char32_t scalar = 0xfffd;
  std::uint32_t bytes = 1;  // how far to go on: at least 1
  bool valid = false;
};

// `at` must be inside of `text`. An invalid sequence is taken byte by byte.
Decoded decode_utf8(std::string_view text, std::size_t at);

// Bytes that a scalar value takes in UTF-8.
std::uint32_t utf8_size(char32_t scalar);

// Columns on a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1.
// After Unicode's East Asian Width (UAX #11); good enough to place carets.
std::uint32_t display_width(char32_t scalar);

// Controls, and the marks that reorder text on the screen (UAX #9): what must never reach a
// terminal as it is.
bool is_unprintable(char32_t scalar);

}  // namespace tally::compiler
