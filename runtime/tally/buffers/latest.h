// The current value of something.
#pragma once

#include "tally/buffers/broadcast.h"

namespace tally::buffers {

/// Keeps the newest value. A reader sees the current one once, then newer ones; those that were
/// overwritten before it looked are no loss, only its numbers jump.
class Latest final : public Broadcast {
 public:
  /// Values are numbered from `after` + 1, for a stream that goes on.
  explicit Latest(Sequence after = 0) noexcept : Broadcast(after) {}
  ~Latest() { close(); }

  /// False when it is closed; nothing has changed then. O(1).
  bool set(Block value);
  /// The current value; no block before the first.
  [[nodiscard]] const Block& value() const noexcept { return value_; }

  /// A reader of the current value, if there is one, and of what follows.
  [[nodiscard]] Reader read() noexcept {
    return {*this, Lag::gap, value_ ? newest() - 1 : newest()};
  }
  /// A reader that knows the values up to a number already.
  [[nodiscard]] Reader read(Sequence after) noexcept { return {*this, Lag::gap, after}; }

 private:
  [[nodiscard]] Event after(Sequence sequence) const override;

  Block value_;
};

}  // namespace tally::buffers
