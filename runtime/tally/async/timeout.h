// A task that has only so much time.
#pragma once

#include <utility>

#include "tally/async/scheduler.h"

namespace tally::async {

/// See Scheduler::timeout. A task that finishes in spite of being stopped, or at the same instant,
/// gives its result. Of nested timeouts that end at the same instant the outer one stops the inner.
template <class T>
class Timeout final : public Region {
 public:
  Timeout(Scheduler& scheduler, Duration limit, Task<T> task) noexcept
      : Region(scheduler), scheduler_(scheduler), limit_(limit), task_(std::move(task)) {}

  [[nodiscard]] const char* what() const noexcept override { return "in a timeout"; }

  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> caller) {
    if (!enter(*caller.promise().fiber)) return;
    result_ = scope().spawn(std::move(task_), "timed");
    scheduler_.arm(alarm_, later(scheduler_.now(), limit_));
  }
  Outcome<T> await_resume() {
    alarm_.disarm();
    return result_.take();
  }

 private:
  struct Alarm : Timer {
    explicit Alarm(Timeout& owner) noexcept
        : Timer([](Timer& timer) noexcept { static_cast<Alarm&>(timer).timeout.limit_reached(); }),
          timeout(owner) {}
    Timeout& timeout;
    bool last = false;
  };

  void limit_reached() noexcept {
    if (alarm_.last) return scope().cancel();
    // Once more for the same instant: what else was due there comes first, and may end the task.
    alarm_.last = true;
    scheduler_.arm(alarm_, alarm_.due());
  }

  [[nodiscard]] bool has_result() const noexcept override { return result_.finished(); }

  Scheduler& scheduler_;
  Duration limit_;
  Task<T> task_;
  Join<T> result_;
  Alarm alarm_{*this};
};

template <class T>
Timeout<T> Scheduler::timeout(Duration limit, Task<T> task) noexcept {
  return {*this, limit, std::move(task)};
}

}  // namespace tally::async
