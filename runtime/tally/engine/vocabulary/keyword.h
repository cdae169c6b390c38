// What the keywords of constraints have in common: what of a value they look at, and what the
// number behind them is to it.
#pragma once

#include <cstdint>

#include "tally/engine/plan.h"

namespace tally {

/// What of a value a constraint looks at. Kinds have sets of them.
enum class Subject : std::uint8_t {
  none = 0,
  number = 1U << 0U,
  length = 1U << 1U,
  text = 1U << 2U,
  items = 1U << 3U,     // how many
  elements = 1U << 4U,  // the items themselves
  properties = 1U << 5U,
};

constexpr Subject operator|(Subject a, Subject b) noexcept {
  return static_cast<Subject>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}

constexpr bool has(Subject set, Subject one) noexcept {
  return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) != 0;
}

/// What the number behind a keyword is to the values that are allowed.
enum class Bound : std::uint8_t {
  none,   // there is no number
  lower,  // the smallest value
  above,  // the end below all values
  upper,  // the largest value
  below,  // the end above all values
  step,   // between values
};

/// Whether a value lies on the side of the bound where values are allowed; true where there are no
/// sides.
template <class Value, class Limit>
constexpr bool is_within(Bound bound, const Value& value, const Limit& limit) noexcept {
  switch (bound) {
    case Bound::lower:
      return value >= limit;
    case Bound::above:
      return value > limit;
    case Bound::upper:
      return value <= limit;
    case Bound::below:
      return value < limit;
    case Bound::none:
    case Bound::step:
      break;
  }
  return true;
}

struct KeywordFacts {
  Subject subject;
  Bound bound;
};

const KeywordFacts& facts_of(plan::Keyword keyword) noexcept;

}  // namespace tally
