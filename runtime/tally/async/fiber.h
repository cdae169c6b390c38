// What runs: a task that was spawned, together with every task that it awaits.
//
// Coroutines never resume each other. One that awaits a task leaves the task to its fiber, which
// resumes whatever is innermost from a loop: the stack stays flat however deep the awaits are, on
// every compiler, optimised or not, and without tail calls.
//
// A fiber that is to stop is never resumed again. Its coroutines are destroyed at the await where
// they stand, the innermost first, so that their destructors run as for a return. A request to stop
// leaves that to the fiber's next turn; who ends a fiber has it done at once.
#pragma once

#include <cassert>
#include <cstdint>
#include <string_view>

#include "tally/async/coroutine.h"
#include "tally/async/list.h"

namespace tally::async {

class Fiber;
class Scheduler;
class Scope;

/// What every coroutine's promise begins with.
struct Frame {
  std::coroutine_handle<> handle;
  Fiber* fiber = nullptr;
  Frame* caller = nullptr;                   // the coroutine that awaits this one
  std::coroutine_handle<>* owner = nullptr;  // who would destroy it
};

/// What a fiber waits for. It lies in the innermost coroutine.
class Waiter {
 public:
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// For the task tree: "receiving", "sleeping".
  [[nodiscard]] virtual const char* what() const noexcept = 0;
  /// The scope that has to end first, if it is that.
  [[nodiscard]] virtual Scope* region() noexcept { return nullptr; }
  /// The fiber stops and nothing may wake it any more. It has left the list that it waited in.
  virtual void abandon() noexcept {}

 protected:
  Waiter() noexcept = default;
  ~Waiter() = default;
};

struct InQueue;
struct AmongSiblings;
struct OfOwner;

class Fiber final : public Link<InQueue>, public Link<AmongSiblings>, public Link<OfOwner> {
 public:
  /// How many awaits a fiber may do without suspending before others get a turn. Those of tasks do
  /// not count.
  static constexpr std::uint32_t awaits_per_turn = 256;

  Fiber() noexcept = default;

  // ---- For awaiters, of the fiber that runs ----

  /// Continues with `callee`, which `caller` awaits and `owner` owns.
  void call(Frame& caller, Frame& callee, std::coroutine_handle<>& owner) noexcept {
    callee.caller = &caller;
    callee.fiber = this;
    callee.owner = &owner;
    top_ = &callee;
    advanced_ = true;
  }
  /// Continues with the coroutine that awaits the innermost one.
  void finish_call() noexcept {
    top_ = top_->caller;
    advanced_ = top_ != nullptr;
  }
  /// Suspends until `wake`, or until the fiber is woken by way of a list that it is in.
  void wait(Waiter& waiter) noexcept { waiter_ = &waiter; }
  /// Suspends for ever.
  void unwind() noexcept { unwinding_ = true; }
  /// Counts an await that is done without suspending; false when it is others' turn.
  bool spend() noexcept { return --budget_ != 0; }

  // ---- For whom it waits for ----

  /// Resumes it, later. What it waited for is done; a request to stop no longer takes that back.
  void wake() noexcept;
  /// Unwinds it, later.
  void wake_to_unwind() noexcept;
  [[nodiscard]] Waiter* waiter() const noexcept { return waiter_; }

  // ---- Stopping ----

  /// Asks it to stop, with everything in the scopes that it waits for. O(fibers). A fiber that
  /// waits is out of what it waits for when this returns; one that has what it waited for gets it
  /// and stops at its next await.
  void request_stop() noexcept;
  [[nodiscard]] bool stop_requested() const noexcept { return stop_requested_; }
  /// Ends it here and now, ready or waiting, with everything in the scopes that it waits for.
  /// O(fibers). One that runs cannot be ended: that ends the program, with a line in the loop's
  /// log.
  void end_now() noexcept;

  // ---- Afterwards ----

  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// Ended, and by a return.
  [[nodiscard]] bool finished() const noexcept { return ended_ && root_; }
  /// The coroutine that was spawned; its promise has the result. When `finished`.
  [[nodiscard]] std::coroutine_handle<> root() const noexcept { return root_; }
  /// Woken at the end. One at a time.
  void set_joiner(Fiber* joiner) noexcept {
    assert(joiner == nullptr || joiner_ == nullptr);
    joiner_ = joiner;
  }

  /// Who holds it: its scope until the end, and whoever may ask for the result.
  void retain() noexcept { ++holders_; }
  void release() noexcept;

  [[nodiscard]] Scheduler& scheduler() const noexcept { return *scheduler_; }
  [[nodiscard]] std::string_view name() const noexcept { return name_; }

 private:
  friend class Scheduler;
  friend class Scope;

  void start(Scheduler& scheduler, Scope& scope, Frame& root, std::string_view name) noexcept;
  void run() noexcept;
  void unwind_frames() noexcept;
  void drop() noexcept;
  void end() noexcept;
  void stop(List<Fiber, InQueue>& regions) noexcept;

  Frame* top_ = nullptr;      // innermost; null at the end
  Waiter* waiter_ = nullptr;  // while it waits
  Scheduler* scheduler_ = nullptr;
  Scope* scope_ = nullptr;
  Fiber* joiner_ = nullptr;
  std::coroutine_handle<> root_;
  std::string_view name_;
  std::uint32_t holders_ = 0;
  std::uint32_t budget_ = 0;
  bool started_ = false;
  bool running_ = false;
  bool advanced_ = false;  // the innermost coroutine is another one
  bool stop_requested_ = false;
  bool unwinding_ = false;
  bool ended_ = false;
};

/// Fibers that are ready, or that wait for the same thing.
using FiberList = List<Fiber, InQueue>;

/// The base of awaiters that do one thing. `Operation` has
///   bool attempt()  does it if that is possible at once;
///   void enlist()   is called when it was not: sees to it that the fiber is woken once it is done.
/// An await is where a fiber stops: before the attempt, never after it.
template <class Operation>
class Leaf : public Waiter {
 public:
  [[nodiscard]] bool await_ready() const noexcept { return false; }

  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> caller) {
    Fiber& fiber = *caller.promise().fiber;
    if (fiber.stop_requested()) {
      fiber.unwind();
      return true;
    }
    fiber_ = &fiber;
    auto& operation = static_cast<Operation&>(*this);
    if (operation.attempt()) {
      if (fiber.spend()) return false;
      fiber.wake();
      return true;
    }
    fiber.wait(*this);
    operation.enlist();
    return true;
  }

 protected:
  Leaf() noexcept = default;
  ~Leaf() = default;
  /// Who awaits.
  [[nodiscard]] Fiber& fiber() const noexcept { return *fiber_; }

 private:
  Fiber* fiber_ = nullptr;
};

}  // namespace tally::async
