// The tasks of an object.
#pragma once

#include <string_view>
#include <utility>

#include "tally/async/scheduler.h"

namespace tally::async {

/// Tasks that refer to an object, which has this as its last member: they end before anything that
/// they refer to does.
///
///   class Meter {
///    public:
///     explicit Meter(Scheduler& loop) : tasks_(loop) { tasks_.spawn(measure()); }
///    private:
///     Task<> measure();
///     Tasks tasks_;
///   };
///
/// Tasks run on the loop like all others, and the loop may end first. An object must not be
/// destroyed by one of its own tasks: that ends the program.
class Tasks {
 public:
  explicit Tasks(Scheduler& loop) noexcept : loop_(loop) {}
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;
  ~Tasks() { end(); }

  /// See Scheduler::spawn.
  template <class T>
  Join<T> spawn(Task<T> task, std::string_view name = "task") {
    return own(loop_.spawn(std::move(task), name));
  }
  template <class Function>
  requires TaskFunction<Function&>
  auto spawn(Function function, std::string_view name = "task") {
    return own(loop_.spawn(std::move(function), name));
  }

  /// Ends all of them, also those that are ready to run: none is resumed, and what they own is gone
  /// when this returns. O(fibers).
  void end() noexcept {
    while (Fiber* fiber = all_.pop_front()) fiber->end_now();
  }
  /// Whether none is alive.
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }

 private:
  template <class T>
  Join<T> own(Join<T> join) noexcept {
    if (!join.ended()) all_.push_back(*join.fiber_);
    return join;
  }

  Scheduler& loop_;
  List<Fiber, OfOwner> all_;
};

}  // namespace tally::async
