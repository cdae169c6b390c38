#include "compat/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "check/limits.h"

namespace tally::compiler::compat {
namespace {

using checking::is_float;
using checking::Wide;
using model::Keyword;
using model::Kind;

/// The limit as the compiler reads it for this kind.
model::Constraint read(const Numbers& numbers, Keyword keyword, const std::string& text) {
  model::Constraint constraint;
  constraint.keyword = keyword;
  constraint.text = text;
  checking::read_limit(constraint, numbers.kind);
  return constraint;
}

template <class Visit>
void each(const Numbers& numbers, const char* word, Keyword keyword, Visit visit) {
  if (!numbers.limits.is_object() || !numbers.limits.contains(word)) return;
  for (const Json& text : numbers.limits[word]) visit(read(numbers, keyword, text));
}

/// The multiples of `step` from `least` to `most`, both of them multiples; none if least > most.
struct Integers {
  Wide least = 0;
  Wide most = 0;
  Wide step = 1;
  bool as_text = false;  // may be written as a string, too
};

/// Beyond every value of an integer type: only 0 is a multiple.
constexpr Wide huge_step = Wide{1} << 65U;

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
  return rest == 0 ? value : value - rest + (value > 0 ? step : 0);
}

Integers integers_of(const Numbers& numbers) {
  const checking::IntegerRange range = checking::range_of(numbers.kind);
  Integers result{range.lowest, range.highest, 1,
                  numbers.kind == Kind::int64 || numbers.kind == Kind::uint64};
  const auto value = [&](const model::Constraint& limit) {
    return checking::integer_value(limit, numbers.kind);
  };
  each(numbers, "minimum", Keyword::minimum,
       [&](const auto& limit) { result.least = std::max(result.least, value(limit)); });
  each(numbers, "exclusiveMinimum", Keyword::exclusive_minimum,
       [&](const auto& limit) { result.least = std::max(result.least, value(limit) + 1); });
  each(numbers, "maximum", Keyword::maximum,
       [&](const auto& limit) { result.most = std::min(result.most, value(limit)); });
  each(numbers, "exclusiveMaximum", Keyword::exclusive_maximum,
       [&](const auto& limit) { result.most = std::min(result.most, value(limit) - 1); });
  each(numbers, "multipleOf", Keyword::multiple_of, [&](const auto& limit) {
    if (result.step < huge_step) result.step = common_multiple(result.step, value(limit));
  });
  result.least = round_up(result.least, result.step);
  result.most = -round_up(-result.most, result.step);
  return result;
}

Answer answer(bool yes) {
  return yes ? Answer::yes : Answer::no;
}

Answer within(const Integers& inner, const Integers& outer) {
  if (inner.least > inner.most) return Answer::yes;
  const bool steps =
      inner.least % outer.step == 0 && (inner.least == inner.most || inner.step % outer.step == 0);
  return answer(steps && inner.least >= outer.least && inner.most <= outer.most &&
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
  each(numbers, "minimum", Keyword::minimum,
       [&](const auto& limit) { result.least = std::max(result.least, limit.number); });
  each(numbers, "exclusiveMinimum", Keyword::exclusive_minimum, [&](const auto& limit) {
    result.least = std::max(result.least, next(limit.number, infinity, numbers.kind));
  });
  each(numbers, "maximum", Keyword::maximum,
       [&](const auto& limit) { result.most = std::min(result.most, limit.number); });
  each(numbers, "exclusiveMaximum", Keyword::exclusive_maximum, [&](const auto& limit) {
    result.most = std::min(result.most, next(limit.number, -infinity, numbers.kind));
  });
  each(numbers, "multipleOf", Keyword::multiple_of,
       [&](const auto& limit) { result.steps.insert(limit.number); });
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

Answer within(const Numbers& inner, const Numbers& outer) {
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
