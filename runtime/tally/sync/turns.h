// Work that is done in pieces, so that everybody else has a turn in between.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "tally/async/function.h"
#include "tally/async/scheduler.h"
#include "tally/sync/level_tree.h"

namespace tally::sync {

/// Calls for work: at once while the effort of a turn lasts, and then again each `pause` with the
/// effort of another turn, until all is done. It must not be destroyed within the call.
class Turns final : public async::Timer {
 public:
  /// `work` takes from the effort what it does, and says whether there is no more to do.
  Turns(async::Scheduler& loop, std::int64_t steps, async::Function<bool(Effort&)> work)
      : Timer([](Timer& timer) noexcept { static_cast<Turns&>(timer).begin(); }),
        loop_(loop),
        steps_(steps),
        effort_{steps},
        work_(std::move(work)) {}
  ~Turns() { disarm(); }

  /// There is something to do.
  void go() {
    // What it does may call for more of the same.
    if (effort_.over() || std::exchange(working_, true)) return;
    const bool done = work_(effort_);
    working_ = false;
    if (!armed() && (!done || effort_.left < steps_))
      loop_.arm(*this, async::later(loop_.now(), pause));
  }
  /// Of one turn.
  [[nodiscard]] std::int64_t steps() const noexcept { return steps_; }

 private:
  static constexpr async::Duration pause = std::chrono::milliseconds(5);

  void begin() {
    effort_.left = steps_;
    go();
  }

  async::Scheduler& loop_;
  std::int64_t steps_;
  Effort effort_;
  bool working_ = false;
  async::Function<bool(Effort&)> work_;
};

}  // namespace tally::sync
