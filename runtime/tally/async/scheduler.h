// The part of a loop that is the same everywhere: tasks that are ready, timers, and whose turn it
// is. Adapters derive from it and add where time and wake-ups come from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tally/async/fiber.h"
#include "tally/async/scope.h"
#include "tally/async/time.h"
#include "tally/async/timers.h"

namespace tally::async {

struct LogLine;
class Sleep;
class Yield;
class Interval;
template <class T>
class Timeout;
template <class T>
class Channel;
enum class MissedTicks : std::uint8_t;

/// Runs tasks, one at a time, on one thread. Nothing of it may be called from another thread,
/// unless an adapter says so. Code that works on every loop takes a `Scheduler&`.
///
/// Order: tasks that are ready run in the order in which they became so. When none is, the timers
/// that are due fire, the earliest first and one instant at a time, so that what a timer starts has
/// happened before a later one fires.
class Scheduler {
 public:
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // ---- Time ----

  [[nodiscard]] virtual Instant now() const noexcept = 0;
  [[nodiscard]] virtual WallTime wall_now() const noexcept = 0;

  // ---- Log ----

  /// Where lines go that were given no other sink (log.h): an adapter knows a place, this nowhere.
  virtual void log(const LogLine& /*line*/) noexcept {}

  /// Goes on after `wait`, not earlier, or at once when there is nothing to wait.
  Sleep sleep(Duration wait) noexcept;
  Sleep sleep_until(Instant due) noexcept;
  /// Ticks each `period`, the first one a period from now. See interval.h.
  Interval interval(Duration period) noexcept;
  Interval interval(Duration period, MissedTicks policy) noexcept;
  /// Gives the task's result, or nothing when it took longer than `limit`: it is stopped then, and
  /// has ended when this returns.
  template <class T>
  Timeout<T> timeout(Duration limit, Task<T> task) noexcept;

  // ---- Tasks ----

  /// Runs a task in the scope of the loop itself, which ends with the loop. See Scope::spawn.
  template <class T>
  Join<T> spawn(Task<T> task, std::string_view name = "task") {
    return root_.spawn(std::move(task), name);
  }
  template <class Function>
  requires TaskFunction<Function&>
  auto spawn(Function function, std::string_view name = "task") {
    return root_.spawn(std::move(function), name);
  }
  /// Lets everything go first that is ready now.
  Yield yield() noexcept;
  /// See channel.h.
  template <class T>
  Channel<T> channel(std::uint32_t capacity);

  /// Asks every task to stop, also those that will be spawned.
  void cancel() noexcept { root_.cancel(); }
  /// Whether no task is alive.
  [[nodiscard]] bool idle() const noexcept { return root_.empty(); }

  /// The tasks that are alive, one on a line, children indented: name and what it waits for. For
  /// people who look for what hangs.
  [[nodiscard]] std::string tree() const;

  // ---- For awaiters ----

  /// Resumes a fiber later. O(1).
  void schedule(Fiber& fiber) noexcept {
    ready_.push_back(fiber);
    if (!awake_) wake_once();
  }
  /// Resumes all fibers of a list, in its order, and empties it. O(1).
  void schedule_all(FiberList& fibers) noexcept {
    ready_.append(fibers);
    if (!awake_) wake_once();
  }
  void arm(Timer& timer, Instant due);

 protected:
  Scheduler() noexcept = default;
  /// The adapter's destructor has to `finish` before: that may still ask it for the time.
  ~Scheduler();

  /// Something became ready while `turn` was not running. Call `turn` soon, and not from here.
  virtual void wake() noexcept = 0;

  /// Runs what is ready and what becomes due, up to `limit` resumptions of tasks. True when there
  /// is more to do at once. Otherwise `next_due` tells when.
  bool turn(std::uint32_t limit) noexcept;
  /// When `turn` has to be called again; the end of time when no timer is armed.
  [[nodiscard]] Instant next_due() const noexcept {
    return timers_.empty() ? Instant::max() : timers_.next();
  }

  /// Stops all tasks and runs them to their ends.
  void finish() noexcept;

  /// A fiber is ended by somebody else and is not to be resumed any more.
  void withdraw(Fiber& fiber) noexcept;
  /// Adapters that keep fibers elsewhere than in lists drop it there.
  virtual void drop(Fiber& /*fiber*/) noexcept {}

  // `turn` in single steps, for adapters that choose the order.
  [[nodiscard]] FiberList& ready() noexcept { return ready_; }
  [[nodiscard]] Timers& timers() noexcept { return timers_; }
  /// Runs one that has been taken out of `ready`.
  void resume(Fiber& fiber) noexcept;

 private:
  friend class Fiber;
  friend class Scope;
  friend class Tasks;

  Fiber& make_fiber();
  void recycle(Fiber& fiber) noexcept { spare_.push_back(fiber); }
  void wake_once() noexcept;

  FiberList ready_;
  Timers timers_;
  bool awake_ = false;  // `turn` runs or is going to
  Scope root_{*this, nullptr};
  FiberList spare_;
  std::vector<std::unique_ptr<Fiber[]>> fibers_;  // all there are, in blocks
};

/// Wakes a fiber.
class Alarm final : public Timer {
 public:
  Alarm() noexcept
      : Timer([](Timer& timer) noexcept { static_cast<Alarm&>(timer).fiber_->wake(); }) {}
  void arm(Scheduler& scheduler, Instant due, Fiber& fiber) {
    fiber_ = &fiber;
    scheduler.arm(*this, due);
  }

 private:
  Fiber* fiber_ = nullptr;
};

/// See Scheduler::sleep.
class Sleep final : public Leaf<Sleep> {
 public:
  Sleep(Scheduler& scheduler, Instant due) noexcept : scheduler_(scheduler), due_(due) {}
  [[nodiscard]] const char* what() const noexcept override { return "sleeping"; }
  void abandon() noexcept override { alarm_.disarm(); }
  [[nodiscard]] bool attempt() const noexcept { return scheduler_.now() >= due_; }
  void enlist() { alarm_.arm(scheduler_, due_, fiber()); }
  void await_resume() const noexcept {}

 private:
  Scheduler& scheduler_;
  Instant due_;
  Alarm alarm_;
};

/// See Scheduler::yield.
class Yield final : public Leaf<Yield> {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "yielding"; }
  [[nodiscard]] bool attempt() const noexcept { return false; }
  void enlist() noexcept { fiber().wake(); }
  void await_resume() const noexcept {}
};

inline Sleep Scheduler::sleep(Duration wait) noexcept {
  return {*this, later(now(), wait)};
}
inline Sleep Scheduler::sleep_until(Instant due) noexcept {
  return {*this, due};
}
inline Yield Scheduler::yield() noexcept {
  return {};
}

}  // namespace tally::async
