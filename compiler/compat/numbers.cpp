#include "compat/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "model/limits.h"
#include "model/vocabulary.h"

namespace tally::compiler::compat {
namespace {

using model::is_float;
using model::Keyword;
using model::Kind;
using model::Wide;

/// The limit as the compiler reads it for this kind.
model::Constraint read(const Numbers& numbers, Keyword keyword, const std::string& text) {
  model::Constraint constraint;
  constraint.keyword = keyword;
  constraint.text = text;
  model::read_limit(constraint, numbers.kind);
  return constraint;
}

/// Each limit whose number is that to the values.
template <class Visit>
void each(const Numbers& numbers, Bound bound, Visit visit) {
  if (!numbers.limits.is_object()) return;
  for (const auto& [word, texts] : numbers.limits.items()) {
    const auto keyword = model::find_keyword(word);
    if (!keyword || facts_of(*keyword).bound != bound) continue;
    for (const Json& text : texts) visit(read(numbers, *keyword, text));
  }
}

/// The multiples of `step` from `least` to `most`, both of them multiples; none if least > most.
/// Those of a decimal are in units of its last digit.
struct Integers {
  Wide least = 0;
  Wide most = 0;
  Wide step = 1;
  bool as_text = false;  // may be written as a string, too
  int scale = 0;
};

/// 10^38, beyond every value: of its multiples only 0 is one.
constexpr Wide huge_step = Wide{10'000'000'000'000'000'000ULL} * 10'000'000'000'000'000'000ULL;

Wide common_multiple(Wide a, Wide b) {
  Wide x = a;
  Wide y = b;
  while (y != 0) {
    const Wide rest = x % y;
    x = y;
    y = rest;
  }
  // Both are above 0: what is no multiple of anything was refused when the contract was checked.
  const Wide divisor = std::max<Wide>(x, 1);
  const Wide factor = a / divisor;
  return factor > huge_step / std::max<Wide>(b, 1) ? huge_step : factor * b;
}

Wide round_up(Wide value, Wide step) {
  const Wide rest = value % step;
  if (rest == 0) return value;
  if (value < 0) return value - rest;
  return step > huge_step - (value - rest) ? huge_step : value - rest + step;
}

bool is_decimal(const Numbers& numbers) {
  return numbers.kind == Kind::decimal;
}

model::TypeExpression decimal_type(const Numbers& numbers) {
  model::TypeExpression type;
  type.builtin = Kind::decimal;
  type.precision = numbers.precision;
  type.scale = numbers.scale;
  return type;
}

Integers integers_of(const Numbers& numbers) {
  const model::TypeExpression decimal = decimal_type(numbers);
  const model::IntegerRange range =
      is_decimal(numbers) ? model::range_of(decimal) : model::range_of(numbers.kind);
  Integers result{range.lowest, range.highest, 1, may_be_text(numbers.kind), numbers.scale};
  const auto value = [&](const model::Constraint& limit) {
    return is_decimal(numbers) ? model::decimal_value(limit, decimal)
                               : model::integer_value(limit, numbers.kind);
  };
  each(numbers, Bound::lower,
       [&](const auto& limit) { result.least = std::max(result.least, value(limit)); });
  each(numbers, Bound::above,
       [&](const auto& limit) { result.least = std::max(result.least, value(limit) + 1); });
  each(numbers, Bound::upper,
       [&](const auto& limit) { result.most = std::min(result.most, value(limit)); });
  each(numbers, Bound::below,
       [&](const auto& limit) { result.most = std::min(result.most, value(limit) - 1); });
  each(numbers, Bound::step, [&](const auto& limit) {
    if (result.step < huge_step) result.step = common_multiple(result.step, value(limit));
  });
  result.least = round_up(result.least, result.step);
  result.most = -round_up(-result.most, result.step);
  return result;
}

Answer answer(bool yes) {
  return yes ? Answer::yes : Answer::no;
}

/// A number in units of 10^-scale.
struct Scaled {
  Wide units = 0;
  int scale = 0;
};

bool at_most(Scaled left, Scaled right) {
  // The coarser one in the finer units, unless it is beyond them all.
  for (; left.scale < right.scale; ++left.scale) {
    if (left.units > huge_step / 10 || left.units < -huge_step / 10) return left.units < 0;
    left.units *= 10;
  }
  for (; right.scale < left.scale; ++right.scale) {
    if (right.units > huge_step / 10 || right.units < -huge_step / 10) return right.units > 0;
    right.units *= 10;
  }
  return left.units <= right.units;
}

bool is_multiple(Scaled value, Scaled step) {
  for (; value.scale > step.scale; --value.scale) {
    if (value.units % 10 != 0) return false;
    value.units /= 10;
  }
  Wide rest = value.units % step.units;
  if (rest < 0) rest += step.units;
  for (; value.scale < step.scale; ++value.scale) {
    Wide sum = 0;
    for (int i = 0; i < 10; ++i) {
      // Both lie below the step, and their sum could be beyond the type.
      sum += rest - step.units;
      if (sum < 0) sum += step.units;
    }
    rest = sum;
  }
  return rest == 0;
}

Answer within(const Integers& inner, const Integers& outer) {
  if (inner.least > inner.most) return Answer::yes;
  const auto scaled = [](const Integers& integers, Wide units) {
    return Scaled{units, integers.scale};
  };
  const Scaled step = scaled(outer, outer.step);
  const bool steps = is_multiple(scaled(inner, inner.least), step) &&
                     (inner.least == inner.most || is_multiple(scaled(inner, inner.step), step));
  return answer(steps && at_most(scaled(outer, outer.least), scaled(inner, inner.least)) &&
                at_most(scaled(inner, inner.most), scaled(outer, outer.most)) &&
                (!inner.as_text || outer.as_text));
}

/// From `least` to `most`, both included.
struct Floats {
  double least = -std::numeric_limits<double>::max();
  double most = std::numeric_limits<double>::max();
  std::set<double> steps;
};

double next(double value, double towards, Kind kind) {
  return kind == Kind::float32
             ? std::nextafter(static_cast<float>(value), static_cast<float>(towards))
             : std::nextafter(value, towards);
}

Floats floats_of(const Numbers& numbers) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Floats result;
  if (numbers.kind == Kind::float32) {
    result.most = static_cast<double>(std::numeric_limits<float>::max());
    result.least = -result.most;
  }
  each(numbers, Bound::lower,
       [&](const auto& limit) { result.least = std::max(result.least, limit.number); });
  each(numbers, Bound::above, [&](const auto& limit) {
    result.least = std::max(result.least, next(limit.number, infinity, numbers.kind));
  });
  each(numbers, Bound::upper,
       [&](const auto& limit) { result.most = std::min(result.most, limit.number); });
  each(numbers, Bound::below, [&](const auto& limit) {
    result.most = std::min(result.most, next(limit.number, -infinity, numbers.kind));
  });
  each(numbers, Bound::step, [&](const auto& limit) { result.steps.insert(limit.number); });
  return result;
}

Answer within(const Floats& inner, const Floats& outer) {
  if (inner.least > inner.most) return Answer::yes;
  const bool range = inner.least >= outer.least && inner.most <= outer.most;
  const bool steps =
      std::includes(inner.steps.begin(), inner.steps.end(), outer.steps.begin(), outer.steps.end());
  if (range && steps) return Answer::yes;
  // Without steps of its own the inner set holds its ends and what lies between them.
  const bool dense = inner.steps.empty() && inner.least < inner.most;
  return dense || (inner.steps.empty() && !range) ? Answer::no : Answer::unknown;
}

Answer integer_within_float(const Integers& inner, const Numbers& outer) {
  if (inner.as_text) return Answer::no;
  // A float32 rounds what it reads, and is compared with its limits after that.
  if (outer.limits.is_null()) return Answer::yes;
  const Floats floats = floats_of(outer);
  if (!floats.steps.empty() || outer.kind == Kind::float32) return Answer::unknown;
  if (inner.least > inner.most) return Answer::yes;
  // Without a text form integers lie within 2^53, where doubles are exact.
  return answer(static_cast<double>(inner.least) >= floats.least &&
                static_cast<double>(inner.most) <= floats.most);
}

}  // namespace

