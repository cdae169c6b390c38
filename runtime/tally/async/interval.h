// A clock that ticks.
#pragma once

#include <cstdint>

#include "tally/async/scheduler.h"

namespace tally::async {

/// What becomes of ticks that nobody could wait for in time, because the task was busy or the loop
/// asleep, as in a hidden tab.
enum class MissedTicks : std::uint8_t {
  skip,   // they are counted; the next tick is the next one of the old schedule
  burst,  // they come one after the other, without a pause
  delay,  // they are counted; the next tick is a period after this one
};

struct Tick {
  Instant due;           // when it should have been
  std::uint64_t missed;  // others that are due by now, too, and will not come
};

/// Ticks each period; see Scheduler::interval. Must not outlive the loop.
///
///   for (Interval seconds = loop.interval(1s);;) {
///     const Tick tick = co_await seconds.next();
///     measure(tick.missed);
///   }
class Interval {
 public:
  /// A period below a microsecond is taken as one.
  Interval(Scheduler& scheduler, Duration period, MissedTicks policy) noexcept
      : scheduler_(scheduler),
        period_(period < shortest ? shortest : period),
        due_(later(scheduler.now(), period_)),
        policy_(policy) {}

  /// Waits for the next tick. One await at a time.
  class Next final : public Leaf<Next> {
   public:
    explicit Next(Interval& interval) noexcept : interval_(interval) {}
    [[nodiscard]] const char* what() const noexcept override { return "waiting for a tick"; }
    void abandon() noexcept override { alarm_.disarm(); }
    [[nodiscard]] bool attempt() const noexcept {
      return interval_.scheduler_.now() >= interval_.due_;
    }
    void enlist() { alarm_.arm(interval_.scheduler_, interval_.due_, fiber()); }
    Tick await_resume() noexcept { return interval_.tick(); }

   private:
    Interval& interval_;
    Alarm alarm_;
  };
  Next next() noexcept { return Next(*this); }

 private:
  static constexpr Duration shortest = std::chrono::microseconds(1);

  Tick tick() noexcept;

  Scheduler& scheduler_;
  Duration period_;
  Instant due_;  // of the next tick
  MissedTicks policy_;
};

inline Interval Scheduler::interval(Duration period) noexcept {
  return {*this, period, MissedTicks::skip};
}
inline Interval Scheduler::interval(Duration period, MissedTicks policy) noexcept {
  return {*this, period, policy};
}

}  // namespace tally::async
