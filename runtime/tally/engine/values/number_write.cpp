// Numbers to text. Raffaello Giulietti, "The Schubfach way to render doubles" (2020): scale the
// value and the two ends of its rounding interval to quarters of the last digit that can matter,
// exactly enough, and look for a short decimal inside.
#include <bit>
#include <cmath>

#include "tally/engine/values/decimal_powers.h"
#include "tally/engine/values/number.h"

namespace tally {
namespace {

// digits * 10^exponent
struct Digits {
  std::uint64_t digits;
  std::int32_t exponent;
};

// floor(log10(2^exponent)), or of 3/4 of that, for |exponent| <= 1500.
constexpr std::int32_t floor_log10_of_power_of_two(std::int32_t exponent,
                                                   bool three_quarters = false) noexcept {
  return (exponent * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

// floor(value), with the lowest bit set if that is not exact. Exact enough for every comparison
// with an even number.
std::uint64_t round_to_odd(const Scaled& value) noexcept {
  const std::int32_t shift = -value.exponent;  // 5 to 62
  const std::uint64_t floor = value.significand >> shift;
  const bool exact = !value.sticky && (floor << shift) == value.significand;
  return floor | (exact ? 0 : 1);
}

// The shortest decimal that rounds to significand * 2^exponent, the closest one of that length.
// significand < 2^53. `lower_is_closer`: the neighbour below has a smaller exponent, so it is half
// as far away.
Digits shortest_decimal(std::uint64_t significand, std::int32_t exponent,
                        bool lower_is_closer) noexcept {
  // The largest power of ten not above the width of the rounding interval:
  // floor(log10(2^exponent)), or of 3/4 of it.
  const std::int32_t power = floor_log10_of_power_of_two(exponent, lower_is_closer);
  const auto scaled_quarters = [&](std::uint64_t quarters) {
    Scaled value = scale_by_power_of_ten(quarters, -power);
    value.exponent += exponent;
    return round_to_odd(value);
  };
  const std::uint64_t exact = scaled_quarters(4 * significand);
  // An even significand wins ties: its interval includes the ends.
  const std::uint64_t open = significand & 1;
  const std::uint64_t lower = scaled_quarters(4 * significand - (lower_is_closer ? 1 : 2)) + open;
  const std::uint64_t upper = scaled_quarters(4 * significand + 2) - open;

  const std::uint64_t floor = exact / 4;
  if (floor >= 10) {  // one digit less: at most one of the two candidates is inside
    const std::uint64_t tens = floor / 10;
    const bool down_inside = lower <= 40 * tens;
    const bool up_inside = 40 * tens + 40 <= upper;
    if (down_inside != up_inside) return {tens + (up_inside ? 1 : 0), power + 1};
  }
  const bool down_inside = lower <= 4 * floor;
  const bool up_inside = 4 * floor + 4 <= upper;
  if (down_inside != up_inside) return {floor + (up_inside ? 1 : 0), power};
  const std::uint64_t middle = 4 * floor + 2;
  const bool round_up = exact > middle || (exact == middle && (floor & 1) != 0);
  return {floor + (round_up ? 1 : 0), power};
}

// value < 10^8 as eight digits, the first in the lowest byte: all of them at once, halves within
// halves.
std::uint64_t eight_digits(std::uint32_t value) noexcept {
  std::uint64_t x = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = ((x * 10'486) >> 20) & 0x0000007f0000007f;
  x = hundreds | (x - 100 * hundreds) << 16;
  const std::uint64_t tens = ((x * 103) >> 10) & 0x000f000f000f000f;
  return tens | (x - 10 * tens) << 8;
}

// Eight bytes at a time: up to seven more than asked for are read and written.
void copy_digits(char* out, const char* digits, std::int32_t count) noexcept {
  if constexpr (small) {
    std::memcpy(out, digits, static_cast<std::size_t>(count));
  } else {
    for (std::int32_t i = 0; i < count; i += 8) store64(out + i, load64(digits + i));
  }
}

// Number::toString (ECMAScript) of a positive number.
char* write_decimal(char* out, Digits value) noexcept {
  // Something that is not '0', at most 17 digits, and as many zeros as an integer can need behind
  // them.
  char text[8 + 24 + 24];
  store64(text, 0);
  char* const digits = text + 8;
  char* end = write_uint64(digits, value.digits);
  for (std::uint32_t i = 0; i < 3; ++i) store64(end + 8 * i, repeat('0'));
  const std::int32_t point = static_cast<std::int32_t>(end - digits) + value.exponent;
  std::int32_t zeros;
  do {
    zeros = std::countl_zero(load64(end - 8) ^ repeat('0')) / 8;
    end -= zeros;
  } while (zeros == 8);
  const auto length = static_cast<std::int32_t>(end - digits);

  if (point > 21 || point <= -6) {
    *out++ = digits[0];
    if (length > 1) {
      *out++ = '.';
      copy_digits(out, digits + 1, length - 1);
      out += length - 1;
    }
    *out++ = 'e';
    const std::int32_t exponent = point - 1;
    *out++ = exponent < 0 ? '-' : '+';
    return write_uint64(out, static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent));
  }
  if (point <= 0) {
    store64(out, repeat('0'));
    out[1] = '.';
    out += 2 - point;
    copy_digits(out, digits, length);
    return out + length;
  }
  copy_digits(out, digits, point);
  out += point;
  if (length <= point) return out;
  *out++ = '.';
  copy_digits(out, digits + point, length - point);
  return out + (length - point);
}

// Most numbers that people write: up to 14 digits, values from 1e-5 to 1e14. A decimal of at most
// 15 digits that reads back as the value is the only one of that length. Both operands of the
// division are exact, so it reads back as Clinger reads.
bool find_few_digits(double magnitude, Digits& out) noexcept {
  const auto biased = static_cast<std::int32_t>(__builtin_bit_cast(std::uint64_t, magnitude) >> 52);
  const std::int32_t decimals = 13 - floor_log10_of_power_of_two(biased - 1023);
  if (decimals < 0 || decimals > 18) return false;
  const auto power = static_cast<double>(static_cast<std::int64_t>(small_powers_of_ten[decimals]));
  const auto digits = static_cast<std::int64_t>(magnitude * power + 0.5);  // below 2e14
  if (static_cast<double>(digits) / power != magnitude) return false;
  out = {static_cast<std::uint64_t>(digits), -decimals};
  return true;
}

// A positive number from the fields of its IEEE 754 bit pattern.
Digits shortest_of_fields(std::uint64_t fraction, std::int32_t biased_exponent,
                          std::int32_t fraction_bits, std::int32_t minimum_exponent) noexcept {
  if (biased_exponent == 0) return shortest_decimal(fraction, minimum_exponent, false);
  return shortest_decimal(fraction | std::uint64_t{1} << fraction_bits,
                          minimum_exponent + biased_exponent - 1,
                          fraction == 0 && biased_exponent > 1);
}

// Up to the limit, integers are their own shortest form.
bool is_integer_below(double magnitude, double limit) noexcept {
  return magnitude < limit &&
         static_cast<double>(static_cast<std::int64_t>(magnitude)) == magnitude;
}

}  // namespace

char* write_double(char* out, double value) noexcept {
  if (value < 0) *out++ = '-';
  const double magnitude = std::fabs(value);
  if (is_integer_below(magnitude, 0x1p53)) {
    return write_uint64(out, static_cast<std::uint64_t>(magnitude));
  }
  Digits decimal;
  if (small || !find_few_digits(magnitude, decimal)) {
    const auto bits = __builtin_bit_cast(std::uint64_t, magnitude);
    decimal = shortest_of_fields(bits & 0x000fffffffffffff, static_cast<std::int32_t>(bits >> 52),
                                 52, -1074);
  }
  return write_decimal(out, decimal);
}

char* write_float32(char* out, float value) noexcept {
  if (value < 0) *out++ = '-';
  const float magnitude = std::fabs(value);
  if (is_integer_below(magnitude, 0x1p24)) {
    return write_uint64(out, static_cast<std::uint64_t>(magnitude));
  }
  const auto bits = __builtin_bit_cast(std::uint32_t, magnitude);
  return write_decimal(
      out, shortest_of_fields(bits & 0x007fffff, static_cast<std::int32_t>(bits >> 23), 23, -149));
}

char* write_int64(char* out, std::int64_t value) noexcept {
  const auto magnitude = static_cast<std::uint64_t>(value);
  if (value >= 0) return write_uint64(out, magnitude);
  *out++ = '-';
  return write_uint64(out, 0 - magnitude);
}

char* write_uint64(char* out, std::uint64_t value) noexcept {
  if constexpr (small) {
    if (value >= 10) out = write_uint64(out, value / 10);
    *out = static_cast<char>('0' + value % 10);
    return out + 1;
  }
  if (value < 100'000'000) {
    const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(value));
    // A bit in the last digit, so that 0 keeps it.
    const std::int32_t leading_zeros = std::countr_zero(digits | std::uint64_t{1} << 56) / 8;
    store64(out, (digits + repeat('0')) >> (8 * leading_zeros));
    return out + 8 - leading_zeros;
  }
  out = write_uint64(out, value / 100'000'000);
  store64(out, eight_digits(static_cast<std::uint32_t>(value % 100'000'000)) + repeat('0'));
  return out + 8;
}

}  // namespace tally