bool may_be_text(Kind kind) {
  return kind == Kind::int64 || kind == Kind::uint64 || kind == Kind::decimal;
}

Answer within(const Numbers& inner, const Numbers& outer) {
  // A 64-bit integer and a decimal do not read the same texts.
  const bool two_texts =
      is_decimal(inner) != is_decimal(outer) && may_be_text(inner.kind) && may_be_text(outer.kind);
  if (two_texts) {
    const Answer values = within(integers_of(inner), integers_of(outer));
    return values == Answer::yes ? Answer::unknown : values;
  }
  if (is_decimal(outer) && is_float(inner.kind) && !inner.limits.is_null()) return Answer::unknown;
  if (!is_float(inner.kind)) {
    return is_float(outer.kind) ? integer_within_float(integers_of(inner), outer)
                                : within(integers_of(inner), integers_of(outer));
  }
  const Floats floats = floats_of(inner);
  if (!is_float(outer.kind)) {
    return floats.steps.empty() && floats.least < floats.most ? Answer::no : Answer::unknown;
  }
  if (inner.kind == outer.kind) return within(floats, floats_of(outer));
  if (outer.limits.is_null() && outer.kind == Kind::float64) return Answer::yes;
  return inner.limits.is_null() && inner.kind == Kind::float64 ? Answer::no : Answer::unknown;
}

}  // namespace tally::compiler::compat
