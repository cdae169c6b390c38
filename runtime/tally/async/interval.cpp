#include "tally/async/interval.h"

namespace tally::async {

Tick Interval::tick() noexcept {
  const Instant now = scheduler_.now();
  // Periods that have passed since the tick was due, at the end of each of which another was.
  const auto late = (now - due_) / period_;
  const auto missed = static_cast<std::uint64_t>(late);
  switch (policy_) {
    case MissedTicks::burst: {
      const Tick tick{due_, 0};
      due_ = later(due_, period_);
      return tick;
    }
    case MissedTicks::skip: {
      // The latest one comes.
      const Tick tick{due_ + period_ * late, missed};
      due_ = later(tick.due, period_);
      return tick;
    }
    case MissedTicks::delay:
      break;
  }
  const Tick tick{due_, missed};
  due_ = later(now, period_);
  return tick;
}

}  // namespace tally::async
