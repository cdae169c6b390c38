// Randomness that is the same everywhere.
#pragma once

#include <cassert>
#include <cstdint>

#include "tally/async/time.h"

namespace tally::virtual_time {

/// The SplitMix64 generator: the same numbers from the same seed on every machine and with every
/// compiler. For simulations, not for secrets.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) noexcept : state_(seed) {}

  /// Any of 2^64.
  constexpr std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31U);
  }

  /// True in `rate` of all cases: never for 0, always for 1.
  constexpr bool chance(double rate) noexcept {
    return static_cast<double>(next() >> 11U) * 0x1p-53 < rate;
  }

  /// From `low` to `high`, both included, each as likely as any other.
  constexpr std::int64_t uniform(std::int64_t low, std::int64_t high) noexcept {
    assert(low <= high);
    const std::uint64_t count =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    std::uint64_t bits = next();
    if (count == 0) return static_cast<std::int64_t>(bits);  // all there are
    // The first 2^64 % count of them are dropped, or the lowest results would come more often.
    while (bits < (0 - count) % count) bits = next();
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + bits % count);
  }
  constexpr async::Duration uniform(async::Duration low, async::Duration high) noexcept {
    return async::Duration(uniform(low.count(), high.count()));
  }

 private:
  std::uint64_t state_;
};

}  // namespace tally::virtual_time
