// The interval and timeout suite: many tasks with intervals of mixed periods and policies, each of
// which then does something in a timeout that wins or loses. It checks itself.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tally/async/loop.h"

namespace interval_suite {

using tally::async::Duration;
using tally::async::Instant;
using tally::async::MissedTicks;

struct Ticker {
  Duration period;
  MissedTicks policy;
  bool slow;  // is busy for two periods and a half after each tick, or else for a quarter of one

  // What came of it.
  std::uint64_t ticks = 0;
  std::uint64_t missed = 0;
  std::uint64_t won = 0;   // by the task, which was done in time
  std::uint64_t lost = 0;  // ... and was stopped
  std::uint64_t wrong = 0;
  Instant last_due{};

  [[nodiscard]] Duration busy() const { return slow ? period * 5 / 2 : period / 4; }
};

inline std::vector<Ticker> make_tickers(std::size_t count) {
  using std::chrono::milliseconds;
  constexpr std::array<milliseconds, 7> periods = {
      milliseconds(200),  milliseconds(500),  milliseconds(720),  milliseconds(1000),
      milliseconds(1700), milliseconds(5000), milliseconds(10000)};
  constexpr std::array<MissedTicks, 3> policies = {MissedTicks::skip, MissedTicks::burst,
                                                   MissedTicks::delay};
  std::vector<Ticker> tickers;
  for (std::size_t i = 0; i < count; ++i) {
    tickers.push_back({periods[i % periods.size()], policies[i % policies.size()], i % 5 == 4});
  }
  return tickers;
}

inline tally::async::Task<> work(tally::async::Scheduler& loop, Duration time) {
  co_await loop.sleep(time);
}

/// Ticks until it is stopped.
inline tally::async::Task<> tick(tally::async::Scheduler& loop, Ticker& ticker) {
  tally::async::Interval interval = loop.interval(ticker.period, ticker.policy);
  for (;;) {
    const tally::async::Tick next = co_await interval.next();
    ++ticker.ticks;
    ticker.missed += next.missed;
    const Instant start = loop.now();
    if (next.due <= ticker.last_due || next.due > start) ++ticker.wrong;
    ticker.last_due = next.due;

    // Every other time the work would take longer than it may.
    const bool may_win = ticker.ticks % 2 == 0;
    const Duration enough = ticker.busy();
    const auto outcome = co_await loop.timeout(may_win ? 2 * enough : enough,
                                               work(loop, may_win ? enough : 2 * enough));
    ++(outcome ? ticker.won : ticker.lost);
    if (bool(outcome) != may_win || loop.now() != start + enough) ++ticker.wrong;
  }
}

inline void spawn_all(tally::async::Scheduler& loop, std::vector<Ticker>& tickers) {
  for (Ticker& ticker : tickers) loop.spawn(tick(loop, ticker), "ticker");
}

}  // namespace interval_suite
