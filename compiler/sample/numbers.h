// Numbers within the limits of a type, as JSON. They are candidates: what a step and several limits
// leave is for the judge to say.
#pragma once

#include <string>

#include "sample/random.h"
#include "tally/engine/json/spell.h"

namespace tally::compiler::sampling {

/// What whole numbers a type takes: its limits, and a step that all are a multiple of. A decimal's
/// count units of its last place.
struct WholeRange {
  Int128 low = 0;
  Int128 high = 0;
  Int128 step = 1;
};

WholeRange range_of(const plan::Type& type);

/// Of an integer kind or `decimal`: often at a limit. Empty when the range is.
std::string make_whole(const plan::Type& type, Random& random);

/// Of `float32` and `float64`.
std::string make_float(const plan::Type& type, Random& random);

/// A number of an integer kind or `decimal`, which counts as above, in the form that the type
/// writes.
std::string spell_whole(const plan::Type& type, Int128 value);

using tally::spell_float;

}  // namespace tally::compiler::sampling
