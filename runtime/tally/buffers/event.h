// What a reader of a buffer gets.
#pragma once

#include <cstdint>

#include "tally/buffers/block.h"
#include "tally/buffers/sequence.h"

namespace tally::buffers {

struct Event {
  enum class Kind : std::uint8_t {
    value,   // `value` has the number `from`, which is `to` as well
    gap,     // the values from `from` to `to`, both included, are lost to this reader
    lagged,  // the same, and the reader is closed, as it asked for
    closed,  // the writer has closed the buffer and everything was read, or the buffer is gone
  };

  Kind kind = Kind::closed;
  Sequence from = 0;
  Sequence to = 0;
  Block value;

  /// Whether there may be more after it: true for values and gaps.
  explicit operator bool() const noexcept { return kind <= Kind::gap; }
};

}  // namespace tally::buffers
