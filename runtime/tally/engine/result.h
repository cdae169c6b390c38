// A value, or why there is none.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tally/engine/explain/issue.h"

namespace tally {

/// Why something did not work that is no matter of a contract.
struct Problem {
  std::string_view code{};  // for programs: a literal, one of those that the function names
  std::string text{};       // for people: one sentence
  std::string place{};      // where it is: a file, a line of the program, a key; empty for nowhere

  friend bool operator==(const Problem&, const Problem&) = default;
};

namespace detail {

/// What all results have in common.
template <class E>
class Failing {
 public:
  /// Says nothing when the result is true.
  [[nodiscard]] const E& error() const noexcept { return error_; }
  /// The same, by the name of what it is.
  [[nodiscard]] const Issues& issues() const& noexcept requires std::same_as<E, Issues> {
    return error_;
  }
  [[nodiscard]] Issues&& issues() && noexcept requires std::same_as<E, Issues> {
    return std::move(error_);
  }
  [[nodiscard]] const Problem& problem() const noexcept requires std::same_as<E, Problem> {
    return error_;
  }

 protected:
  Failing() noexcept = default;
  explicit Failing(E error) : error_(std::move(error)) {}

 private:
  E error_{};
};

}  // namespace detail

/// A value, or everything that was wrong with a document (Issues), or why there is none (Problem or
/// another type that says it).
template <class T, class E = Issues>
class Result : public detail::Failing<E> {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(E error) : detail::Failing<E>(std::move(error)) {}

  explicit operator bool() const noexcept { return value_.has_value(); }
  /// Only when true.
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return &*value_; }
  const T* operator->() const noexcept { return &*value_; }

 private:
  std::optional<T> value_;
};

/// Something that belongs to somebody else, or why there is none.
template <class T, class E>
class Result<T&, E> : public detail::Failing<E> {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T& value) noexcept : value_(&value) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(E error) : detail::Failing<E>(std::move(error)) {}

  explicit operator bool() const noexcept { return value_ != nullptr; }
  /// Only when true.
  T& operator*() const noexcept { return *value_; }
  T* operator->() const noexcept { return value_; }

 private:
  T* value_ = nullptr;
};

/// That something was done, or why it was not.
template <class E>
class [[nodiscard]] Result<void, E> : public detail::Failing<E> {
 public:
  Result() noexcept : done_(true) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(E error) : detail::Failing<E>(std::move(error)) {}

  explicit operator bool() const noexcept { return done_; }

 private:
  bool done_ = false;
};

}  // namespace tally
