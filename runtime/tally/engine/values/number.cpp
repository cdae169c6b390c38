#include "tally/engine/values/number.h"

#include <bit>
#include <cfloat>
#include <cmath>
#include <limits>

#include "tally/engine/values/decimal_powers.h"

namespace tally {

static_assert(FLT_EVAL_METHOD == 0, "Clinger's fast path needs double arithmetic in double");

namespace {

using number_detail::digit_value;
using number_detail::is_digit;
using number_detail::scan_short;
using number_detail::ShortNumber;

bool is_exponent_mark(char c) noexcept {
  return (c | 0x20) == 'e';
}

// IEEE 754 binary format of at most 64 bits.
struct BinaryFormat {
  std::int32_t precision;         // bits of the significand, the implicit one included
  std::int32_t minimum_exponent;  // of the last bit of a subnormal
  std::uint64_t infinity;         // bit pattern
};

constexpr BinaryFormat binary64 = {53, -1074, 0x7ff0000000000000};
constexpr BinaryFormat binary32 = {24, -149, 0x7f800000};

// The bit pattern of the nearest number of the format, ties to even; `format.infinity` or above on
// overflow.
std::uint64_t round_to_format(const Scaled& value, const BinaryFormat& format) noexcept {
  std::int32_t exponent = value.exponent + 64 - format.precision;
  if (exponent < format.minimum_exponent) exponent = format.minimum_exponent;
  const std::int32_t shift = exponent - value.exponent;  // at least 11
  if (shift > 64) return 0;                              // below half of the smallest subnormal
  std::uint64_t kept = shift == 64 ? 0 : value.significand >> shift;
  const std::uint64_t dropped = value.significand << (64 - shift);
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  // Without branches: no processor guesses this one.
  const std::uint64_t tie_goes_up = static_cast<std::uint64_t>(value.sticky) | (kept & 1);
  kept += static_cast<std::uint64_t>(dropped > half) |
          (static_cast<std::uint64_t>(dropped == half) & tie_goes_up);
  // The implicit bit, and a carry out of the significand, increment the exponent field by
  // themselves.
  const auto field = static_cast<std::uint64_t>(exponent - format.minimum_exponent);
  if (field > format.infinity >> (format.precision - 1)) return format.infinity;
  return (field << (format.precision - 1)) + kept;
}

std::uint64_t convert(std::uint64_t mantissa, std::int64_t exponent,
                      const BinaryFormat& format) noexcept {
  // Outside of every format by far; also keeps the table arithmetic in its range.
  if (mantissa == 0 || exponent < -380) return 0;
  if (exponent > 380) return format.infinity;
  return round_to_format(scale_by_power_of_ten(mantissa, static_cast<std::int32_t>(exponent)),
                         format);
}

std::uint64_t convert_token(const NumberToken& token, const BinaryFormat& format) noexcept {
  const std::uint64_t bits = convert(token.mantissa, token.exponent, format);
  if (!token.truncated) return bits;
  // The value lies between mantissa and mantissa + 1.
  if (convert(token.mantissa + 1, token.exponent, format) == bits) return bits;
  // All digits count. Those behind the mantissa make the power smaller: find where the last one
  // stands.
  std::int64_t power = token.exponent;
  std::int32_t significant = 0;
  for (const char* p = token.begin; p != token.end && !is_exponent_mark(*p); ++p) {
    if (!is_digit(*p)) continue;
    if (significant == 19) {
      --power;
    } else if (significant != 0 || *p != '0') {
      ++significant;
    }
  }
  return round_to_format(scale_digits(token.begin, token.end, power), format);
}

NumberStatus integer_magnitude(const NumberToken& token, std::uint64_t& magnitude) noexcept {
  constexpr std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = token.mantissa;
  std::int64_t exponent = token.exponent;
  if (value == 0) {
    magnitude = 0;
    return NumberStatus::ok;
  }
  if (token.truncated) {
    // Twenty digits may still fit; a digit other than 0 behind the units makes it no integer.
    std::uint64_t twentieth = 0;
    std::int64_t position = exponent;  // power of ten of the digit
    std::int32_t significant = 0;
    for (const char* p = token.begin; p != token.end && !is_exponent_mark(*p); ++p) {
      if (!is_digit(*p)) continue;
      if (significant >= 19) {
        --position;
        if (position < 0 && *p != '0') return NumberStatus::not_integer;
        if (significant == 19) twentieth = digit_value(*p);
      }
      if (significant < 20 && (significant != 0 || *p != '0')) ++significant;
    }
    if (exponent != 1 || value > (max - twentieth) / 10) return NumberStatus::range;
    magnitude = value * 10 + twentieth;
    return NumberStatus::ok;
  }
  for (; exponent < 0; ++exponent) {
    if (value % 10 != 0) return NumberStatus::not_integer;
    value /= 10;
  }
  for (; exponent > 0; --exponent) {
    if (value > max / 10) return NumberStatus::range;
    value *= 10;
  }
  magnitude = value;
  return NumberStatus::ok;
}

NumberStatus apply_sign(std::uint64_t magnitude, bool negative, std::int64_t& out) noexcept {
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  if (magnitude > limit - (negative ? 0 : 1)) return NumberStatus::range;
  out = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return NumberStatus::ok;
}

NumberStatus apply_sign(std::uint64_t magnitude, bool negative, std::uint64_t& out) noexcept {
  if (negative && magnitude != 0) return NumberStatus::range;
  out = magnitude;
  return NumberStatus::ok;
}

template <typename Integer>
NumberStatus read_general_integer(const char*& p, Integer& out) noexcept {
  const char* s = p;
  ShortNumber number;
  if (!small && scan_short(s, number) && number.fraction_digits == 0) {
    p = s;
    return apply_sign(number.mantissa, number.negative, out);
  }
  NumberToken token;
  if (!scan_number(p, token)) return NumberStatus::syntax;
  p = token.end;
  std::uint64_t magnitude = 0;
  const NumberStatus status = integer_magnitude(token, magnitude);
  return status == NumberStatus::ok ? apply_sign(magnitude, token.negative, out) : status;
}

template <typename Integer>
NumberStatus parse_integer(std::string_view text, Integer& out) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || (text.front() == '0' && text.size() > 1)) return NumberStatus::syntax;
  constexpr std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t magnitude = 0;
  bool fits = true;
  for (const char c : text) {
    if (!is_digit(c)) return NumberStatus::syntax;
    const std::uint64_t digit = digit_value(c);
    fits = fits && magnitude <= (max - digit) / 10;
    magnitude = magnitude * 10 + digit;
  }
  return fits ? apply_sign(magnitude, negative, out) : NumberStatus::range;
}

