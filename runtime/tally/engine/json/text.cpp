#include "tally/engine/json/text.h"

#include <bit>

#include "tally/engine/base.h"

namespace tally {
namespace {

constexpr std::uint64_t top_bits = repeat(0x80);

// Number of bytes whose top bit is set in `flags`; the other bits are ignored.
std::uint32_t count_flags(std::uint64_t flags) noexcept {
  return static_cast<std::uint32_t>((((flags >> 7) & repeat(1)) * repeat(1)) >> 56);
}

// Top bits of the bytes 10xxxxxx.
constexpr std::uint64_t continuation_flags(std::uint64_t word) noexcept {
  return word & ~(word << 1) & top_bits;
}

// Top bits of the bytes 1111xxxx: leads of four bytes, which are two UTF-16 units.
constexpr std::uint64_t four_byte_flags(std::uint64_t word) noexcept {
  return word & (word << 1) & (word << 2) & (word << 3) & top_bits;
}

bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// Bytes that a JSON string has to escape: controls, `"` and `\`. Carries may flag a byte behind
// such a byte, never without one before it.
constexpr std::uint64_t escape_flags(std::uint64_t word) noexcept {
  const std::uint64_t quotes = word ^ repeat('"');
  const std::uint64_t backslashes = word ^ repeat('\\');
  return (((word - repeat(0x20)) & ~word) | ((quotes - repeat(1)) & ~quotes) |
          ((backslashes - repeat(1)) & ~backslashes)) &
         top_bits;
}

// The letter behind the backslash, by control character; 0 where only \u00xx exists.
constexpr char short_escapes[32] = {0, 0, 0, 0, 0, 0, 0, 0, 'b', 't', 'n', 0, 'f', 'r'};
constexpr char hex_digits[] = "0123456789abcdef";

// The length of the well-formed sequence at `p`, whose lead is not ASCII; 0 if it is not
// well-formed. Table 3-7 of the Unicode standard: only the second byte has narrower bounds
// than 80..BF.
std::uint32_t sequence_length(const char* p, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*p);
  std::uint32_t length;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  if (lead < 0xc2) {  // a continuation, or overlong
    return 0;
  } else if (lead < 0xe0) {
    length = 2;
  } else if (lead < 0xf0) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;   // overlong
    if (lead == 0xed) high = 0x9f;  // surrogates
  } else if (lead < 0xf5) {
    length = 4;
    if (lead == 0xf0) low = 0x90;   // overlong
    if (lead == 0xf4) high = 0x8f;  // above U+10FFFF
  } else {
    return 0;
  }
  if (end - p < static_cast<std::ptrdiff_t>(length)) return 0;
  const auto second = static_cast<unsigned char>(p[1]);
  if (second < low || second > high) return 0;
  for (std::uint32_t i = 2; i < length; ++i) {
    if (!is_continuation(p[i])) return 0;
  }
  return length;
}

}  // namespace

const char* find_invalid_utf8(const char* begin, const char* end) noexcept {
  const char* p = begin;
  while (p != end) {
    if (!small && end - p >= 8) {
      const std::uint64_t flags = load64(p) & top_bits;
      if (flags == 0) {
        p += 8;
        continue;
      }
      p += std::countr_zero(flags) / 8;
    } else if (static_cast<unsigned char>(*p) < 0x80) {
      ++p;
      continue;
    }
    // Text that is not ASCII tends to stay so.
    do {
      const std::uint32_t length = sequence_length(p, end);
      if (length == 0) return p;
      p += length;
    } while (p != end && static_cast<unsigned char>(*p) >= 0x80);
  }
  return end;
}

std::uint32_t count_code_points(const char* begin, const char* end) noexcept {
  auto count = static_cast<std::uint32_t>(end - begin);
  const char* p = begin;
  for (; !small && end - p >= 8; p += 8) count -= count_flags(continuation_flags(load64(p)));
  for (; p != end; ++p) count -= is_continuation(*p) ? 1 : 0;
  return count;
}

bool reaches_code_points(const char* begin, const char* end, std::uint32_t limit) noexcept {
  const char* p = begin;
  for (; !small && limit > 8 && end - p >= 8; p += 8)
    limit -= 8 - count_flags(continuation_flags(load64(p)));
  for (; limit != 0 && p != end; ++p) limit -= is_continuation(*p) ? 0 : 1;
  return limit == 0;
}

std::uint32_t count_utf16_units(const char* begin, const char* end) noexcept {
  auto count = static_cast<std::uint32_t>(end - begin);
  const char* p = begin;
  for (; !small && end - p >= 8; p += 8) {
    const std::uint64_t word = load64(p);
    count -= count_flags(continuation_flags(word));
    count += count_flags(four_byte_flags(word));
  }
  for (; p != end; ++p) {
    count -= is_continuation(*p) ? 1 : 0;
    count += static_cast<unsigned char>(*p) >= 0xf0 ? 1 : 0;
  }
  return count;
}

char* append_utf8(char* out, std::uint32_t scalar) noexcept {
  if (scalar < 0x80) {
    *out++ = static_cast<char>(scalar);
    return out;
  }
  const auto continuation = [&](std::uint32_t shift) {
    *out++ = static_cast<char>(0x80 | ((scalar >> shift) & 0x3f));
  };
  if (scalar < 0x800) {
    *out++ = static_cast<char>(0xc0 | (scalar >> 6));
  } else {
    if (scalar < 0x10000) {
      *out++ = static_cast<char>(0xe0 | (scalar >> 12));
    } else {
      *out++ = static_cast<char>(0xf0 | (scalar >> 18));
      continuation(12);
    }
    continuation(6);
  }
  continuation(0);
  return out;
}

char* write_escaped(char* out, std::string_view text) noexcept {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    if (!small && end - p >= 8) {
      const std::uint64_t word = load64(p);
      const std::uint64_t flags = escape_flags(word);
      store64(out, word);  // also the bytes in front of an escape
      const std::int32_t plain = flags == 0 ? 8 : std::countr_zero(flags) / 8;
      out += plain;
      p += plain;
      if (plain == 8) continue;
    }
    const char c = *p++;
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
      if (c == '"' || c == '\\') *out++ = '\\';
      *out++ = c;
    } else if (short_escapes[byte] != 0) {
      *out++ = '\\';
      *out++ = short_escapes[byte];
    } else {
      std::memcpy(out, "\\u00", 4);
      out[4] = hex_digits[byte >> 4];
      out[5] = hex_digits[byte & 15];
      out += 6;
    }
  }
  return out;
}

}  // namespace tally
