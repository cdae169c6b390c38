// The two clocks that a loop has.
#pragma once

#include <chrono>
#include <cstdint>

namespace tally::async {

/// 64-bit nanoseconds: about 292 years either way.
using Duration = std::chrono::nanoseconds;

/// The clock that never goes back, for waiting and measuring. Where it begins is up to the adapter;
/// instants of different loops may not be compared. It is only a name for types: loops tell the
/// time.
struct Monotonic {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<Monotonic>;
  static constexpr bool is_steady = true;
};
using Instant = Monotonic::time_point;

/// The time of day, UTC, for people and for other machines. It may jump either way.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// `now` plus `wait`; the end of time where that is past it, and `now` where `wait` is negative.
constexpr Instant later(Instant now, Duration wait) noexcept {
  if (wait <= Duration::zero()) return now;
  return wait > Instant::max() - now ? Instant::max() : now + wait;
}

}  // namespace tally::async