// Significand without its trailing zero bits.
std::uint64_t odd_significand(double value) noexcept {
  const auto bits = __builtin_bit_cast(std::uint64_t, value);
  std::uint64_t significand = bits & ((std::uint64_t{1} << 52) - 1);
  if ((bits & binary64.infinity) != 0) significand |= std::uint64_t{1} << 52;
  return significand >> std::countr_zero(significand);
}

}  // namespace

bool scan_number(const char* text, NumberToken& token) noexcept {
  const char* s = text;
  token = {text, text, 0, 0, *s == '-', false, true};
  if (token.negative) ++s;
  if (!is_digit(*s) || (*s == '0' && is_digit(s[1]))) return false;

  std::int32_t significant = 0;
  const auto take = [&](char c) {  // false if the mantissa has no room left
    const std::uint64_t digit = digit_value(c);
    if (significant == 19) {
      token.truncated = token.truncated || digit != 0;
      return false;
    }
    token.mantissa = token.mantissa * 10 + digit;
    if (token.mantissa != 0) ++significant;
    return true;
  };
  for (; is_digit(*s); ++s) {
    if (!take(*s)) ++token.exponent;
  }
  if (*s == '.') {
    token.plain_integer = false;
    if (!is_digit(*++s)) return false;
    for (; is_digit(*s); ++s) {
      if (take(*s)) --token.exponent;
    }
  }
  if (is_exponent_mark(*s)) {
    token.plain_integer = false;
    ++s;
    const bool negative = *s == '-';
    if (negative || *s == '+') ++s;
    if (!is_digit(*s)) return false;
    std::int64_t exponent = 0;
    constexpr std::int64_t saturation = 100'000'000'000'000'000;
    for (; is_digit(*s); ++s) {
      if (exponent < saturation) exponent = exponent * 10 + *s - '0';
    }
    token.exponent += negative ? -exponent : exponent;
  }
  token.end = s;
  return true;
}

