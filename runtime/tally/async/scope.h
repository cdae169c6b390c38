// Structured concurrency: tasks that run beside each other, and end before what started them goes
// on.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>

#include "tally/async/task.h"

namespace tally::async {

class Region;
class Tasks;

/// The result of a spawned task, to come. Dropping it changes nothing: the task belongs to its
/// scope. It must not outlive the loop. As long as it is there, the task's arguments are, too.
template <class T>
class Join {
 public:
  /// Of a task that never was.
  Join() noexcept = default;
  explicit Join(Fiber& fiber) noexcept : fiber_(&fiber) { fiber.retain(); }
  Join(Join&& other) noexcept : fiber_(std::exchange(other.fiber_, nullptr)) {}
  Join& operator=(Join&& other) noexcept {
    std::swap(fiber_, other.fiber_);
    return *this;
  }
  ~Join() {
    if (fiber_ != nullptr) fiber_->release();
  }

  [[nodiscard]] bool ended() const noexcept { return fiber_ == nullptr || fiber_->ended(); }
  /// Ended, and not by being stopped.
  [[nodiscard]] bool finished() const noexcept { return fiber_ != nullptr && fiber_->finished(); }
  /// Asks the task to stop.
  void cancel() noexcept {
    if (fiber_ != nullptr) fiber_->request_stop();
  }
  /// The outcome of a task that has ended; once.
  Outcome<T> take() { return detail::outcome_of<T>(fiber_); }

  class Awaiter final : public Leaf<Awaiter> {
   public:
    explicit Awaiter(Fiber* task) noexcept : task_(task) {}
    [[nodiscard]] const char* what() const noexcept override { return "joining"; }
    void abandon() noexcept override { task_->set_joiner(nullptr); }
    [[nodiscard]] bool attempt() const noexcept { return task_ == nullptr || task_->ended(); }
    void enlist() noexcept { task_->set_joiner(&this->fiber()); }
    Outcome<T> await_resume() { return detail::outcome_of<T>(task_); }

   private:
    Fiber* task_;
  };

  /// Waits for the end of the task; once, and by one fiber. When the one that waits is stopped, the
  /// task goes on.
  Awaiter operator co_await() const noexcept { return Awaiter(fiber_); }

 private:
  friend class Tasks;
  Fiber* fiber_ = nullptr;
};

/// What makes a task when it is called with `Arguments`.
template <class Function, class... Arguments>
concept TaskFunction = requires {
  typename std::invoke_result_t<Function, Arguments...>::promise_type;
};

namespace detail {

template <class Function>
std::invoke_result_t<Function&> call_and_keep(Function function) {
  co_return co_await function();
}

}  // namespace detail

/// Where tasks are spawned. It cannot be left before all of them have ended: there is no scope but
/// that of `with_scope`, and the loop's own. Tasks of an object are in the latter; see tasks.h.
class Scope {
 public:
  Scope(Scheduler& scheduler, Region* region) noexcept : scheduler_(scheduler), region_(region) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

  /// Runs a task beside others. It begins after whoever spawned it suspends; in a scope that is
  /// cancelled or has ended it never does. `name` is for the task tree and has to live as long as
  /// the program. O(1); allocates nothing once the loop has had as many tasks before.
  template <class T>
  Join<T> spawn(Task<T> task, std::string_view name = "task") {
    const auto root = std::move(task).release();
    Fiber* fiber = start(root.promise(), name);
    return fiber == nullptr ? Join<T>() : Join<T>(*fiber);
  }

  /// The same for a function that makes the task, which is kept as long as that: what a lambda has
  /// captured would be gone too early if it was called here. One more allocation.
  template <class Function>
  requires TaskFunction<Function&>
  auto spawn(Function function, std::string_view name = "task") {
    return spawn(detail::call_and_keep(std::move(function)), name);
  }

  /// Asks every task in it to stop, also those that will be spawned. What has been asked once is
  /// not taken back.
  void cancel() noexcept;
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
  [[nodiscard]] bool empty() const noexcept { return children_.empty(); }

  /// Calls `visit(const Fiber&)` for each task, oldest first.
  template <class Visit>
  void for_each(Visit&& visit) const {
    children_.for_each(visit);
  }

 private:
  friend class Fiber;

  Fiber* start(Frame& root, std::string_view name);
  void stop_children(FiberList& regions) noexcept;
  void remove(Fiber& child) noexcept;

  List<Fiber, AmongSiblings> children_;
  Scheduler& scheduler_;
  Region* region_;  // who waits for its end; null for the loop's own
  bool cancelled_ = false;
  bool closed_ = false;  // the last task has ended
};

/// The base of awaiters that open a scope and go on when it has ended.
class Region : public Waiter {
 public:
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] Scope* region() noexcept final { return &scope_; }

 protected:
  explicit Region(Scheduler& scheduler) noexcept : scope_(scheduler, this) {}
  ~Region() = default;

  /// The first half of await_suspend; false when the fiber is to stop.
  bool enter(Fiber& fiber) noexcept;
  [[nodiscard]] Scope& scope() noexcept { return scope_; }

 private:
  friend class Fiber;
  friend class Scope;
  /// Whether the task whose result is waited for has one.
  [[nodiscard]] virtual bool has_result() const noexcept = 0;
  void ended() noexcept;

  Fiber* fiber_ = nullptr;
  Scope scope_;
};

/// See `with_scope`.
template <TaskFunction<Scope&> Body>
class WithScope final : public Region {
 public:
  using Value = typename std::invoke_result_t<Body&, Scope&>::Value;

  WithScope(Scheduler& scheduler, Body body) : Region(scheduler), body_(std::move(body)) {}

  [[nodiscard]] const char* what() const noexcept override { return "in a scope"; }

  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> caller) {
    if (enter(*caller.promise().fiber)) result_ = scope().spawn(body_(scope()), "body");
  }
  Outcome<Value> await_resume() { return result_.take(); }

 private:
  [[nodiscard]] bool has_result() const noexcept override { return result_.finished(); }

  Body body_;
  Join<Value> result_;
};

/// Runs `body(scope)`, a task, and waits until it and everything spawned in the scope have ended:
///
///   co_await with_scope(loop, [&](Scope& scope) -> Task<> {
///     scope.spawn(produce(channel));
///     co_await consume(channel);
///     scope.cancel();
///   });
///
/// Gives what the body returned, or nothing when the scope was cancelled before it could. The body
/// itself is kept as long as its task.
template <TaskFunction<Scope&> Body>
WithScope<Body> with_scope(Scheduler& scheduler, Body body) {
  return WithScope<Body>(scheduler, std::move(body));
}

}  // namespace tally::async
