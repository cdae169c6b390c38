// JSON numbers: text -> double, float, int64, uint64, and back.
//
// Grammar: RFC 8259 section 6, exactly (no `+`, no leading zeros, digits on both sides of the
// point). What follows a number is the caller's business, except that a digit never follows a
// leading zero.
//
// Reading takes a pointer into text that is followed by `input_padding` zero bytes. On `syntax` the
// pointer stays where it was; on every other status it stands behind the number. `out` is written
// on `ok` only. Time is linear in the length of the text, whatever the exponent says.
//
// Results do not depend on the platform, the locale or the rounding tables of the C library: every
// conversion is exact (correctly rounded, half to even). No allocation.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tally/engine/base.h"
#include "tally/engine/values/decimal_powers.h"

namespace tally {

enum class NumberStatus : std::uint8_t {
  ok,
  syntax,       // not a JSON number
  not_integer,  // a number, but its value has a fraction (comes before range)
  range,        // the value does not fit the type; a double that would round to infinity
};

// A number as written. Its absolute value is mantissa * 10^exponent, plus less than 10^exponent if
// `truncated`.
struct NumberToken {
  const char* begin;       // at '-' or the first digit
  const char* end;         // behind the last character
  std::uint64_t mantissa;  // the first up to 19 significant digits; 0 only if all digits are 0
  std::int64_t exponent;   // saturated at about 10^17, far outside every type
  bool negative;           // also for -0
  bool truncated;          // a non-zero digit did not fit the mantissa
  bool plain_integer;      // neither fraction nor exponent: -?(0|[1-9][0-9]*)
};

// The general scanner. False on a syntax error; `token` is then unspecified.
bool scan_number(const char* text, NumberToken& token) noexcept;

// Correctly rounded. Underflow is ok (subnormal or zero, with its sign); overflow is `range`.
// float32 is rounded from the text directly, not through a double.
inline NumberStatus read_double(const char*& p, double& out) noexcept;
NumberStatus read_float32(const char*& p, float& out) noexcept;

// A number whose value is an integer, however it is written: 10, 1.0, 1e3, 10e-1, -0. Exact over
// all 64 bits.
inline NumberStatus read_int64(const char*& p, std::int64_t& out) noexcept;
inline NumberStatus read_uint64(const char*& p, std::uint64_t& out) noexcept;

// A whole text of the form -?(0|[1-9][0-9]*): a 64-bit integer carried as a JSON string. Needs no
// padding. Everything else is `syntax`; a negative value for uint64 is `range`, "-0" is 0.
NumberStatus parse_int64(std::string_view text, std::int64_t& out) noexcept;
NumberStatus parse_uint64(std::string_view text, std::uint64_t& out) noexcept;

// A buffer of this size holds every number that the writers below make, and their 8-byte stores.
inline constexpr std::uint32_t max_number_length = 32;

// Write to `out` (max_number_length bytes, no terminating zero) and return the end of the text.
// Floating point is written as ECMAScript's Number::toString does, which is RFC 8785's form: the
// shortest digits that read back as the same value, the closest among them. Values must be finite;
// -0 is written as 0. The digits of a float32 are the shortest that read back as the same *float*.
char* write_double(char* out, double value) noexcept;
char* write_float32(char* out, float value) noexcept;
char* write_int64(char* out, std::int64_t value) noexcept;
char* write_uint64(char* out, std::uint64_t value) noexcept;

// JSON Schema's multipleOf. Value and divisor finite, the divisor greater than 0 (0: false).
// The integer forms are exact. The double form answers for the decimal numbers that were written,
// 0.3 is a multiple of 0.1: it accepts a quotient within 2^-51 (relative) of an integer. Value and
// divisor are off by at most 2^-53 each, the division adds as much: 3 * 2^-53 in all.
// The float form does the same with floats' 2^-24, within 2^-22.
bool is_multiple_of(double value, double divisor) noexcept;
bool is_multiple_of(float value, float divisor) noexcept;
bool is_multiple_of(std::int64_t value, std::int64_t divisor) noexcept;
bool is_multiple_of(std::uint64_t value, std::uint64_t divisor) noexcept;

// ---- The hot part: short numbers, inlined into generated code ----

namespace number_detail {

TALLY_INLINE std::uint32_t digit_value(char c) noexcept {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(c)) - '0';
}
TALLY_INLINE bool is_digit(char c) noexcept {
  return digit_value(c) <= 9;
}

// Appends the up to eight digits at `p` to the number, as if it were written behind it; returns
// their count.
TALLY_INLINE std::uint32_t take_digits(const char* p, std::uint64_t& number) noexcept {
  const std::uint64_t block = load64(p) ^ repeat('0');
  // The top bit of a byte says "no digit". Carries only disturb bytes behind the first of those.
  const std::uint64_t others = ((block + repeat(0x76)) | block) & repeat(0x80);
  const std::uint32_t count =
      others == 0 ? 8 : static_cast<std::uint32_t>(std::countr_zero(others)) / 8;
  if (count == 0) return 0;
  // Leading zeros on the left (lowest bytes), then neighbours are joined: 8 x 1 digit, 4 x 2, 1
  // x 8.
  std::uint64_t digits = block << (64 - 8 * count);
  digits = digits * 10 + (digits >> 8);
  digits = (((digits & 0x000000ff000000ff) * 0x000f424000000064) +
            (((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001)) >>
           32;
  number = number * small_powers_of_ten[count] + digits;
  return count;
}

// A number of at most 19 digits without an exponent.
struct ShortNumber {
  std::uint64_t mantissa;
  std::int32_t fraction_digits;
  bool negative;
};

// False if it is something else: longer, with an exponent, or no number at all. Then nothing is
// said about `number`.
//
// A branch on the sign, a loop over the digits of the integer: the processor guesses these well,
// and reading ahead beats waiting for a count. The length of the fraction is guessed badly, so
// there the count wins.
TALLY_INLINE bool scan_short(const char*& p, ShortNumber& number) noexcept {
  const char* s = p;
  number = {0, 0, false};
  if (*s == '-') [[unlikely]] {
    number.negative = true;
    ++s;
  }
  const char* const first = s;
  for (; is_digit(*s); ++s) number.mantissa = number.mantissa * 10 + digit_value(*s);
  std::ptrdiff_t digits = s - first;
  if (digits == 0 || (*first == '0' && digits != 1)) return false;
  if (*s == '.') {
    const char* const fraction = ++s;
    std::uint32_t count;
    do {
      count = take_digits(s, number.mantissa);
      s += count;
    } while (count == 8);
    if (s == fraction) return false;
    number.fraction_digits = static_cast<std::int32_t>(s - fraction);
    digits += s - fraction;
  }
  if (digits > 19 || (*s | 0x20) == 'e') return false;
  p = s;
  return true;
}

// The rest, out of line.
double convert_short(ShortNumber number) noexcept;
NumberStatus read_general_double(const char*& p, double& out) noexcept;
NumberStatus read_general_int64(const char*& p, std::int64_t& out) noexcept;
NumberStatus read_general_uint64(const char*& p, std::uint64_t& out) noexcept;

}  // namespace number_detail

inline NumberStatus read_double(const char*& p, double& out) noexcept {
  if constexpr (small) return number_detail::read_general_double(p, out);
  number_detail::ShortNumber number;
  if (!number_detail::scan_short(p, number)) [[unlikely]] {
    return number_detail::read_general_double(p, out);
  }
  // William Clinger, "How to read floating point numbers accurately" (1990): both operands are
  // exact, so the one rounding of the division is the correct one.
  if (number.mantissa <= std::uint64_t{1} << 53 && number.fraction_digits <= 18) [[likely]] {
    const auto magnitude =
        static_cast<double>(static_cast<std::int64_t>(number.mantissa)) /
        static_cast<double>(static_cast<std::int64_t>(small_powers_of_ten[number.fraction_digits]));
    out = number.negative ? -magnitude : magnitude;
  } else {
    out = number_detail::convert_short(number);
  }
  return NumberStatus::ok;
}

namespace number_detail {

// The digits of a plain integer of at most 15 digits; their count, or 0 if it is something else:
// longer, with a fraction or an exponent, or no number at all.
TALLY_INLINE std::uint32_t take_short_integer(const char* first,
                                              std::uint64_t& magnitude) noexcept {
  std::uint32_t count = take_digits(first, magnitude);
  if (count == 8) count += take_digits(first + 8, magnitude);
  const char next = first[count];
  const bool plain =
      count != 16 && (*first != '0' || count == 1) && next != '.' && (next | 0x20) != 'e';
  return plain ? count : 0;
}

}  // namespace number_detail

inline NumberStatus read_int64(const char*& p, std::int64_t& out) noexcept {
  if constexpr (small) return number_detail::read_general_int64(p, out);
  const bool negative = *p == '-';
  const char* const first = p + (negative ? 1 : 0);
  std::uint64_t magnitude = 0;
  const std::uint32_t count = number_detail::take_short_integer(first, magnitude);
  if (count == 0) [[unlikely]]
    return number_detail::read_general_int64(p, out);
  p = first + count;
  out = negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
  return NumberStatus::ok;
}

inline NumberStatus read_uint64(const char*& p, std::uint64_t& out) noexcept {
  if constexpr (small) return number_detail::read_general_uint64(p, out);
  std::uint64_t magnitude = 0;
  const std::uint32_t count = number_detail::take_short_integer(p, magnitude);
  if (count == 0) [[unlikely]]
    return number_detail::read_general_uint64(p, out);
  p += count;
  out = magnitude;
  return NumberStatus::ok;
}

}  // namespace tally
