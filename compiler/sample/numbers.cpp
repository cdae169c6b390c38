#include "sample/numbers.h"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <numeric>

#include "tally/engine/values/number.h"
#include "tally/engine/vocabulary/keyword.h"
#include "tally/engine/vocabulary/kind.h"

namespace tally::compiler::sampling {
namespace {

using plan::Constraint;
using plan::Kind;

Int128 power_of_ten(std::uint32_t exponent) {
  Int128 power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

Int128 floor_divided(Int128 value, Int128 by) {
  const Int128 quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

// A limit in units of the type's last place, rounded down, and whether that is all of it.
struct Units {
  Int128 value = 0;
  bool exact = true;
};

Units units_of(const plan::Type& type, const Constraint& constraint) {
  if (type.kind == Kind::uint64) return {static_cast<std::uint64_t>(constraint.integer), true};
  if (type.kind != Kind::decimal) return {constraint.integer, true};
  Decimal limit;
  DecimalDigits digits;
  parse_decimal_number(constraint.text, limit, digits);
  auto value = static_cast<Int128>(limit.coefficient());
  if (limit.is_negative()) value = -value;
  if (limit.scale() <= type.scale) return {value * power_of_ten(type.scale - limit.scale()), true};
  const Int128 divisor = power_of_ten(limit.scale() - type.scale);
  return {floor_divided(value, divisor), value % divisor == 0};
}

Int128 common_multiple(Int128 a, Int128 b) {
  Int128 x = a;
  Int128 y = b;
  while (y != 0) {
    const Int128 rest = x % y;
    x = y;
    y = rest;
  }
  constexpr Int128 large = Int128{1} << 62U;
  return a > large || b > large ? std::max(a, b) : a / x * b;
}

// The double nearest to the decimal number that a person would write.
double rounded(double value, Random& random) {
  constexpr std::array scales{1.0, 10.0, 100.0, 1000.0};
  const double scale = scales[random.below(scales.size())];
  return std::floor(value * scale + 0.5) / scale;
}

struct FloatRange {
  double low = -1000;
  double high = 1000;
  double step = 0;
};

FloatRange float_range(const plan::Type& type) {
  FloatRange range;
  bool bounded_below = false;
  bool bounded_above = false;
  for (const Constraint& constraint : type.constraints) {
    switch (facts_of(constraint.keyword).bound) {
      case Bound::lower:
      case Bound::above:
        range.low = bounded_below ? std::max(range.low, constraint.number) : constraint.number;
        bounded_below = true;
        break;
      case Bound::upper:
      case Bound::below:
        range.high = bounded_above ? std::min(range.high, constraint.number) : constraint.number;
        bounded_above = true;
        break;
      case Bound::step:
        range.step = std::max(range.step, constraint.number);
        break;
      case Bound::none:
        break;
    }
  }
  const double far = 1000 * std::max(1.0, range.step);
  if (bounded_below && !bounded_above) range.high = range.low + far + std::fabs(range.low);
  if (bounded_above && !bounded_below) range.low = range.high - far - std::fabs(range.high);
  return range;
}

}  // namespace

WholeRange range_of(const plan::Type& type) {
  WholeRange range;
  if (type.kind == Kind::decimal) {
    range.high = power_of_ten(type.precision) - 1;
    range.low = -range.high;
  } else {
    range.low = facts_of(type.kind).smallest;
    range.high = facts_of(type.kind).largest;
  }
  for (const Constraint& constraint : type.constraints) {
    const Units limit = units_of(type, constraint);
    switch (facts_of(constraint.keyword).bound) {
      case Bound::lower:
        range.low = std::max(range.low, limit.value + (limit.exact ? 0 : 1));
        break;
      case Bound::above:
        range.low = std::max(range.low, limit.value + 1);
        break;
      case Bound::upper:
        range.high = std::min(range.high, limit.value);
        break;
      case Bound::below:
        range.high = std::min(range.high, limit.value - (limit.exact ? 1 : 0));
        break;
      case Bound::step:
        if (limit.exact && limit.value > 0) range.step = common_multiple(range.step, limit.value);
        break;
      case Bound::none:
        break;
    }
  }
  return range;
}

std::string make_whole(const plan::Type& type, Random& random) {
  const WholeRange range = range_of(type);
  const Int128 low = -floor_divided(-range.low, range.step);
  const Int128 high = floor_divided(range.high, range.step);
  if (low > high) return {};
  Int128 value = random.between(low, high);
  // Most numbers of the world are small.
  const Int128 small_low = std::max(low, Int128{-100});
  const Int128 small_high = std::min(high, Int128{1000});
  if (small_low <= small_high && !random.one_in(3)) value = random.between(small_low, small_high);
  const std::uint64_t wish = random.below(8);
  if (wish == 0) value = low;
  if (wish == 1) value = high;
  return spell_whole(type, value * range.step);
}

std::string make_float(const plan::Type& type, Random& random) {
  const FloatRange range = float_range(type);
  constexpr std::uint64_t parts = 1U << 20U;
  const double share = static_cast<double>(random.below(parts + 1)) / parts;
  double value = range.low + (range.high - range.low) * share;
  if (random.one_in(8)) value = range.low;
  if (random.one_in(8)) value = range.high;
  if (range.step > 0) {
    value = std::floor(value / range.step) * range.step;
  } else if (!random.one_in(4)) {
    value = rounded(value, random);
  }
  return spell_float(type, value);
}

std::string spell_whole(const plan::Type& type, Int128 value) {
  const bool negative = value < 0;
  const auto magnitude = static_cast<Uint128>(negative ? -value : value);
  return tally::spell_whole(type, negative, static_cast<std::uint64_t>(magnitude >> 64U),
                            static_cast<std::uint64_t>(magnitude));
}

}  // namespace tally::compiler::sampling
