// Tasks as promises, promises in tasks.
//
//   val page(javascript::Loop& loop, val signal) { return javascript::promise(loop, work(loop),
//   signal); } EMSCRIPTEN_BINDINGS(program) { emscripten::function("page", &page); }
//
//   Task<int> work(javascript::Loop& loop) {
//     const javascript::Settled answer = co_await
//     javascript::settled(val::global().call<val>(...));
//     ...
//   }
#pragma once

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "tally/javascript/loop.h"

namespace tally::javascript {

/// When a task begins that becomes a promise.
enum class Start : std::uint8_t {
  in_turn,  // as Scheduler::spawn
  now,      // as Loop::start
};

namespace detail {

/// The C++ half of a promise to come. It lies in the task, and its end without a result is how it
/// learns that the task was stopped.
class Deferred {
 public:
  /// Of a signal that is aborted already, or of a loop that is closed, the promise is rejected.
  Deferred(const Loop& loop, const emscripten::val& signal);
  Deferred(const Deferred&) = delete;
  Deferred& operator=(const Deferred&) = delete;
  ~Deferred();

  [[nodiscard]] emscripten::val promise() const;
  /// Whether the task may begin.
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  /// The task that is to stop when the signal is aborted.
  void set_task(async::Join<void> task) noexcept { task_ = std::move(task); }
  void stop_task() noexcept { task_.cancel(); }

  void resolve();
  template <class T>
  void resolve(T&& value) {
    namespace embind = emscripten::internal;
    embind::WireTypePack<T> wire(std::forward<T>(value));
    resolve(embind::TypeID<T>::get(), wire);
  }

 private:
  void resolve(const void* type, const void* wire);

  emscripten::val js_;
  async::Join<void> task_;
  bool begun_;
};

template <class T>
async::Task<> settle(async::Task<T> task, std::unique_ptr<Deferred> deferred) {
  if constexpr (std::is_void_v<T>) {
    co_await std::move(task);
    deferred->resolve();
  } else {
    deferred->resolve(co_await std::move(task));
  }
}

}  // namespace detail

/// Runs a task on the loop and gives a JavaScript promise of what it returns: anything that embind
/// knows, contracts' types included; undefined for void. When `signal`, an AbortSignal, is aborted
/// the task is stopped, and the promise rejected with the signal's reason once the task has ended;
/// a task that has its result by then, or returns in spite of it, resolves the promise all the
/// same. If it is aborted beforehand the task never begins. A task that is stopped otherwise, as
/// by the end of the loop, rejects with an AbortError, and a result that embind does not accept
/// with embind's error.
template <class T>
emscripten::val promise(Loop& loop, async::Task<T> task,
                        const emscripten::val& signal = emscripten::val::undefined(),
                        Start start = Start::in_turn) {
  auto deferred = std::make_unique<detail::Deferred>(loop, signal);
  emscripten::val result = deferred->promise();
  if (!deferred->begun()) return result;
  detail::Deferred& state = *deferred;
  async::Task<> settling = detail::settle(std::move(task), std::move(deferred));
  async::Join<void> join = start == Start::now ? loop.start(std::move(settling), "promise")
                                               : loop.spawn(std::move(settling), "promise");
  if (!join.ended()) state.set_task(std::move(join));
  return result;
}

/// A promise that is fulfilled already.
emscripten::val fulfilled(const emscripten::val& value);

/// What became of a JavaScript promise.
struct Settled {
  bool fulfilled;
  emscripten::val value;  // or the reason why not
};

/// See `settled`.
class Settling final : public async::Leaf<Settling> {
 public:
  explicit Settling(emscripten::val promise) noexcept : promise_(std::move(promise)) {}
  [[nodiscard]] const char* what() const noexcept override { return "awaiting a promise"; }
  void abandon() noexcept override;
  [[nodiscard]] bool attempt() const noexcept { return false; }
  void enlist() noexcept;
  Settled await_resume() { return *std::move(result_); }

  /// For the host.
  void settle(bool fulfilled, emscripten::val value) {
    result_.emplace(Settled{fulfilled, std::move(value)});
    fiber().wake();
  }

 private:
  emscripten::val promise_;  // once it waits, what calls back
  std::optional<Settled> result_;
};

/// Waits in a task until a JavaScript promise is settled; any other value counts as fulfilled.
/// Stopping the task does not wait for the promise, whose outcome is then ignored.
inline Settling settled(emscripten::val promise) noexcept {
  return Settling(std::move(promise));
}

}  // namespace tally::javascript
