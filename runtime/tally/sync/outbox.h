// Writes that wait to be sent, or for their answers.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/time.h"
#include "tally/contracts/wire.h"

namespace tally::sync {

struct Write {
  enum class State : std::uint8_t {
    queued,    // waits for its turn, or for a connection
    sent,      // has no answer yet; sent again after a reconnect, and applied once
    acked,     // the hub has it
    rejected,  // the hub does not want it
    expired,   // it waited longer than it may
    dropped,   // it gave way to a later one
  };

  std::uint64_t id = 0;  // ascending
  std::string key;
  std::string payload;
  async::WallTime time{};  // when it was made
  async::Instant since{};  // since when it waits, by a clock that nobody sets
  State state = State::queued;
  // When acked.
  std::uint64_t sequence = 0;
  wire::Durability kept{};
  // When rejected.
  wire::Code code{};
  std::vector<wire::Issue> issues;
};

/// What happens for a write that comes when the outbox has no room. A write that was sent gives way
/// to nobody: the hub may have it.
enum class OutboxPolicy : std::uint8_t {
  refuse,   // it is not made
  oldest,   // those that have waited longest are dropped
  replace,  // each write, room or not, drops the one for the same key that waits; then as `refuse`
};

struct OutboxLimits {
  std::uint32_t count = 10'000;
  std::uint32_t bytes = 8U << 20U;  // of keys and payloads
  /// Of a write that was never sent, for as long as the program runs; the time of day counts only
  /// for what an earlier program left.
  std::chrono::seconds age = std::chrono::hours(24);
  OutboxPolicy policy = OutboxPolicy::refuse;
};

/// In the order in which they were made. A write leaves when its fate is known.
class Outbox {
 public:
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  /// `last`: the number of the last write that there ever was.
  Outbox(OutboxLimits limits, std::uint64_t last) noexcept : limits_(limits), last_(last) {}

  /// Nothing when it is full. What gives way to it, as the policy says, is `dropped`: taken out, in
  /// order. O(writes) where something has to.
  std::optional<std::uint64_t> add(std::string key, std::string payload, async::WallTime time,
                                   async::Instant now, std::list<Write>& dropped);
  /// One that an earlier program left; before all others.
  void restore(Write write, async::WallTime time, async::Instant now);

  /// The next one to be sent, if it is released and its number is higher by less than `window` than
  /// that of the first one without an answer. It is `sent` now.
  const Write* next(std::uint32_t window);
  /// The same one, which stays as it is.
  [[nodiscard]] const Write* peek(std::uint32_t window) const noexcept {
    return has_next(window) ? &*unsent_ : nullptr;
  }
  /// Writes with higher numbers are not sent. By default there is no such number.
  void release(std::uint64_t up_to) noexcept { released_ = up_to; }
  /// All that were sent have to be sent again.
  void rewind() noexcept { unsent_ = writes_.begin(); }
  /// Takes one out. Empty when it is not there.
  std::list<Write> take(std::uint64_t id);
  /// Takes out the oldest one that was never sent and has waited too long: it is `expired` now.
  std::list<Write> take_expired(async::Instant now);
  /// Later ones get numbers above this one.
  void skip_to(std::uint64_t id) noexcept;

  [[nodiscard]] const std::list<Write>& writes() const noexcept { return writes_; }
  [[nodiscard]] bool has_next(std::uint32_t window) const noexcept {
    return unsent_ != writes_.end() && unsent_->id <= released_ &&
           unsent_->id < writes_.front().id + window;
  }

 private:
  using Place = std::list<Write>::iterator;

  [[nodiscard]] bool has_room(std::size_t size) const noexcept {
    return writes_.size() < limits_.count && bytes_ + size <= limits_.bytes;
  }
  void make_room(std::string_view key, std::size_t size, std::list<Write>& dropped);
  void put(Write write);
  std::list<Write> remove(Place place);

  OutboxLimits limits_;
  std::list<Write> writes_;
  Place unsent_ = writes_.end();  // the first that was not sent on this connection
  std::uint64_t last_;
  std::uint64_t released_ = UINT64_MAX;
  std::size_t bytes_ = 0;
};

}  // namespace tally::sync
