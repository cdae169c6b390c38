// Numbers in the JSON form that their type writes.
#pragma once

#include <cstdint>
#include <string>

#include "tally/engine/plan.h"

namespace tally {

/// A number of an integer kind, or how many units of its last place a decimal counts; `high` and
/// `low` are the bits of its magnitude. Of an integer only `low` counts.
std::string spell_whole(const plan::Type& type, bool negative, std::uint64_t high,
                        std::uint64_t low);

/// A number of `float32` or `float64`; empty for one that the kind cannot hold.
std::string spell_float(const plan::Type& type, double value);

}  // namespace tally
