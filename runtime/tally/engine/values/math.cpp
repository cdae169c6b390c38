// Roots, powers, logarithms, and what is made of the exponential function.
#include "tally/engine/values/math.h"

#include <cstdint>

#include "tally/engine/values/double_double.h"

namespace tally::math {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// ln 2 in two parts: a multiple of the first by up to 2^11 is exact.
constexpr double ln2_high = 0x1.62e42fefa38p-1;
constexpr double ln2_low = 0x1.ef35793c7673p-45;
constexpr DoubleDouble inverse_ln2{0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56};
constexpr DoubleDouble inverse_ln10{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};

/// So small that the second term of every series below is lost: x^2 / 6 is below 2^-56.
constexpr double tiny = 0x1p-27;

constexpr DoubleDouble times_ln2(std::int32_t count) noexcept {
  return DoubleDouble{count * ln2_high} + product(count, ln2_low);
}

/// value * 2^exponent
struct Scaled {
  DoubleDouble value;
  std::int32_t exponent;
};

/// e^x for |x| up to 2^10: the value is near 1.
Scaled exponential(DoubleDouble x) noexcept {
  constexpr Series<18> series([](std::int32_t n) { return inverse({factorial(n)}); });
  const double halves = x.high * inverse_ln2.high;
  const auto exponent = static_cast<std::int32_t>(halves + (halves < 0 ? -0.5 : 0.5));
  return {evaluate<5>(series, x - times_ln2(exponent)), exponent};
}

/// e^x as one number, for |x| up to 40.
DoubleDouble exponential_of_small(double x) noexcept {
  const Scaled result = exponential({x});
  const double factor = power_of_two(result.exponent);
  return {result.value.high * factor, result.value.low * factor};
}

/// ln of a number as exponent * ln 2 + value, which have the same sign or differ much.
Scaled logarithm(double x) noexcept {
  constexpr Series<17> series([](std::int32_t n) { return inverse({2.0 * n + 1}); });
  constexpr double root_of_2 = 0x1.6a09e667f3bcdp0;
  auto [mantissa, exponent] = parts_of(x);
  if (mantissa > root_of_2) {
    mantissa /= 2;
    ++exponent;
  }
  // ln m = 2 artanh((m - 1) / (m + 1))
  const DoubleDouble ratio = DoubleDouble{mantissa - 1} / sum(mantissa, 1);
  return {ratio * evaluate<5>(series, ratio * ratio) * 2, exponent};
}

DoubleDouble natural(Scaled parts) noexcept {
  return times_ln2(parts.exponent) + parts.value;
}

/// What all logarithms say of numbers that have none that is finite; 0 for the others.
double limit_of_logarithm(double x) noexcept {
  if (x == 0) return -infinity;
  if (!(x > 0)) return nan;
  return x == infinity ? infinity : 0;
}

/// For |x| from `tiny` to 40. Near 0 the difference of two powers would be inexact.
DoubleDouble hyperbolic_sine(double x) noexcept {
  if (x < 0.5) {
    constexpr Series<10> series([](std::int32_t n) { return inverse({factorial(2 * n + 1)}); });
    return evaluate<3>(series, product(x, x)) * x;
  }
  const DoubleDouble power = exponential_of_small(x);
  return (power - inverse(power)) * 0.5;
}
DoubleDouble hyperbolic_cosine(double x) noexcept {
  const DoubleDouble power = exponential_of_small(x);
  return (power + inverse(power)) * 0.5;
}

/// e^x / 2 for x above 40, where nothing else is left of a hyperbolic function.
double half_exponential(double x) noexcept {
  if (x > 800) return infinity;
  const Scaled result = exponential({x});
  return scaled(result.value, result.exponent - 1);
}

bool is_integer(double x) noexcept {
  return std::floor(x) == x;
}
bool is_odd(double x) noexcept {
  return is_integer(x) && !is_integer(x / 2);
}

/// x^y for finite positive numbers other than 1.
double power(double x, double y) noexcept {
  const DoubleDouble log = natural(logarithm(x));
  const double estimate = log.high * y;
  if (estimate > 720) return infinity;
  if (estimate < -760) return 0;
  const Scaled result = exponential(log * y);
  return scaled(result.value, result.exponent);
}

}  // namespace

