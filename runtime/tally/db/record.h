// One record: a key, the contract of its values, and the buffer that keeps them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tally/async/time.h"
#include "tally/buffers/latest.h"
#include "tally/buffers/mailbox.h"
#include "tally/buffers/ring.h"
#include "tally/engine/contract.h"
#include "tally/engine/vocabulary/buffer_kind.h"

namespace tally::db {

using buffers::Block;
using buffers::Judged;
using buffers::Sequence;

/// How a record keeps its values; see runtime.md.
struct Buffer {
  using Kind = BufferKind;

  Kind kind = Kind::latest;
  std::uint32_t capacity = 1;  // ring: values, 1 at least

  static constexpr Buffer latest() noexcept { return {}; }
  static constexpr Buffer ring(std::uint32_t capacity) noexcept {
    return {Kind::ring, capacity == 0 ? 1 : capacity};
  }
  static constexpr Buffer mailbox() noexcept { return {Kind::mailbox, 1}; }

  friend constexpr bool operator==(const Buffer&, const Buffer&) = default;
};

/// How the record of a key is to be made.
struct Declared {
  const ContractType* type = nullptr;  // null for a key that has none
  Buffer buffer;
};

/// A line of a program, for people.
struct Place {
  const char* file = "";
  std::uint32_t line = 0;  // 0 when `file` says it all
};

/// What has happened to a record.
struct Stats {
  std::uint64_t accepted = 0;     // values
  std::uint64_t refused = 0;      // values that broke the contract
  std::uint64_t overwritten = 0;  // mailbox: values that nobody took
  std::uint64_t bytes = 0;        // of all accepted values
};

/// A value with its number and time.
struct Value {
  Block block;
  Sequence sequence = 0;
  async::WallTime time{};

  explicit operator bool() const noexcept { return static_cast<bool>(block); }
};

/// Belongs to one loop, as its buffer does. It does not move.
class Record {
 public:
  /// Numbers its values from `after` + 1. `held` counts the bytes of values of many records, and
  /// outlives them.
  Record(std::string key, const ContractType& type, Buffer buffer, Place place, Sequence after,
         std::uint64_t& held);
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;

  [[nodiscard]] const std::string& key() const noexcept { return key_; }
  [[nodiscard]] const ContractType& type() const noexcept { return type_; }
  [[nodiscard]] Buffer buffer() const noexcept { return buffer_; }
  /// Where it was configured.
  [[nodiscard]] Place place() const noexcept { return place_; }
  [[nodiscard]] const Stats& stats() const noexcept { return stats_; }

  /// Numbers the values from `after` + 1. Only for a record without values that nobody follows: in
  /// a watch of the Db that was begun before others.
  void go_on_after(Sequence after);

  /// Stores a document that was judged by the record's type, and tells the subscribers. The number
  /// that it got. O(1) besides the subscribers.
  Sequence put(Judged value, async::WallTime time);
  /// Bytes of the value that the next one will push out; 0 while there is room. O(1).
  [[nodiscard]] std::uint64_t leaving() const noexcept;
  /// Counts a value that the contract refused.
  void count_refusal() noexcept { ++stats_.refused; }

  /// The newest value, unless it is in a mailbox; no block when there is none. O(1).
  [[nodiscard]] Value get() const noexcept;
  /// The values that are kept with numbers above `after`, oldest first, the newest `limit` of them.
  [[nodiscard]] std::vector<Value> history(Sequence after = 0,
                                           std::uint32_t limit = UINT32_MAX) const;
  /// The number of the oldest value that is kept; one more than `newest` when there is none.
  [[nodiscard]] Sequence oldest() const noexcept;
  [[nodiscard]] Sequence newest() const noexcept;
  /// A value that is kept; no block for any other number. O(1).
  [[nodiscard]] Value at(Sequence sequence) const noexcept;

  /// The value that a subscriber was told of.
  [[nodiscard]] Value value_of(const buffers::Event& event) const noexcept;

  /// For readers and subscribers; null for a mailbox.
  [[nodiscard]] buffers::Broadcast* broadcast() noexcept;
  /// Null for all but rings.
  [[nodiscard]] buffers::Ring* ring() noexcept { return std::get_if<buffers::Ring>(&values_); }
  /// Null for all but mailboxes.
  [[nodiscard]] buffers::Mailbox* mailbox() noexcept {
    return std::get_if<buffers::Mailbox>(&values_);
  }

 private:
  /// Of a value that is kept, in a buffer that is no mailbox.
  [[nodiscard]] Block block(Sequence sequence) const noexcept;

  std::string key_;
  const ContractType& type_;
  Buffer buffer_;
  Place place_;
  Stats stats_;
  std::uint64_t& held_;                 // of all records
  std::uint64_t boxed_ = 0;             // bytes of the last value of a mailbox, taken or not
  std::vector<async::WallTime> times_;  // of the last values, at their number modulo capacity
  std::variant<buffers::Latest, buffers::Ring, buffers::Mailbox> values_;
};

}  // namespace tally::db
