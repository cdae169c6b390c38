// Functions of calculus for native rules, with one result on every platform.
//
// <cmath> leaves the last bits of sin, exp, pow and their like to each C library: glibc and musl
// differ in up to half of all arguments, and a native rule that calls them may say one thing on the
// server and another in the browser. Each function here is one algorithm in plain operations of
// IEEE 754: the same bits with every compiler, processor and library, as long as -ffp-contract=off
// is kept, which the engine's CMake target brings.
//
// Results are within 0.51 ulp of the exact value (tests/runtime/engine/math_test.cpp measures it),
// subnormal ones too; what C Annex F says of zeros, infinities and NaN holds, but for flags and
// errno. A NaN is always the same one. Rounding is to nearest, and nobody may have changed that.
// Nothing allocates, nothing fails; a call takes some 25 to 250 ns.
#pragma once

#include <cmath>
#include <limits>

namespace tally::math {

// What IEEE 754 gives exactly, or rounds correctly, is safe as the standard library has it.
using std::ceil;
using std::copysign;
using std::fabs;
using std::floor;
using std::fmod;
using std::isfinite;
using std::isinf;
using std::isnan;
using std::round;
using std::signbit;
using std::trunc;

/// Correctly rounded, as everywhere; its NaN has the same bits everywhere as well.
inline double sqrt(double x) noexcept {
  return x >= 0 || x == 0 ? std::sqrt(x) : std::numeric_limits<double>::quiet_NaN();
}

/// The real third root, also of negative numbers.
double cbrt(double x) noexcept;
/// sqrt(x * x + y * y) without overflow and underflow on the way.
double hypot(double x, double y) noexcept;

double exp(double x) noexcept;
double log(double x) noexcept;    // base e
double log2(double x) noexcept;   // exact for powers of two
double log10(double x) noexcept;  // exact for powers of ten
double pow(double x, double y) noexcept;

// Angles in radians; of any size: what a large argument leaves of a turn is calculated with as many
// bits of pi as it takes.
double sin(double x) noexcept;
double cos(double x) noexcept;
double tan(double x) noexcept;

double asin(double x) noexcept;
double acos(double x) noexcept;
double atan(double x) noexcept;
/// The angle of the point (x, y), from -pi to pi.
double atan2(double y, double x) noexcept;

double sinh(double x) noexcept;
double cosh(double x) noexcept;
double tanh(double x) noexcept;

}  // namespace tally::math
