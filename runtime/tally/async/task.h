// Task<T>: a coroutine that returns a T.
#pragma once

#include <cassert>
#include <concepts>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "tally/async/fiber.h"
#include "tally/async/outcome.h"

namespace tally::async {

template <class T = void>
class Task;

namespace detail {

struct FinalAwaiter {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> finished) const noexcept {
    finished.promise().fiber->finish_call();
  }
  void await_resume() const noexcept {}
};

template <class T>
struct Promise;

template <class T>
struct PromiseBase : Frame {
  Task<T> get_return_object() noexcept {
    auto& promise = static_cast<Promise<T>&>(*this);
    const auto self = std::coroutine_handle<Promise<T>>::from_promise(promise);
    handle = self;
    return Task<T>(self);
  }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
};

template <class T>
struct Promise : PromiseBase<T> {
  template <class From>
  requires std::convertible_to<From, T>
  void return_value(From&& value) { result.emplace(std::forward<From>(value)); }
  T take() { return std::move(*result); }
  Outcome<T> outcome() { return Outcome<T>(take()); }

  std::optional<T> result;
};

template <>
struct Promise<void> : PromiseBase<void> {
  void return_void() const noexcept {}
  void take() const noexcept {}
  [[nodiscard]] Outcome<void> outcome() const noexcept { return Outcome<void>(true); }
};

/// The result of a fiber that has finished a Task<T>.
template <class T>
Outcome<T> outcome_of(const Fiber* fiber) {
  if (fiber == nullptr || !fiber->finished()) return {};
  return std::coroutine_handle<Promise<T>>::from_address(fiber->root().address())
      .promise()
      .outcome();
}

}  // namespace detail

/// A coroutine that has not begun. It begins when it is awaited or spawned, which is done once; one
/// that never is, is dropped with its arguments. Only what this runtime offers can be awaited in
/// it. An exception that leaves it ends the program: errors are values.
///
/// Arguments by reference, and what `this` or a lambda's captures refer to, have to outlive the
/// task: `spawn(make())` of a lambda `make` that dies at the semicolon does not, `spawn(make)`
/// does.
template <class T>
class [[nodiscard]] Task {
 public:
  using Value = T;
  using promise_type = detail::Promise<T>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  /// Runs it within the fiber that awaits, and gives what it returns. When the fiber is stopped
  /// meanwhile, the await does not return. One allocation for the coroutine; nothing else.
  auto operator co_await() && noexcept {
    assert(handle_);
    return Awaiter(std::exchange(handle_, nullptr));
  }

  /// For whoever spawns it.
  std::coroutine_handle<promise_type> release() && noexcept {
    assert(handle_);
    return std::exchange(handle_, nullptr);
  }

 private:
  friend struct detail::PromiseBase<T>;

  class Awaiter {
   public:
    explicit Awaiter(std::coroutine_handle<promise_type> task) noexcept
        : task_(task), promise_(task.promise()) {}
    Awaiter(const Awaiter&) = delete;
    Awaiter& operator=(const Awaiter&) = delete;
    ~Awaiter() {
      if (task_) task_.destroy();
    }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Caller>
    void await_suspend(std::coroutine_handle<Caller> caller) noexcept {
      Caller& frame = caller.promise();
      frame.fiber->call(frame, promise_, task_);
    }
    T await_resume() { return promise_.take(); }

   private:
    std::coroutine_handle<> task_;
    promise_type& promise_;
  };

  explicit Task(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

}  // namespace tally::async
