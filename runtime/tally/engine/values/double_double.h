// Numbers of about 106 bits as the unevaluated sum of two doubles: what math.cpp calculates with,
// so that rounding to a double at the end is nearly all of the error. Plain operations of IEEE 754
// and no fused ones (Dekker 1971; Joldes, Muller, Popescu 2017), so the bits are the same
// everywhere. Magnitudes have to keep away from overflow and underflow: 2^-400 to 2^400 is safe.
#pragma once

#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#ifdef __FAST_MATH__
#error "-ffast-math makes verdicts depend on the machine"
#endif
static_assert(FLT_EVAL_METHOD == 0, "a double must not be calculated with more bits");

namespace tally::math {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct DoubleDouble {
  double high = 0;  // the sum, rounded
  double low = 0;   // the rest

  constexpr double rounded() const noexcept { return high + low; }
};

/// a + b without error.
constexpr DoubleDouble sum(double a, double b) noexcept {
  const double high = a + b;
  const double b_in_high = high - a;
  return {high, (a - (high - b_in_high)) + (b - b_in_high)};
}

/// The same where |a| >= |b|, or a is 0.
constexpr DoubleDouble sum_of_ordered(double a, double b) noexcept {
  const double high = a + b;
  return {high, b - (high - a)};
}

/// a * b without error.
constexpr DoubleDouble product(double a, double b) noexcept {
  constexpr double splitter = 0x1p27 + 1;  // leaves 26 bits in each half
  const double a_high = splitter * a - (splitter * a - a);
  const double b_high = splitter * b - (splitter * b - b);
  const double a_low = a - a_high;
  const double b_low = b - b_high;
  const double high = a * b;
  return {high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

constexpr DoubleDouble operator-(DoubleDouble a) noexcept {
  return {-a.high, -a.low};
}
constexpr DoubleDouble operator+(DoubleDouble a, DoubleDouble b) noexcept {
  const DoubleDouble high = sum(a.high, b.high);
  const DoubleDouble low = sum(a.low, b.low);
  const DoubleDouble carried = sum_of_ordered(high.high, high.low + low.high);
  return sum_of_ordered(carried.high, carried.low + low.low);
}
constexpr DoubleDouble operator-(DoubleDouble a, DoubleDouble b) noexcept {
  return a + -b;
}
constexpr DoubleDouble operator*(DoubleDouble a, DoubleDouble b) noexcept {
  const DoubleDouble high = product(a.high, b.high);
  return sum_of_ordered(high.high, high.low + (a.high * b.low + a.low * b.high));
}
constexpr DoubleDouble operator*(DoubleDouble a, double b) noexcept {
  return a * DoubleDouble{b};
}
constexpr DoubleDouble operator/(DoubleDouble a, DoubleDouble b) noexcept {
  const double first = a.high / b.high;
  const DoubleDouble rest = a - b * first;
  return sum_of_ordered(first, rest.high / b.high);
}

/// The coefficients term(0), term(1), ... of a power series.
template <std::size_t count>
struct Series {
  DoubleDouble terms[count];

  template <typename Term>
  explicit constexpr Series(Term term) noexcept : terms() {
    for (std::size_t n = 0; n < count; ++n) terms[n] = term(static_cast<std::int32_t>(n));
  }
};

/// The series at z. Only the first `precise` terms are calculated with two doubles: what the others
/// contribute has to be so small, 2^-12 of the whole or less, that one is enough.
template <std::size_t precise, std::size_t count>
constexpr DoubleDouble evaluate(const Series<count>& series, DoubleDouble z) noexcept {
  double rest = 0;
  for (std::size_t n = count; n-- > precise;) rest = rest * z.high + series.terms[n].high;
  DoubleDouble value{rest};
  for (std::size_t n = precise; n-- > 0;) value = value * z + series.terms[n];
  return value;
}

/// n! as a double: exact to 22!.
constexpr double factorial(std::int32_t n) noexcept {
  double value = 1;
  for (std::int32_t factor = 2; factor <= n; ++factor) value *= factor;
  return value;
}

/// 1 / value.
constexpr DoubleDouble inverse(DoubleDouble value) noexcept {
  return DoubleDouble{1} / value;
}

/// Of a positive value.
inline DoubleDouble square_root(DoubleDouble square) noexcept {
  const double first = std::sqrt(square.high);
  const DoubleDouble rest = square - product(first, first);
  return sum_of_ordered(first, rest.high / (2 * first));
}

inline std::uint64_t bits_of(double value) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline double from_bits(std::uint64_t bits) noexcept {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// 2^exponent, from -1022 to 1023.
inline double power_of_two(std::int32_t exponent) noexcept {
  return from_bits(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

/// A positive finite number as mantissa * 2^exponent, the mantissa at least 1 and below 2.
struct Parts {
  double mantissa;
  std::int32_t exponent;
};
inline Parts parts_of(double value) noexcept {
  constexpr std::int32_t up = 54;  // makes subnormal numbers normal
  const bool subnormal = value < 0x1p-1022;
  const std::uint64_t bits = bits_of(subnormal ? value * power_of_two(up) : value);
  constexpr std::uint64_t fraction = (std::uint64_t{1} << 52U) - 1;
  return {from_bits((bits & fraction) | std::uint64_t{1023} << 52U),
          static_cast<std::int32_t>(bits >> 52U) - 1023 - (subnormal ? up : 0)};
}

/// value * 2^exponent, rounded once, also where the result is subnormal; infinite where it is too
/// large, 0 where it is too small. |value| is at least 1/4 and below 4.
inline double scaled(DoubleDouble value, std::int32_t exponent) noexcept {
  constexpr std::int32_t least = -1022;  // of normal numbers
  constexpr std::int32_t step = 1000;
  double rounded = value.rounded();
  if (exponent >= 2 * step) exponent = 2 * step;
  if (exponent >= step) return rounded * power_of_two(step) * power_of_two(exponent - step);
  if (exponent > -step) return rounded * power_of_two(exponent);
  if (exponent < least - 60) return rounded < 0 ? -0.0 : 0.0;
  // The last digit that a subnormal result can have is the last one of numbers near `coarse`.
  const double coarse = power_of_two(least - exponent);
  if (rounded > -coarse && rounded < coarse) {
    const double shift = rounded < 0 ? -coarse : coarse;
    const DoubleDouble shifted = sum(shift, value.high);
    rounded = (shifted.high + (shifted.low + value.low)) - shift;
    if (rounded == 0) return value.high < 0 ? -0.0 : 0.0;
  }
  return rounded * power_of_two(-step) * power_of_two(exponent + step);
}

}  // namespace tally::math
