// The tests that generated `validate` functions are made of. Each is true when the value is fine.
#pragma once

#include <cstdint>

#include "tally/engine/json/text.h"
#include "tally/engine/values/formats.h"
#include "tally/engine/values/number.h"
#include "tally/engine/values/pattern.h"
#include "tally/engine/view.h"

namespace tally {

/// Neither NaN nor infinite. Written so that `-ffast-math` in a user's build cannot remove it.
inline bool is_finite(double value) noexcept {
  constexpr std::uint64_t exponent = 0x7FF0000000000000U;
  return (__builtin_bit_cast(std::uint64_t, value) & exponent) != exponent;
}
inline bool is_finite(float value) noexcept {
  constexpr std::uint32_t exponent = 0x7F800000U;
  return (__builtin_bit_cast(std::uint32_t, value) & exponent) != exponent;
}

/// Without nanoseconds that a number of milliseconds would lose.
inline bool is_exact(view::WholeMillis value) noexcept {
  return !has_sub_millis(value.value);
}

/// Within what a double holds exactly.
inline bool is_exact(view::Integer value) noexcept {
  return value.value >= -view::Integer::largest && value.value <= view::Integer::largest;
}

/// Whether a text has that many Unicode scalar values, the unit of minLength and maxLength. A text
/// of n bytes has between n / 4 (rounded up) and n of them, so most texts need no counting, and for
/// the others the limit says how far.
inline bool has_at_least(const view::String& text, std::uint32_t limit) noexcept {
  return text.size >= limit && ((text.size + 3) / 4 >= limit ||
                                reaches_code_points(text.data, text.data + text.size, limit));
}
inline bool has_at_most(const view::String& text, std::uint32_t limit) noexcept {
  return text.size <= limit || (text.size / 4 <= limit &&
                                !reaches_code_points(text.data, text.data + text.size, limit + 1));
}

/// The same in UTF-16 code units: a text of n bytes has between n / 3 (rounded up) and n of them.
inline bool has_at_least_utf16(const view::String& text, std::uint32_t limit) noexcept {
  return text.size >= limit && ((text.size + 2) / 3 >= limit ||
                                count_utf16_units(text.data, text.data + text.size) >= limit);
}
inline bool has_at_most_utf16(const view::String& text, std::uint32_t limit) noexcept {
  return text.size <= limit ||
         (text.size / 3 <= limit && count_utf16_units(text.data, text.data + text.size) <= limit);
}

/// Every item of a list, or every entry of a map.
template <class Items, class Test>
bool all_of(const Items& items, Test test) noexcept {
  for (const auto& item : items) {
    if (!test(item)) return false;
  }
  return true;
}

inline bool matches(const view::String& text, const Pattern& pattern) noexcept {
  return matches(pattern, text.text());
}

}  // namespace tally
