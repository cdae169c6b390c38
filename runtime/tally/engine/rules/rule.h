// What generated rules are made of. Whatever could go wrong in arithmetic (overflow, division by
// zero, a result that is no number) gives a value that is not sound, and a rule that comes to one
// does not hold: the operands of such arithmetic are `checked`, which has operators of its own.
// interpreter.cpp evaluates the same rules where they are loaded at run time, with the same
// functions.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "tally/engine/json/reader.h"
#include "tally/engine/values/constraints.h"
#include "tally/engine/view.h"

namespace tally::rule {

/// A value, or nothing where a calculation failed.
template <class T>
struct Checked {
  T value{};
  bool sound = false;

  /// Of a truth: whether there is no doubt of it.
  explicit constexpr operator bool() const noexcept requires std::is_same_v<T, bool> {
    return sound && value;
  }
};

// What a view holds as one of the types that rules calculate with: bool, std::int64_t for integers,
// std::uint64_t for those of uint64, double, and the types of moments, decimals and texts.
constexpr bool of(bool value) noexcept {
  return value;
}
template <class T>
requires(std::is_integral_v<T>) constexpr auto of(T value) noexcept {
  using Wide =
      std::conditional_t<std::is_unsigned_v<T> && sizeof(T) == 8, std::uint64_t, std::int64_t>;
  return static_cast<Wide>(value);
}
constexpr std::int64_t of(view::Integer value) noexcept {
  return value.value;
}
constexpr std::int64_t of(view::NumberInt64 value) noexcept {
  return value.value;
}
constexpr std::uint64_t of(view::NumberUint64 value) noexcept {
  return value.value;
}
constexpr double of(float value) noexcept {
  return value;
}
constexpr double of(double value) noexcept {
  return value;
}
constexpr Timestamp of(view::UnixMillis value) noexcept {
  return value.value;
}
constexpr Timestamp of(view::WholeMillis value) noexcept {
  return value.value;
}
inline std::string_view of(view::String value) noexcept {
  return value.text();
}
/// Enums, decimals, uuids, moments.
template <class T>
requires(!std::is_arithmetic_v<T>) constexpr const T& of(const T& value) noexcept {
  return value;
}

/// What a view holds, to calculate with: operators on it notice what goes wrong.
template <class T>
constexpr auto checked(const T& value) noexcept {
  return Checked<std::remove_cvref_t<decltype(of(value))>>{of(value), true};
}
template <class T>
constexpr Checked<T> checked(const Checked<T>& value) noexcept {
  return value;
}

/// The type of `checked(T)`'s value.
template <class T>
using Plain = decltype(checked(std::declval<const T&>()).value);

template <class T>
inline constexpr bool is_checked = false;
template <class T>
inline constexpr bool is_checked<Checked<T>> = true;

/// Whether there is no doubt of it.
constexpr bool holds(bool value) noexcept {
  return value;
}
constexpr bool holds(Checked<bool> value) noexcept {
  return value.sound && value.value;
}

// Calculations.

inline Checked<std::int64_t> add(std::int64_t a, std::int64_t b) noexcept {
  Checked<std::int64_t> result;
  result.sound = !__builtin_add_overflow(a, b, &result.value);
  return result;
}
inline Checked<std::uint64_t> add(std::uint64_t a, std::uint64_t b) noexcept {
  Checked<std::uint64_t> result;
  result.sound = !__builtin_add_overflow(a, b, &result.value);
  return result;
}
inline Checked<double> number(double value) noexcept {
  return {value, is_finite(value)};
}
inline Checked<double> add(double a, double b) noexcept {
  return number(a + b);
}
inline Checked<std::int64_t> subtract(std::int64_t a, std::int64_t b) noexcept {
  Checked<std::int64_t> result;
  result.sound = !__builtin_sub_overflow(a, b, &result.value);
  return result;
}
inline Checked<std::uint64_t> subtract(std::uint64_t a, std::uint64_t b) noexcept {
  return {a - b, a >= b};
}
inline Checked<double> subtract(double a, double b) noexcept {
  return number(a - b);
}
inline Checked<std::int64_t> multiply(std::int64_t a, std::int64_t b) noexcept {
  Checked<std::int64_t> result;
  result.sound = !__builtin_mul_overflow(a, b, &result.value);
  return result;
}
inline Checked<std::uint64_t> multiply(std::uint64_t a, std::uint64_t b) noexcept {
  Checked<std::uint64_t> result;
  result.sound = !__builtin_mul_overflow(a, b, &result.value);
  return result;
}
inline Checked<double> multiply(double a, double b) noexcept {
  return number(a * b);
}
/// Towards zero.
inline Checked<std::int64_t> divide(std::int64_t a, std::int64_t b) noexcept {
  if (b == 0 || (a == INT64_MIN && b == -1)) return {};
  return {a / b, true};
}
inline Checked<std::uint64_t> divide(std::uint64_t a, std::uint64_t b) noexcept {
  if (b == 0) return {};
  return {a / b, true};
}
inline Checked<double> divide(double a, double b) noexcept {
  if (b == 0) return {};
  return number(a / b);
}
/// With the sign of `a`.
inline Checked<std::int64_t> remainder(std::int64_t a, std::int64_t b) noexcept {
  if (b == 0 || (a == INT64_MIN && b == -1)) return {};
  return {a % b, true};
}
inline Checked<std::uint64_t> remainder(std::uint64_t a, std::uint64_t b) noexcept {
  if (b == 0) return {};
  return {a % b, true};
}
inline Checked<std::int64_t> minus(std::int64_t a) noexcept {
  return subtract(std::int64_t{0}, a);
}
inline Checked<double> minus(double a) noexcept {
  return {-a, true};
}

using Duration = std::chrono::nanoseconds;

inline Checked<Duration> duration(Checked<std::int64_t> nanoseconds) noexcept {
  return {Duration(nanoseconds.value), nanoseconds.sound};
}
inline Checked<Timestamp> timestamp(Checked<std::int64_t> nanoseconds) noexcept {
  return {Timestamp{nanoseconds.value}, nanoseconds.sound};
}
/// A 64-bit integer whichever type std::chrono counts with.
inline std::int64_t count_of(Duration value) noexcept {
  return value.count();
}
inline Checked<Duration> add(Duration a, Duration b) noexcept {
  return duration(add(count_of(a), count_of(b)));
}
inline Checked<Duration> subtract(Duration a, Duration b) noexcept {
  return duration(subtract(count_of(a), count_of(b)));
}
inline Checked<Duration> minus(Duration a) noexcept {
  return duration(minus(count_of(a)));
}
inline Checked<Timestamp> add(Timestamp a, Duration b) noexcept {
  return timestamp(add(a.nanoseconds, count_of(b)));
}
inline Checked<Timestamp> add(Duration a, Timestamp b) noexcept {
  return add(b, a);
}
inline Checked<Timestamp> subtract(Timestamp a, Duration b) noexcept {
  return timestamp(subtract(a.nanoseconds, count_of(b)));
}
inline Checked<Duration> subtract(Timestamp a, Timestamp b) noexcept {
  return duration(subtract(a.nanoseconds, b.nanoseconds));
}

// Operators on checked values: the result is not sound if an argument is not. Macros, because a
// template cannot take an operator.
#define TALLY_CALCULATION(sign, function)                                                        \
  template <class A, class B>                                                                    \
  requires(is_checked<A> || is_checked<B>) auto operator sign(const A& a, const B& b) noexcept { \
    auto result = function(checked(a).value, checked(b).value);                                  \
    result.sound = result.sound && checked(a).sound && checked(b).sound;                         \
    return result;                                                                               \
  }
TALLY_CALCULATION(+, add)
TALLY_CALCULATION(-, subtract)
TALLY_CALCULATION(*, multiply)
TALLY_CALCULATION(/, divide)
TALLY_CALCULATION(%, remainder)
#undef TALLY_CALCULATION

template <class T>
auto operator-(const Checked<T>& a) noexcept {
  auto result = minus(a.value);
  result.sound = result.sound && a.sound;
  return result;
}

// Comparisons. int64 with uint64 is exact; other types meet only their own.

/// Negative, zero or positive as `a` is less than, equal to or greater than `b`.
template <class T>
constexpr int compare(const T& a, const T& b) noexcept {
  return a < b ? -1 : b < a ? 1 : 0;
}
constexpr int compare(std::int64_t a, std::uint64_t b) noexcept {
  return a < 0 ? -1 : compare(static_cast<std::uint64_t>(a), b);
}
constexpr int compare(std::uint64_t a, std::int64_t b) noexcept {
  return -compare(b, a);
}

/// Of values as they are or as views hold them.
template <class A, class B>
constexpr bool equal(const A& a, const B& b) noexcept {
  if constexpr (std::is_integral_v<A> && std::is_integral_v<B>) {
    return compare(of(a), of(b)) == 0;
  } else {
    return a == b;
  }
}

// NOLINTBEGIN(bugprone-macro-parentheses): it is an operator
#define TALLY_COMPARISON(sign)                                                    \
  template <class A, class B>                                                     \
  requires(is_checked<A> || is_checked<B>) constexpr Checked<bool> operator sign( \
      const A& a, const B& b) noexcept {                                          \
    return {compare(checked(a).value, checked(b).value) sign 0,                   \
            checked(a).sound && checked(b).sound};                                \
  }
// NOLINTEND(bugprone-macro-parentheses)
TALLY_COMPARISON(==)
TALLY_COMPARISON(!=)
TALLY_COMPARISON(<)
TALLY_COMPARISON(<=)
TALLY_COMPARISON(>)
TALLY_COMPARISON(>=)
#undef TALLY_COMPARISON

// Logic. One side decides where it can, even if the other one fails. What comes second is a
// function, because it may be meant only for when the first is true (or false).

constexpr Checked<bool> operator!(const Checked<bool>& a) noexcept {
  return {!a.value, a.sound};
}

template <class A, class B>
Checked<bool> both(A first, B second) noexcept {
  const Checked<bool> a = checked(first);
  if (a.sound && !a.value) return a;
  const Checked<bool> b = checked(second());
  return b.sound && !b.value ? b : Checked<bool>{true, a.sound && b.sound};
}

template <class A, class B>
Checked<bool> either(A first, B second) noexcept {
  const Checked<bool> a = checked(first);
  if (a.sound && a.value) return a;
  const Checked<bool> b = checked(second());
  return b.sound && b.value ? b : Checked<bool>{false, a.sound && b.sound};
}

template <class C, class A, class B>
auto choose(C condition, A first, B second) noexcept {
  const Checked<bool> c = checked(condition);
  using Result = Checked<Plain<decltype(first())>>;
  if (!c.sound) return Result{};
  return c.value ? Result(checked(first())) : Result(checked(second()));
}

template <class A, class... Others>
auto one_of(const A& value, const Others&... others) noexcept {
  if constexpr ((is_checked<A> || ... || is_checked<Others>)) {
    Checked<bool> found{false, true};
    ((found = either(found, [&] { return checked(value) == checked(others); })), ...);
    return found;
  } else {
    return (false || ... || equal(value, others));
  }
}

// Lists and maps.

template <class T, class A>
auto contained(const A& value, const view::List<T>& list) noexcept {
  const auto test = [&list](const auto& wanted) {
    for (const T& item : list) {
      if (equal(of(item), wanted)) return true;
    }
    return false;
  };
  if constexpr (is_checked<A>) {
    return Checked<bool>{test(value.value), value.sound};
  } else {
    return test(value);
  }
}

template <class T, class A>
auto has_key(const A& key, const view::Map<T>& map) noexcept {
  const auto test = [&map](std::string_view wanted) {
    for (const auto& entry : map) {
      if (entry.key.text() == wanted) return true;
    }
    return false;
  };
  if constexpr (is_checked<A>) {
    return Checked<bool>{test(key.value), key.sound};
  } else {
    return test(key);
  }
}

template <class T, class Test>
auto all(const view::List<T>& list, Test test) noexcept {
  if constexpr (is_checked<decltype(test(std::declval<const T&>()))>) {
    Checked<bool> result{true, true};
    for (const T& item : list) {
      result = both(result, [&] { return test(item); });
      if (result.sound && !result.value) return result;
    }
    return result;
  } else {
    return all_of(list, test);
  }
}

template <class T, class Test>
auto any(const view::List<T>& list, Test test) noexcept {
  if constexpr (is_checked<decltype(test(std::declval<const T&>()))>) {
    Checked<bool> result{false, true};
    for (const T& item : list) {
      result = either(result, [&] { return test(item); });
      if (result.sound && result.value) return result;
    }
    return result;
  } else {
    for (const T& item : list) {
      if (test(item)) return true;
    }
    return false;
  }
}

/// From left to right, so that floating point comes to the same everywhere.
template <class T, class Of>
auto sum(const view::List<T>& list, Of of_item) noexcept {
  Checked<Plain<decltype(of_item(std::declval<const T&>()))>> result{{}, true};
  for (const T& item : list) {
    result = result + of_item(item);
    if (!result.sound) break;
  }
  return result;
}

template <class T, class Test>
auto count(const view::List<T>& list, Test test) noexcept {
  Checked<std::int64_t> result{0, true};
  for (const T& item : list) {
    const Checked<bool> one = checked(test(item));
    result.sound = result.sound && one.sound;
    result.value += one.value ? 1 : 0;
  }
  if constexpr (is_checked<decltype(test(std::declval<const T&>()))>) {
    return result;
  } else {
    return result.value;
  }
}

/// Code points of a text, bytes, items of a list, entries of a map.
inline std::int64_t size(std::string_view text) noexcept {
  return count_code_points(text.data(), text.data() + text.size());
}
inline std::int64_t size(const view::UrlBytes& bytes) noexcept {
  return bytes.value.size;
}
template <class T>
requires(!std::is_convertible_v<const T&, std::string_view>) std::int64_t size(const T& list)
noexcept {
  return list.size;
}

inline Checked<std::int64_t> size(Checked<std::string_view> text) noexcept {
  return {size(text.value), text.sound};
}

#define TALLY_TEST(name, expression)                                                     \
  template <class A, class B>                                                            \
  auto name(const A& left, const B& right) noexcept {                                    \
    const auto test = [](std::string_view a, std::string_view b) { return expression; }; \
    if constexpr (is_checked<A> || is_checked<B>) {                                      \
      return Checked<bool>{test(checked(left).value, checked(right).value),              \
                           checked(left).sound && checked(right).sound};                 \
    } else {                                                                             \
      return test(left, right);                                                          \
    }                                                                                    \
  }
TALLY_TEST(starts_with, a.starts_with(b))
TALLY_TEST(ends_with, a.ends_with(b))
TALLY_TEST(contains, a.find(b) != std::string_view::npos)
#undef TALLY_TEST

/// A plan::Judge.
template <class View, bool (*rule)(const View&) noexcept>
bool judge(const void* view) noexcept {
  return rule(*static_cast<const View*>(view));
}

}  // namespace tally::rule
