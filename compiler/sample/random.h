// Randomness that is the same everywhere: integers only, nothing of the standard library's.
#pragma once

#include <cstdint>

#include "tally/engine/values/decimal.h"

namespace tally::compiler::sampling {

/// Room for every 64-bit integer and every decimal.
__extension__ using Int128 = __int128;

/// The SplitMix64 generator (Steele, Lea, Flood 2014).
class Random {
 public:
  /// Streams of one seed have nothing to do with each other.
  Random(std::uint64_t seed, std::uint64_t stream) noexcept : state_(seed) {
    state_ = next() + stream * 0xd1342543de82ef95U;
  }

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31U);
  }

  /// From 0 to count - 1; the count is above 0.
  std::uint64_t below(std::uint64_t count) noexcept { return next() % count; }

  bool one_in(std::uint64_t count) noexcept { return below(count) == 0; }

  /// Both ends included; low is at most high.
  Int128 between(Int128 low, Int128 high) noexcept {
    const Uint128 bits = Uint128{next()} << 64U | next();
    const auto count = static_cast<Uint128>(high) - static_cast<Uint128>(low) + 1;
    return static_cast<Int128>(static_cast<Uint128>(low) + bits % count);
  }

 private:
  std::uint64_t state_;
};

}  // namespace tally::compiler::sampling
