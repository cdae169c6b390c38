// How a simulated loop behaves.
#pragma once

#include <chrono>
#include <cstdint>

#include "tally/async/time.h"

namespace tally::virtual_time {

/// Something that goes wrong now and then.
struct Fault {
  double rate = 0;           // how often, from 0 (never) to 1 (always)
  async::Duration up_to{0};  // how much, at most; each amount is as likely as any other
};

struct Options {
  /// 0: tasks that are ready run in the order in which they became so, as on every other loop, and
  /// no faults happen. Any other: one of the tasks that are ready runs, and the faults below happen
  /// by their rates, all decided by the seed.
  std::uint64_t seed = 0;
  /// What the wall clock shows at the instant 0.
  async::WallTime wall_start{};
  /// How long work of `run_blocking` takes.
  async::Duration blocking_time{0};
  /// Whether to record what happens; see Loop::trace.
  bool trace = false;

  // ---- Faults; with a seed only ----

  /// The loop wakes up late for what is due. Decided at each jump of the clock to something due.
  Fault late{};
  /// The loop is frozen as it wakes up: a tab in the background, a laptop that sleeps. Decided at
  /// each jump of the clock to something due.
  Fault freeze{};
  /// The wall clock jumps, either way. Decided at each jump of the clock to something due.
  Fault wall_jump{};
  /// Work of `run_blocking` takes longer. Decided for each call.
  Fault slow_blocking{};

  /// A seed with faults as they come on ordinary machines, only more often.
  static constexpr Options faulty(std::uint64_t seed) noexcept {
    using std::chrono::hours;
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    Options options;
    options.seed = seed;
    options.late = {0.2, milliseconds(20)};
    options.freeze = {0.002, seconds(5)};
    options.wall_jump = {0.002, hours(1)};
    options.slow_blocking = {0.5, milliseconds(100)};
    return options;
  }
};

}  // namespace tally::virtual_time