double cbrt(double x) noexcept {
  if (isnan(x)) return nan;
  if (x == 0 || isinf(x)) return x;
  auto [mantissa, exponent] = parts_of(fabs(x));
  while (exponent % 3 != 0) {
    mantissa *= 2;
    --exponent;
  }
  // From a line that is off by a ninth at most; Halley's steps make e of an error e^3.
  double root = 0.78 + 0.165 * mantissa;
  for (int step = 0; step < 3; ++step) {
    const double cube = root * root * root;
    root *= (cube + 2 * mantissa) / (2 * cube + mantissa);
  }
  const DoubleDouble rest = DoubleDouble{mantissa} - product(root, root) * root;
  const DoubleDouble corrected = sum_of_ordered(root, rest.high / (3 * root * root));
  return copysign(scaled(corrected, exponent / 3), x);
}

double hypot(double x, double y) noexcept {
  if (isinf(x) || isinf(y)) return infinity;
  if (isnan(x) || isnan(y)) return nan;
  double longer = fabs(x);
  double shorter = fabs(y);
  if (longer < shorter) {
    longer = shorter;
    shorter = fabs(x);
  }
  if (shorter == 0) return longer;
  const Parts of_longer = parts_of(longer);
  const Parts of_shorter = parts_of(shorter);
  const std::int32_t apart = of_shorter.exponent - of_longer.exponent;
  if (apart < -60) return longer;
  const double side = of_shorter.mantissa * power_of_two(apart);
  const DoubleDouble square = product(of_longer.mantissa, of_longer.mantissa) + product(side, side);
  return scaled(square_root(square), of_longer.exponent);
}

double exp(double x) noexcept {
  if (isnan(x)) return nan;
  if (x > 720) return infinity;
  if (x < -760) return 0;
  const Scaled result = exponential({x});
  return scaled(result.value, result.exponent);
}

double log(double x) noexcept {
  if (const double limit = limit_of_logarithm(x); limit != 0) return limit;
  return natural(logarithm(x)).rounded();
}

double log2(double x) noexcept {
  if (const double limit = limit_of_logarithm(x); limit != 0) return limit;
  const Scaled result = logarithm(x);
  return (result.value * inverse_ln2 + DoubleDouble{static_cast<double>(result.exponent)})
      .rounded();
}

double log10(double x) noexcept {
  if (const double limit = limit_of_logarithm(x); limit != 0) return limit;
  return (natural(logarithm(x)) * inverse_ln10).rounded();
}

double pow(double x, double y) noexcept {
  if (y == 0 || x == 1) return 1;
  if (isnan(x) || isnan(y)) return nan;
  const double base = fabs(x);
  if (isinf(y)) return base == 1 ? 1 : (base > 1) == (y > 0) ? infinity : 0;
  const double sign = signbit(x) && is_odd(y) ? -1 : 1;
  if (base == 0) return sign * (y < 0 ? infinity : 0);
  if (isinf(x)) return sign * (y < 0 ? 0 : infinity);
  if (x < 0 && !is_integer(y)) return nan;
  return base == 1 ? sign : sign * power(base, y);
}

double sinh(double x) noexcept {
  if (isnan(x)) return nan;
  const double size = fabs(x);
  if (size < tiny) return x;
  return copysign(size < 40 ? hyperbolic_sine(size).rounded() : half_exponential(size), x);
}

double cosh(double x) noexcept {
  if (isnan(x)) return nan;
  const double size = fabs(x);
  return size < 40 ? hyperbolic_cosine(size).rounded() : half_exponential(size);
}

double tanh(double x) noexcept {
  if (isnan(x)) return nan;
  const double size = fabs(x);
  if (size < tiny) return x;
  if (size > 22) return copysign(1, x);  // 1 - 2^-62
  return copysign((hyperbolic_sine(size) / hyperbolic_cosine(size)).rounded(), x);
}

}  // namespace tally::math
