// The last values of a stream, for any number of readers.
#pragma once

#include <cstdint>
#include <vector>

#include "tally/buffers/broadcast.h"

namespace tally::buffers {

/// Keeps the newest `capacity` values, exactly; each reader sees all of them in order, or is told
/// which ones it lost. A write costs the same however many readers there are, as long as none asks
/// the writer to wait.
class Ring final : public Broadcast {
 public:
  /// A capacity of 0 is taken as 1. The room is allocated as it is first used. Values are numbered
  /// from `after` + 1, for a stream that goes on.
  explicit Ring(std::uint32_t capacity, Sequence after = 0) noexcept
      : Broadcast(after), capacity_(capacity == 0 ? 1 : capacity) {}
  ~Ring() { close(); }

  /// Whether the value was written; false when the ring is closed. Waits for readers that want to
  /// be waited for; writers that wait are served in the order in which they came. Stopping it
  /// writes nothing.
  class Push final : public async::Leaf<Push> {
   public:
    Push(Ring& ring, Block value) noexcept : ring_(ring), value_(std::move(value)) {}
    [[nodiscard]] const char* what() const noexcept override { return "writing"; }
    bool attempt() {
      pushed_ = ring_.try_push(std::move(value_));
      return pushed_ || ring_.closed();
    }
    void enlist() noexcept { ring_.writers_.push_back(fiber()); }
    [[nodiscard]] bool await_resume() const noexcept { return pushed_; }

   private:
    friend class Ring;
    Ring& ring_;
    Block value_;
    bool pushed_ = false;
  };
  [[nodiscard]] Push push(Block value) noexcept { return {*this, std::move(value)}; }

  /// Writes without waiting. When false, the ring is closed or a reader has to be waited for, and
  /// the value is as it was. O(1), and O(readers) for a full ring of which one may want that.
  bool try_push(Block&& value);

  /// A reader of what is written from now on, or after `after`: values that are not kept any more
  /// are a gap.
  [[nodiscard]] Reader read(Lag lag = Lag::gap) noexcept { return {*this, lag, newest()}; }
  [[nodiscard]] Reader read(Lag lag, Sequence after) noexcept { return {*this, lag, after}; }

  [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }
  /// How many values are kept.
  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(values_.size());
  }
  /// The number of the oldest value that is kept; one more than `newest` when there is none.
  [[nodiscard]] Sequence oldest() const noexcept { return newest() + 1 - size(); }
  /// A value that is kept; no block for any other number. O(1).
  [[nodiscard]] Block at(Sequence sequence) const noexcept;

 private:
  [[nodiscard]] Event after(Sequence sequence) const override;
  void reader_moved() override;
  void writers_end() noexcept override;

  [[nodiscard]] const Block& slot(Sequence sequence) const noexcept;
  [[nodiscard]] bool has_room() const noexcept;
  void store(Block&& value);

  std::uint32_t capacity_;
  std::uint32_t first_ = 0;  // where the oldest is
  std::vector<Block> values_;
  async::FiberList writers_;
};

}  // namespace tally::buffers
