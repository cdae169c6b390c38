// A task that has only so much time.
#pragma once

#include <utility>

#include "tally/async/scheduler.h"

namespace tally::async {

/// See Scheduler::timeout. A task that finishes in spite of being stopped, or at the same instant,
/// gives its result.
template <class T>
class Timeout final : public Region {
 public:
  Timeout(Scheduler& scheduler, Duration limit, Task<T> task) noexcept
      : Region(scheduler), scheduler_(scheduler), limit_(limit), task_(std::move(task)) {}

  [[nodiscard]] const char* what() const noexcept override { return "in a timeout"; }

  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> caller) {
    if (!enter(*caller.promise().fiber)) return;
    alarm_.scope = &scope();
    result_ = scope().spawn(std::move(task_), "timed");
    scheduler_.arm(alarm_, later(scheduler_.now(), limit_));
  }
  Outcome<T> await_resume() {
    alarm_.disarm();
    return result_.take();
  }

 private:
  struct Alarm : Timer {
    Alarm() noexcept
        : Timer([](Timer& timer) noexcept { static_cast<Alarm&>(timer).scope->cancel(); }) {}
    Scope* scope = nullptr;
  };

  [[nodiscard]] bool has_result() const noexcept override { return result_.finished(); }

  Scheduler& scheduler_;
  Duration limit_;
  Task<T> task_;
  Join<T> result_;
  Alarm alarm_;
};

template <class T>
Timeout<T> Scheduler::timeout(Duration limit, Task<T> task) noexcept {
  return {*this, limit, std::move(task)};
}

}  // namespace tally::async
