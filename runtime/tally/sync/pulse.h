// Something that is to be looked at again and again, or once.
#pragma once

#include <utility>

#include "tally/async/function.h"
#include "tally/async/scheduler.h"

namespace tally::sync {

/// Calls back each `period`, for as long as it lives. It must not be destroyed within the call.
class Pulse final : public async::Timer {
 public:
  Pulse(async::Scheduler& loop, async::Duration period, async::Function<void()> beat)
      : Timer([](Timer& timer) noexcept { static_cast<Pulse&>(timer).fire(); }),
        loop_(loop),
        period_(period),
        beat_(std::move(beat)) {
    arm();
  }
  ~Pulse() { disarm(); }

 private:
  void arm() { loop_.arm(*this, async::later(loop_.now(), period_)); }
  void fire() {
    arm();
    beat_();
  }

  async::Scheduler& loop_;
  async::Duration period_;
  async::Function<void()> beat_;
};

/// Calls back once, at the instant that it was last set to. It must not be destroyed within the
/// call.
class Alarm final : public async::Timer {
 public:
  Alarm(async::Scheduler& loop, async::Function<void()> ring)
      : Timer([](Timer& timer) noexcept { static_cast<Alarm&>(timer).ring_(); }),
        loop_(loop),
        ring_(std::move(ring)) {}

  void set(async::Instant due) {
    disarm();
    loop_.arm(*this, due);
  }

 private:
  async::Scheduler& loop_;
  async::Function<void()> ring_;
};

}  // namespace tally::sync
