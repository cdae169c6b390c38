// The server's half of the protocol, without sockets: an adapter opens a session for each
// connection, hands it what comes, and sends what it produces.
#pragma once

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
#include "tally/db/db.h"
#include "tally/sync/journal.h"
#include "tally/sync/pulse.h"
#include "tally/sync/session.h"
#include "tally/sync/turns.h"
#include "tally/sync/write_memory.h"

namespace tally::sync {

struct HubOptions {
  /// Names the history of the records. Another one says that earlier sequence numbers mean nothing.
  std::string epoch = "1";
  /// What clients are told of the limits, and held to.
  wire::HubLimits limits{1U << 20U, 10'000, 256, 15'000};
  /// Frames to clients are filled up to about that many bytes.
  std::uint32_t frame_fill = 64U << 10U;
  /// A client whose answers take more bytes, because it does not read them, is closed.
  std::uint32_t unread_replies = 1U << 20U;
  std::uint32_t writes_per_second = 10'000;  // of each client
  /// Memory that the subscriptions of one client may take, and those of all, with what they follow.
  std::int64_t subscribed_bytes = 64 << 20;
  std::int64_t all_subscribed_bytes = 1 << 30;
  /// How much work a subscription may be; see Effort.
  std::int64_t subscription_steps = 1 << 26;
  /// How much of that work is done before others have a turn.
  std::int64_t turn_steps = 200'000;
  /// Of how many clients the newest writes are remembered; 1 at least.
  std::uint32_t remembered_clients = 100'000;
  /// The rights that a ticket gives; nothing for one that is not good. Without it everybody may do
  /// everything.
  async::Function<std::optional<Rights>(std::string_view ticket)> admit;
  /// Makes the record of a key that clients write to; null where there is none to make.
  async::Function<db::Record*(std::string_view key)> make;
  /// The types whose meaning is compared with that of clients.
  std::vector<const ContractType*> types;
  /// Keeps values; without one they live as long as the records.
  Journal* journal = nullptr;
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

/// Belongs to the loop of its Db, which outlives it. Journal and connections outlive it, too.
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
  /// All that the journal took up to that many entries is kept.
  void kept(std::uint64_t entries);
  /// What an earlier program's journal says of a write, before anybody connects.
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
  [[nodiscard]] db::Db& db() const noexcept { return db_; }

  // ---- For sessions ----

  [[nodiscard]] std::optional<Rights> admit(std::string_view ticket) const;
  [[nodiscard]] const ContractType* type(std::string_view name) const noexcept;
  /// The session has said hello. Another one of the same client is closed.
  void arrived(Session& session);
  WriteMemory::Client& memory(const Session& session) { return memory_.of(session.client()); }
  /// Null where there is no record, or one that is not for readers.
  [[nodiscard]] Topic* topic(std::string_view key) const noexcept;
  [[nodiscard]] const LevelTree<Topics>& topics() const noexcept { return topics_; }
  [[nodiscard]] Patterns& patterns() noexcept { return patterns_; }
  /// Whether subscriptions may take that many bytes more.
  bool charge(std::int64_t bytes) noexcept;
  /// There is work to do for a client.
  void busy(Subscriptions& client);
  /// Applies a write that is new, and answers it once it is kept.
  void write(Session& session, const Rights& rights, std::uint64_t id, std::string_view key,
             std::string_view payload);
  [[nodiscard]] FrameWriter& scratch() noexcept { return scratch_; }
  void count_refusal(const wire::Code& code) { ++stats_.refused[std::string(code.text())]; }
  void count_close(Close code) { ++stats_.closed[code]; }

 private:
  /// A value that the journal has yet to keep.
  struct Pending {
    Topic* topic;  // null for a mailbox
    db::Sequence sequence;
    std::string client;  // who waits for an answer; nobody when empty
    std::uint64_t id;
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
  void refuse(const std::string& client, std::uint64_t id, const wire::Code& code,
              const Issues& issues = {});
  void acknowledge(const std::string& client, std::uint64_t id, db::Sequence sequence,
                   wire::Durability kept);
  void answer(const std::string& client, std::uint64_t id, const wire::HubMessage& message);

  struct Watched {
    Watched(db::Db& db, db::Record& record) : topic(db, record) {}
    Topic topic;
    buffers::Subscription subscription;
  };

  db::Db& db_;
  HubOptions options_;
  HubStats stats_;
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
  std::uint64_t kept_ = 0;  // entries
  std::uint64_t round_ = 0;
  bool hurries_ = false;
  std::optional<Applying> applying_;
  Turns turns_;
  db::Watch watch_;
  Pulse pulse_;
};

}  // namespace tally::sync
