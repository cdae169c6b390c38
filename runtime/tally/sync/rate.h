// How often something happens.
#pragma once

#include <cstdint>

#include "tally/async/time.h"

namespace tally::sync {

/// Counts what happens within a second.
class Rate {
 public:
  /// One more, unless there were `limit` of them since the second began.
  bool take(async::Instant now, std::uint64_t limit) noexcept {
    if (count(now) >= limit) return false;
    if (now - since_ >= std::chrono::seconds(1)) {
      since_ = now;
      count_ = 0;
    }
    ++count_;
    return true;
  }
  /// Of the second that goes on.
  [[nodiscard]] std::uint64_t count(async::Instant now) const noexcept {
    return now - since_ >= std::chrono::seconds(1) ? 0 : count_;
  }

 private:
  async::Instant since_{};
  std::uint64_t count_ = 0;
};

}  // namespace tally::sync
