// The server's half of the protocol, without sockets: an adapter opens a session for each
// connection, hands it what comes, and sends what it produces.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/function.h"
#include "tally/async/log.h"
#include "tally/db/db.h"
#include "tally/sync/bounds.h"
#include "tally/sync/hub_log.h"
#include "tally/sync/pulse.h"
#include "tally/sync/session.h"
#include "tally/sync/turns.h"
#include "tally/sync/write_memory.h"

namespace tally::sync {

struct HubOptions {
  /// Names the history of the records. Another one says that earlier sequence numbers mean nothing.
  /// The hub log may change it while the hub goes on, see `Hub::options`.
  std::string epoch = "1";
  /// What clients are told of the limits, and held to.
  wire::HubLimits limits{
      .frame_bytes = 1U << 20U, .subscriptions = 10'000, .writes = 256, .ping_ms = 15'000};
  /// How much there may be of what clients can make.
  Bounds bounds;
  /// Frames to clients are filled up to about that many bytes.
  std::uint32_t frame_fill = 64U << 10U;
  /// How much work a subscription may be; see Effort.
  std::int64_t subscription_steps = 1 << 26;
  /// How much of that work is done before others have a turn.
  std::int64_t turn_steps = 200'000;
  /// The rights that a ticket gives; nothing for one that is not good. Without it everybody may do
  /// everything.
  async::Function<std::optional<Rights>(std::string_view ticket)> admit;
  /// The record of a key that clients write to and that is not there yet. It is made for the first
  /// value that its contract accepts. Without it clients make none.
  async::Function<db::Declared(std::string_view key)> record;
  /// The types whose meaning is compared with that of clients.
  std::vector<const ContractType*> types;
  /// Keeps values; without one they live as long as the records.
  HubLog* hub_log = nullptr;
  /// Is told of what clients are refused and of whom the hub closes, so much of each kind, and
  /// nothing of what they sent. Without it: the Db's log.
  async::LogSink log{};
};

/// What has happened, for metrics.
struct HubStats {
  std::uint64_t sessions = 0;  // that are there now
  std::uint64_t opened = 0;
  std::uint64_t writes = 0;                      // accepted
  std::map<std::string, std::uint64_t> refused;  // by the code
  std::map<Close, std::uint64_t> closed;         // by the hub
  std::int64_t subscribed_bytes = 0;             // that subscriptions take now
};

/// Belongs to the loop of its Db, which outlives it. HubLog and connections outlive it, too.
class Hub {
 public:
  explicit Hub(db::Db& db, HubOptions options = {});
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;
  ~Hub();

  // ---- For adapters ----

  /// A new connection. The session is there until `close`.
  Session& open(Connection& connection);
  /// The connection is gone.
  void close(Session& session);
  /// All that the hub log took up to that many entries is kept.
  void kept(std::uint64_t entries);
  /// What an earlier program's hub log says of a write, before anybody connects.
  void restore_write(std::string_view client, std::uint64_t id, db::Sequence sequence,
                     wire::Durability kept);
  /// Closes all sessions.
  void shut_down();

  /// An adapter that gathers values says when it sends them.
  void sends() noexcept {
    ++round_;
    hurries_ = false;
  }
  /// Whether it should not wait any longer: since then, a record has got half as many values as it
  /// holds.
  [[nodiscard]] bool hurries() const noexcept { return hurries_; }

  [[nodiscard]] const HubOptions& options() const noexcept { return options_; }
  [[nodiscard]] const HubStats& stats() const noexcept { return stats_; }
  /// How much there is of what `options` bound. O(sessions + remembered clients).
  [[nodiscard]] Bounds counts() const;
  [[nodiscard]] db::Db& db() const noexcept { return db_; }

  // ---- For sessions ----

