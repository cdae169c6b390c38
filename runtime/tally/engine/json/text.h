// UTF-8 (RFC 3629) and JSON string escapes (RFC 8785 section 3.2.2.2). Linear time, no allocation.
// Text is a range of bytes and needs no padding.
#pragma once

#include <cstdint>
#include <string_view>

namespace tally {

// The start of the first sequence that is not UTF-8 (overlong forms, surrogates, values above
// U+10FFFF and truncated sequences included), or `end`.
const char* find_invalid_utf8(const char* begin, const char* end) noexcept;

// Length of valid UTF-8 in Unicode scalar values, and in the UTF-16 code units of a JavaScript
// string.
std::uint32_t count_code_points(const char* begin, const char* end) noexcept;
std::uint32_t count_utf16_units(const char* begin, const char* end) noexcept;

// Whether valid UTF-8 has at least `limit` Unicode scalar values (at least 1). O(limit) where the
// text begins with ASCII.
bool reaches_code_points(const char* begin, const char* end, std::uint32_t limit) noexcept;

// Writes the 1 to 4 bytes of a Unicode scalar value (not a surrogate, at most U+10FFFF); returns
// their end.
char* append_utf8(char* out, std::uint32_t scalar) noexcept;

// A byte of input becomes at most this many bytes of escaped output: \u001f.
inline constexpr std::uint32_t max_escape_length = 6;

// Writes the inside of a JSON string (no quotes) in RFC 8785 form: \" \\ \b \t \n \f \r, other
// control characters as \u00xx in lower case, everything else as it is. `out` holds
// max_escape_length * text.size() bytes and does not overlap the text. Returns the end of what was
// written.
char* write_escaped(char* out, std::string_view text) noexcept;

}  // namespace tally
