// A loop whose clock the test moves by hand, and what its tasks leave behind.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "tally/async/scheduler.h"

namespace tally::tests {

/// Nothing runs and no time passes but in the calls below. Tasks that are alive at the end are
/// stopped by the destructor: what they refer to has to be declared before the loop.
class ManualLoop : public async::Scheduler {
 public:
  ~ManualLoop() { finish(); }

  [[nodiscard]] async::Instant now() const noexcept override { return now_; }
  [[nodiscard]] async::WallTime wall_now() const noexcept override { return {}; }
  /// Since the loop was made.
  [[nodiscard]] async::Duration elapsed() const noexcept { return now_ - start; }

  /// Runs all that can run now.
  void run() noexcept {
    while (turn(64)) {
    }
  }
  /// Lets time pass, and runs what is due when it is due.
  void advance(async::Duration time) noexcept {
    const async::Instant end = now_ + time;
    for (run(); next_due() <= end; run()) now_ = next_due();
    now_ = end;
  }
  /// Lets time pass without running anything: what is due meanwhile is late.
  void jump(async::Duration time) noexcept { now_ += time; }
  /// Goes to the next instant, and fires what is due there; what that makes ready does not run.
  void fire_next() noexcept {
    now_ = next_due();
    timers().fire_next();
  }

  using Scheduler::finish;
  using Scheduler::next_due;
  using Scheduler::turn;
  /// How often the loop was asked to run.
  [[nodiscard]] int wakes() const noexcept { return wakes_; }

 private:
  static constexpr async::Instant start{std::chrono::hours(1)};

  void wake() noexcept override { ++wakes_; }

  async::Instant now_ = start;
  int wakes_ = 0;
};

/// Writes a word at the end of its life.
class Leaving {
 public:
  Leaving(std::string& log, std::string word) : log_(&log), word_(std::move(word)) {}
  Leaving(Leaving&& other) noexcept
      : log_(std::exchange(other.log_, nullptr)), word_(std::move(other.word_)) {}
  Leaving& operator=(Leaving&&) = delete;
  ~Leaving() {
    if (log_ != nullptr) *log_ += word_ + " ";
  }

 private:
  std::string* log_;
  std::string word_;
};

}  // namespace tally::tests
