// The functions of tally/engine/values/math.h with arguments for each of them, and the hashes of
// what they give: the same on every platform, held by math_hashes.txt. The arguments are made of
// nothing but integers and exact operations.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "tally/engine/values/double_double.h"
#include "tally/engine/values/math.h"

namespace math_table {

/// A function of one or two arguments, and where most of its life takes place.
struct Function {
  const char* name;
  double (*of)(double, double);
  double low;
  double high;
  bool has_two;
};

#define ONE(name, low, high)                                                       \
  {                                                                                \
#name, [](double x, double) { return tally::math::name(x); }, low, high, false \
  }
#define TWO(name, low, high)                                                           \
  {                                                                                    \
#name, [](double x, double y) { return tally::math::name(x, y); }, low, high, true \
  }
inline constexpr Function functions[] = {
    ONE(sqrt, 0, 100), ONE(cbrt, -10, 10),  TWO(hypot, -10, 10), ONE(exp, -750, 720),
    ONE(log, 0, 4),    ONE(log2, 0, 4),     ONE(log10, 0, 4),    TWO(pow, 0, 40),
    ONE(sin, -10, 10), ONE(cos, -10, 10),   ONE(tan, -10, 10),   ONE(asin, -1, 1),
    ONE(acos, -1, 1),  ONE(atan, -10, 10),  TWO(atan2, -10, 10), ONE(sinh, -3, 3),
    ONE(cosh, -3, 3),  ONE(tanh, -3, 3),    ONE(floor, -10, 10), ONE(ceil, -10, 10),
    ONE(trunc, -9, 9), ONE(round, -10, 10), ONE(fabs, -10, 10),  TWO(fmod, -10, 10),
};
#undef ONE
#undef TWO

/// SplitMix64.
class Arguments {
 public:
  explicit Arguments(const Function& function) : function_(function) {}

  struct Pair {
    double x;
    double y;
  };
  /// Any bits, common numbers and those around 1 by turns; no NaN.
  Pair next() {
    const std::uint64_t kind = number() % 3;
    const double x = one(kind);
    return {x, function_.has_two ? one(kind) : 0};
  }

 private:
  std::uint64_t number() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  double one(std::uint64_t kind) {
    const std::uint64_t bits = number();
    if (kind == 0) {
      const double any = tally::math::from_bits(bits);
      return any == any ? any : 0;
    }
    if (kind == 1) {
      const double fraction = static_cast<double>(bits >> 11U) * 0x1p-53;
      return function_.low + (function_.high - function_.low) * fraction;
    }
    const double mantissa = 1 + static_cast<double>(bits >> 12U) * 0x1p-52;
    const double size = mantissa * tally::math::power_of_two(30 - static_cast<int>(bits % 64));
    return (bits & 64U) != 0 ? -size : size;
  }

  const Function& function_;
  std::uint64_t state_ = 0;
};

inline constexpr int argument_count = 100'000;

/// FNV-1a over the results; all NaN are one, since `fmod` is the library's.
inline std::uint64_t hash(const Function& function) {
  Arguments arguments(function);
  std::uint64_t result = 14695981039346656037U;
  for (int i = 0; i < argument_count; ++i) {
    const auto [x, y] = arguments.next();
    const double value = function.of(x, y);
    const std::uint64_t bits = value == value ? tally::math::bits_of(value) : 0;
    for (unsigned byte = 0; byte < 8; ++byte)
      result = (result ^ (bits >> (8 * byte) & 0xffU)) * 1099511628211U;
  }
  return result;
}

/// A line for each function: its name and the hash.
inline std::string hashes() {
  std::string text;
  for (const Function& function : functions) {
    char line[40];
    std::snprintf(line, sizeof line, "%s %016llx\n", function.name,
                  static_cast<unsigned long long>(hash(function)));
    text += line;
  }
  return text;
}

}  // namespace math_table