  [[nodiscard]] std::optional<Rights> admit(std::string_view ticket) const;
  [[nodiscard]] const ContractType* type(std::string_view name) const noexcept;
  /// The session has said hello. Another one of the same client is closed.
  void arrived(Session& session);
  /// A session that says hello stands at a number of this epoch. One that its topic has not reached
  /// proves that values were lost: then another epoch begins, and all other sessions are closed.
  void check_position(std::string_view key, db::Sequence sequence);
  /// Null where there is no record, or one that is not for readers.
  [[nodiscard]] Topic* topic(std::string_view key) const noexcept;
  [[nodiscard]] const LevelTree<Topics>& topics() const noexcept { return topics_; }
  [[nodiscard]] Patterns& patterns() noexcept { return patterns_; }
  /// Whether subscriptions may take that many bytes more.
  bool charge(std::int64_t bytes) noexcept;
  /// There is work to do for a client.
  void busy(Subscriptions& client);
  /// The newest write of a client that is known.
  [[nodiscard]] std::uint64_t newest_write(const Session& session) noexcept;
  /// Applies a write once, and answers it once it is kept.
  void write(Session& session, const Rights& rights, const wire::view::ClientMessageWrite& message);
  /// Whether the hub log has so much to do that nobody should be heard.
  [[nodiscard]] bool log_is_full() const noexcept {
    return pending_bytes_ > options_.bounds.pending_bytes;
  }
  /// Answers of one session that may wait to be read, in bytes.
  [[nodiscard]] std::uint64_t reply_room() const noexcept {
    return unread_bytes_ > options_.bounds.unread_bytes
               ? std::min<std::uint64_t>(options_.frame_fill, options_.bounds.unread_replies)
               : options_.bounds.unread_replies;
  }
  void count_unread(std::uint64_t more, std::uint64_t less) noexcept {
    unread_bytes_ += more;
    unread_bytes_ -= less;
  }
  /// Whether one more topic is remembered that somebody knows, until it is given back.
  bool take_resumed() noexcept {
    if (resumed_keys_ >= options_.bounds.resumed_keys) return false;
    ++resumed_keys_;
    return true;
  }
  void give_resumed(std::uint64_t topics) noexcept { resumed_keys_ -= topics; }
  [[nodiscard]] FrameWriter& scratch() noexcept { return scratch_; }
  /// Something was not done for a session, and it is told so.
  void refused(const Session& session, const wire::Code& code);
  void closed(const Session& session, Close code, std::string_view reason);

 private:
  /// A value that the hub log has yet to keep.
  struct Pending {
    Topic* topic;  // null for a mailbox
    db::Sequence sequence;
    std::string client;  // who waits for an answer; nobody when empty
    std::uint64_t id;
    std::uint64_t bytes;  // that it takes here and in the hub log
  };

  /// The write of a client that is being stored; what subscribers set meanwhile is not the
  /// client's.
  struct Applying {
    const db::Record* record;
    std::string_view client;
    std::uint64_t id;
  };

  void add(db::Record& record);
  /// Whether there is no more to do now.
  bool work(Effort& effort);
  /// Tells those who have subscribed it of each topic that came.
  bool introduce(Effort& effort);
  void value_came(Topic& topic, const buffers::Event& event);
  void show(Topic& topic, db::Sequence sequence) {
    topic.show(sequence);
    if (topic.fills_up(round_)) hurries_ = true;
  }
  /// Judges a write that is fresh.
  void apply(Session& session, WriteMemory::Client& client, const Rights& rights, std::uint64_t id,
             std::string_view key, std::string_view payload);
  /// The same answer as before, as far as it is known.
  void repeat(Session& session, WriteMemory::Client& client, const WriteMemory::Answer& answer,
              const wire::view::ClientMessageWrite& message);
  [[nodiscard]] db::Declared declared(std::string_view key) const;
  void append(Topic* topic, const db::Record& record, const db::Value& value, const Applying& by);
  void refuse(Session& session, std::uint64_t id, const wire::Code& code,
              const Issues& issues = {});
  void acknowledge(const std::string& client, std::uint64_t id, db::Sequence sequence,
                   wire::Durability kept);

  struct Watched {
    Watched(db::Db& db, db::Record& record) : topic(db, record) {}
    Topic topic;
    buffers::Subscription subscription;
  };

  db::Db& db_;
  HubOptions options_;
  HubStats stats_;
  async::LogLimiter log_;
  FrameWriter scratch_;
  WriteMemory memory_;
  std::deque<Watched> watched_;
  LevelTree<Topics> topics_;
  Patterns patterns_;
  std::deque<Topic*> newcomers_;            // that not all know who want them
  std::optional<Patterns::Search> search_;  // for the first of them
  async::List<Subscriptions, AmongBusy> busy_;
  // After what they follow.
  std::map<const Subscriptions*, std::unique_ptr<Subscriptions>> left_;  // by sessions
  std::map<std::uint64_t, std::unique_ptr<Session>> sessions_;
  std::map<std::string, Session*> arrived_;  // by client
  std::map<std::string_view, const ContractType*> types_;
  std::deque<Pending> pending_;
  std::uint64_t pending_bytes_ = 0;
  std::uint64_t unread_bytes_ = 0;
  std::uint64_t resumed_keys_ = 0;
  Rate writes_;             // of all clients
  std::uint64_t kept_ = 0;  // entries
  std::uint64_t round_ = 0;
  bool hurries_ = false;
  std::optional<Applying> applying_;
  Turns turns_;
  db::Watch watch_;
  Pulse pulse_;
};

}  // namespace tally::sync
