// What issues say about kinds, and what integers each of them holds.
#pragma once

#include <cstdint>
#include <string_view>

#include "tally/engine/plan.h"

namespace tally {

struct KindFacts {
  std::string_view
      shown;  // in issues: the JSON form of the value, or the contract's word for numbers
  std::int64_t smallest;  // integer kinds: what fits
  std::uint64_t largest;  // 0 for others
};

const KindFacts& facts_of(plan::Kind kind) noexcept;

}  // namespace tally