namespace number_detail {

double convert_short(ShortNumber number) noexcept {
  const std::uint64_t bits = convert(number.mantissa, -number.fraction_digits, binary64);
  return __builtin_bit_cast(double, bits | std::uint64_t{number.negative} << 63);
}

NumberStatus read_general_double(const char*& p, double& out) noexcept {
  NumberToken token;
  if (!scan_number(p, token)) return NumberStatus::syntax;
  p = token.end;
  const std::uint64_t bits = convert_token(token, binary64);
  if (bits >= binary64.infinity) return NumberStatus::range;
  out = __builtin_bit_cast(double, bits | std::uint64_t{token.negative} << 63);
  return NumberStatus::ok;
}

NumberStatus read_general_int64(const char*& p, std::int64_t& out) noexcept {
  return read_general_integer(p, out);
}

NumberStatus read_general_uint64(const char*& p, std::uint64_t& out) noexcept {
  return read_general_integer(p, out);
}

}  // namespace number_detail

NumberStatus read_float32(const char*& p, float& out) noexcept {
  const char* s = p;
  ShortNumber number;
  std::uint64_t bits;
  if (scan_short(s, number)) {
    bits = convert(number.mantissa, -number.fraction_digits, binary32);
  } else {
    NumberToken token;
    if (!scan_number(p, token)) return NumberStatus::syntax;
    s = token.end;
    number.negative = token.negative;
    bits = convert_token(token, binary32);
  }
  p = s;
  if (bits >= binary32.infinity) return NumberStatus::range;
  out = __builtin_bit_cast(float,
                           static_cast<std::uint32_t>(bits) | std::uint32_t{number.negative} << 31);
  return NumberStatus::ok;
}

NumberStatus parse_int64(std::string_view text, std::int64_t& out) noexcept {
  return parse_integer(text, out);
}

NumberStatus parse_uint64(std::string_view text, std::uint64_t& out) noexcept {
  return parse_integer(text, out);
}

bool is_multiple_of(double value, double divisor) noexcept {
  const double quotient = value / divisor;
  if (quotient == 0) return value == 0;  // or it underflowed
  if (std::isinf(quotient)) {
    // Overflow: the rounding argument is gone, only exact multiples count. The exponents are more
    // than 900 apart, so the odd factors decide.
    return divisor != 0 && odd_significand(value) % odd_significand(divisor) == 0;
  }
  return std::fabs(quotient - std::nearbyint(quotient)) <= 0x1p-51 * std::fabs(quotient);
}

bool is_multiple_of(float value, float divisor) noexcept {
  // In double the division of two floats neither overflows nor underflows.
  const double quotient = double{value} / double{divisor};
  return std::fabs(quotient - std::nearbyint(quotient)) <= 0x1p-22 * std::fabs(quotient);
}

bool is_multiple_of(std::int64_t value, std::int64_t divisor) noexcept {
  return divisor > 0 && value % divisor == 0;
}

bool is_multiple_of(std::uint64_t value, std::uint64_t divisor) noexcept {
  return divisor > 0 && value % divisor == 0;
}

}  // namespace tally
