// Angles: the functions of trigonometry and their inverses.
#include <bit>
#include <cstdint>

#include "tally/engine/values/decimal.h"
#include "tally/engine/values/double_double.h"
#include "tally/engine/values/math.h"

namespace tally::math {
namespace {

constexpr DoubleDouble pi{0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
constexpr DoubleDouble half_pi{0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};

/// So small that sin x, tan x, atan x and asin x round to x: x^2 / 3 is below 2^-55.
constexpr double tiny_angle = 0x1p-27;
constexpr std::int32_t far_apart = 60;  // in exponents: the ratio or its inverse is as good as 0

constexpr double sign_of_term(std::int32_t n) noexcept {
  return n % 2 == 0 ? 1 : -1;
}

/// 2 / pi behind a word of zeros: the first bit of the second word is worth 1/2.
constexpr std::uint64_t two_over_pi[] = {0,
                                         0xa2f9836e4e441529,
                                         0xfc2757d1f534ddc0,
                                         0xdb6295993c439041,
                                         0xfe5163abdebbc561,
                                         0xb7246e3a424dd2e0,
                                         0x06492eea09d1921c,
                                         0xfe1deb1cb129a73e,
                                         0xe88235f52ebb4484,
                                         0xe99c7026b45f7e41,
                                         0x3991d639835339f4,
                                         0x9c845f8bbdf9283b,
                                         0x1ff897ffde05980f,
                                         0xef2f118b5a0a6d1f,
                                         0x6d367ecf27cb09b7,
                                         0x4f463f669e5fea2d,
                                         0x7527bac7ebe5f17b,
                                         0x3d0739f78a5292ea,
                                         0x6bfb5fb11f8d5d08,
                                         0x56033046fc7b6bab,
                                         0xf0cfbc209af4361d,
                                         0xa9e391615ee61b08,
                                         0x6599855f14a06840};

/// Numbers of 256 bits, the lowest word first.
struct Wide {
  std::uint64_t words[4];

  /// The bits from the most significant one on, moved to the top.
  Wide shifted_left(std::uint32_t count) const noexcept {
    Wide result{};
    const std::uint32_t whole = count / 64;
    const std::uint32_t part = count % 64;
    for (std::uint32_t i = 3; i + 1 > whole; --i) {
      const std::uint64_t from = words[i - whole];
      const std::uint64_t below = i > whole ? words[i - whole - 1] : 0;
      result.words[i] = part == 0 ? from : from << part | below >> (64 - part);
    }
    return result;
  }
  Wide negated() const noexcept {
    Wide result{};
    bool carry = true;
    for (std::uint32_t i = 0; i < 4; ++i) {
      result.words[i] = ~words[i] + (carry ? 1 : 0);
      carry = carry && result.words[i] == 0;
    }
    return result;
  }
};

/// An angle without its quarter turns: x = quarters * pi/2 + rest, |rest| up to pi/4, of the
/// quarters the last two bits.
struct Reduced {
  DoubleDouble rest;
  std::uint32_t quarters;
};

/// Payne and Hanek 1983: of the product with 2/pi only the bits that count, which are 256 from the
/// quarters on. Where an angle is near a multiple of pi/2 the first ones of the fraction are zeros:
/// at most 62, for a double.
Reduced reduced_large(double size) noexcept {
  const std::uint64_t bits = bits_of(size);
  const std::uint64_t mantissa = (bits & ((std::uint64_t{1} << 52U) - 1)) | std::uint64_t{1} << 52U;
  const auto exponent = static_cast<std::int32_t>(bits >> 52U) - 1023 - 52;  // of the last bit
  // The bit of 2/pi that is worth two full quarters times the mantissa's last bit.
  const auto start = static_cast<std::uint32_t>(exponent - 2 + 64);
  Wide product{};
  std::uint64_t carry = 0;
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint32_t word = start / 64 + 3 - i;
    const std::uint32_t part = start % 64;
    const std::uint64_t factor =
        part == 0 ? two_over_pi[word]
                  : two_over_pi[word] << part | two_over_pi[word + 1] >> (64 - part);
    const Uint128 term = Uint128{factor} * mantissa + carry;
    product.words[i] = static_cast<std::uint64_t>(term);
    carry = static_cast<std::uint64_t>(term >> 64U);
  }
  auto quarters = static_cast<std::uint32_t>(product.words[3] >> 62U);
  Wide fraction = product.shifted_left(2);
  const bool above_half = fraction.words[3] >> 63U != 0;
  if (above_half) {
    fraction = fraction.negated();
    ++quarters;
  }
  const auto zeros = static_cast<std::uint32_t>(std::countl_zero(fraction.words[3]));
  const Wide top = fraction.shifted_left(zeros);
  // 53 bits and the 53 after them, of a number whose first bit is worth 1/2.
  const auto high = static_cast<double>(top.words[3] >> 11U);
  const auto low = static_cast<double>((top.words[3] << 53U | top.words[2] >> 11U) >> 11U);
  const double unit = power_of_two(-53 - static_cast<std::int32_t>(zeros));
  const DoubleDouble rest = DoubleDouble{high * unit, low * unit * 0x1p-53} * half_pi;
  return {above_half ? -rest : rest, quarters & 3U};
}

Reduced reduced(double x) noexcept {
  constexpr double quarter_pi = 0x1.921fb54442d18p-1;
  const double size = fabs(x);
  if (size <= quarter_pi) return {{x}, 0};
  const Reduced result = reduced_large(size);
  return x < 0 ? Reduced{-result.rest, (4 - result.quarters) & 3U} : result;
}

/// For |x| up to pi/4.
DoubleDouble sine(DoubleDouble x) noexcept {
  constexpr Series<11> series(
      [](std::int32_t n) { return inverse({sign_of_term(n) * factorial(2 * n + 1)}); });
  return evaluate<3>(series, x * x) * x;
}
DoubleDouble cosine(DoubleDouble x) noexcept {
  constexpr Series<12> series(
      [](std::int32_t n) { return inverse({sign_of_term(n) * factorial(2 * n)}); });
  return evaluate<4>(series, x * x);
}

/// The sine of an angle that is some quarters further.
double sine_of(Reduced angle, std::uint32_t further) noexcept {
  const std::uint32_t quarters = angle.quarters + further;
  const double value = (quarters % 2 == 0 ? sine(angle.rest) : cosine(angle.rest)).rounded();
  return quarters % 4 < 2 ? value : -value;
}

/// atan(y / x) for 0 <= y <= x: atan(c) + atan((y - c x) / (x + c y)) with c the nearest eighth.
DoubleDouble angle_of_slope(DoubleDouble y, DoubleDouble x) noexcept {
  static constexpr DoubleDouble of_eighths[] = {
      {0, 0},
      {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
      {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
      {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
      {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
      {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
      {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
      {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
      {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
  };
  constexpr Series<10> series(
      [](std::int32_t n) { return inverse({sign_of_term(n) * (2 * n + 1)}); });
  const auto eighths = static_cast<std::uint32_t>(8 * (y.high / x.high) + 0.5);
  const double slope = eighths * 0.125;
  const DoubleDouble rest = (y - x * slope) / (x + y * slope);
  return of_eighths[eighths] + evaluate<2>(series, rest * rest) * rest;
}

/// The angle of a point with positive coordinates, one of which may be 0.
DoubleDouble acute_angle(DoubleDouble y, DoubleDouble x) noexcept {
  return y.high <= x.high ? angle_of_slope(y, x) : half_pi - angle_of_slope(x, y);
}

/// sqrt(1 - x^2)
DoubleDouble other_side(double x) noexcept {
  const DoubleDouble square = sum(1, -x) * sum(1, x);
  return square.high == 0 ? DoubleDouble{} : square_root(square);
}

}  // namespace

double sin(double x) noexcept {
  if (!isfinite(x)) return nan;
  return fabs(x) < tiny_angle ? x : sine_of(reduced(x), 0);
}

double cos(double x) noexcept {
  return isfinite(x) ? sine_of(reduced(x), 1) : nan;
}

double tan(double x) noexcept {
  if (!isfinite(x)) return nan;
  if (fabs(x) < tiny_angle) return x;
  const Reduced angle = reduced(x);
  const DoubleDouble s = sine(angle.rest);
  const DoubleDouble c = cosine(angle.rest);
  return (angle.quarters % 2 == 0 ? s / c : -c / s).rounded();
}

double asin(double x) noexcept {
  const double size = fabs(x);
  if (!(size <= 1)) return nan;
  return size < tiny_angle ? x : copysign(acute_angle({size}, other_side(size)).rounded(), x);
}

double acos(double x) noexcept {
  const double size = fabs(x);
  if (!(size <= 1)) return nan;
  const DoubleDouble angle = acute_angle(other_side(size), {size});
  return (x < 0 ? pi - angle : angle).rounded();
}

double atan(double x) noexcept {
  if (isnan(x)) return nan;
  const double size = fabs(x);
  if (size < tiny_angle) return x;
  return copysign(size > 0x1p60 ? half_pi.rounded() : acute_angle({size}, {1}).rounded(), x);
}

double atan2(double y, double x) noexcept {
  if (isnan(x) || isnan(y)) return nan;
  const bool left = signbit(x);
  if (y == 0) return copysign(left ? pi.high : 0, y);
  if (x == 0) return copysign(half_pi.high, y);
  if (isinf(x) && isinf(y)) return copysign((left ? pi * 0.75 : half_pi * 0.5).rounded(), y);
  if (isinf(x)) return copysign(left ? pi.high : 0, y);
  if (isinf(y)) return copysign(half_pi.high, y);
  const Parts height = parts_of(fabs(y));
  const Parts width = parts_of(fabs(x));
  const std::int32_t apart = height.exponent - width.exponent;
  if (apart > far_apart) return copysign(half_pi.high, y);
  if (apart < -far_apart) return left ? copysign(pi.high, y) : y / x;
  const DoubleDouble angle =
      acute_angle({height.mantissa}, {width.mantissa * power_of_two(-apart)});
  return copysign((left ? pi - angle : angle).rounded(), y);
}

}  // namespace tally::math
