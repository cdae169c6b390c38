// A record as its subscribers see it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tally/async/list.h"
#include "tally/db/db.h"
#include "tally/sync/messages.h"

namespace tally::sync {

class Subscriptions;
class Topic;
struct Subscription;

struct AmongPending;
struct OfSubscription;

/// The topics whose keys have the same levels.
using Topics = std::vector<Topic*>;

/// What one client has of one topic. Instead of a queue there is a position: what lies between it
/// and the newest value is sent when the connection can take it, out of the record's own buffer.
struct Follower final : async::Link<AmongPending>, async::Link<OfSubscription> {
  using Waiting = async::Link<AmongPending>;

  Follower(Subscriptions& its_client, Topic& its_topic) noexcept
      : client(its_client), topic(its_topic) {}

  Subscriptions& client;
  Topic& topic;
  Subscription* subscription = nullptr;  // one of those that name the topic
  db::Sequence position = 0;             // the newest value that it knows or has lost
  db::Sequence snapshot_to = 0;          // up to here values are snapshots
  bool greet = false;                    // it has to be told its position
  std::uint32_t place = 0;               // among the topic's followers
};

/// Belongs to a hub, and lives as long as the record.
class Topic {
 public:
  Topic(db::Db& db, db::Record& record) noexcept
      : db_(db), record_(record), first_(record.newest()), shown_(first_) {}
  Topic(const Topic&) = delete;
  Topic& operator=(const Topic&) = delete;

  [[nodiscard]] db::Record& record() const noexcept { return record_; }
  [[nodiscard]] std::string_view key() const noexcept { return record_.key(); }
  /// The newest value that there was when the topic was made.
  [[nodiscard]] db::Sequence first() const noexcept { return first_; }
  /// The newest value that followers may know of.
  [[nodiscard]] db::Sequence shown() const noexcept { return shown_; }

  /// Values up to a number may be known; their followers have something to send. O(followers).
  void show(db::Sequence sequence);
  /// Whether this value makes up half of what the record holds within one round: whoever gathers
  /// more of them loses values. Never so where only the newest value counts.
  bool fills_up(std::uint64_t round) noexcept {
    if (std::exchange(round_, round) != round) of_round_ = 0;
    const db::Buffer& buffer = record_.buffer();
    return buffer.kind == db::Buffer::Kind::ring && ++of_round_ >= (buffer.capacity + 1) / 2 &&
           !followers_.empty();
  }

  void add(Follower& follower);
  void remove(Follower& follower) noexcept;

  /// Where a new follower begins: after `known` if it can go on from there, else with a snapshot.
  /// Whether there is a snapshot. It ends with one message that says it is the last, whatever
  /// happens meanwhile.
  bool start(Follower& follower, bool knows, db::Sequence known) const noexcept;

  /// Writes what a follower has not seen until the frame has `fill` bytes. Whether it has seen all
  /// there is.
  bool write(Follower& follower, FrameWriter& frame, std::size_t fill);

  /// The frame of the values behind a position, when it is no larger than `fill`: the same block
  /// for all followers that have the same position. No block when there is another way to go.
  buffers::Block shared_frame(Follower& follower, FrameWriter& scratch, std::size_t fill);

 private:
  /// A value as a message; the same one for all followers.
  [[nodiscard]] std::string_view message(db::Sequence sequence);

  db::Db& db_;
  db::Record& record_;
  db::Sequence first_;
  db::Sequence shown_;
  std::uint64_t round_ = 0;
  std::uint32_t of_round_ = 0;  // values
  std::vector<Follower*> followers_;

  struct Message {
    db::Sequence sequence = 0;
    buffers::Block text;
  };
  std::vector<Message> messages_;  // at their number modulo the record's capacity

  db::Sequence frame_from_ = 0;  // frame_ has the values behind it, up to frame_to_
  db::Sequence frame_to_ = 0;
  buffers::Block frame_;
};

}  // namespace tally::sync
