// How a task ended.
#pragma once

#include <optional>
#include <utility>

namespace tally::async {

/// What a task returned, or nothing: it was stopped before it could. Being stopped is not an error;
/// tasks that can fail return a type that says so.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome() noexcept = default;
  explicit Outcome(T value) : value_(std::move(value)) {}

  explicit operator bool() const noexcept { return value_.has_value(); }
  [[nodiscard]] bool stopped() const noexcept { return !value_; }
  /// Only when not stopped.
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return &*value_; }
  const T* operator->() const noexcept { return &*value_; }

 private:
  std::optional<T> value_;
};

template <>
class Outcome<void> {
 public:
  Outcome() noexcept = default;
  explicit Outcome(bool finished) noexcept : finished_(finished) {}

  explicit operator bool() const noexcept { return finished_; }
  [[nodiscard]] bool stopped() const noexcept { return !finished_; }

 private:
  bool finished_ = false;
};

}  // namespace tally::async
