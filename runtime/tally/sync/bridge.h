// The client's half of the protocol, without sockets: records of a hub are kept in step with
// records here, and writes find their way to the hub.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/function.h"
#include "tally/async/queue.h"
#include "tally/db/db.h"
#include "tally/sync/connection.h"
#include "tally/sync/messages.h"
#include "tally/sync/outbox.h"
#include "tally/sync/pulse.h"

namespace tally::sync {

enum class Status : std::uint8_t {
  disconnected,  // and not about to connect
  connecting,
  connected,     // the hub has said welcome
  reconnecting,  // there was a connection, or an attempt, and there will be another
};

/// Where a write goes.
enum class Mode : std::uint8_t {
  local,   // to the record here, and nowhere else
  synced,  // to the hub; the record here changes when the hub says so
  hybrid,  // to the record here at once, and to the hub
};

/// Does with a value what a mode says. `queue` takes it for the hub, before the record changes:
/// bool(const db::Judged&). False when that has no room for it, and then nothing has happened.
template <class Queue>
bool deliver(db::Record& record, db::Judged value, Mode mode, async::WallTime now, Queue queue) {
  if (mode != Mode::local && !queue(value)) return false;
  if (mode != Mode::synced) record.put(std::move(value), now);
  return true;
}

/// What a bridge tells its program. Called within what the bridge is asked to do; may ask it for
/// more, and must not destroy it. Exceptions end the program: they never pass through the bridge.
class BridgeListener {
 public:
  BridgeListener() noexcept = default;
  BridgeListener(const BridgeListener&) = delete;
  BridgeListener& operator=(const BridgeListener&) = delete;

  virtual void status_changed(Status) noexcept {}
  /// A write has another state; it is in no queue any more if that is its last. One that is dropped
  /// is told of after the one that it gave way to.
  virtual void write_changed(const Write&) noexcept {}
  /// A record has a value of the hub, which has this number there.
  virtual void applied(std::string_view /*key*/, db::Sequence, std::string_view /*payload*/,
                       Timestamp) noexcept {}
  /// Values of a record that this client will never see, both numbers included.
  virtual void lost(std::string_view /*key*/, db::Sequence /*from*/, db::Sequence /*to*/) noexcept {
  }
  /// The hub sent a value that breaks the contract as this client knows it.
  virtual void refused(std::string_view /*key*/, const Issues&) noexcept {}
  /// The hub said that something was not done.
  virtual void failed(const wire::HubMessageError&) noexcept {}
  /// Types that the hub understands differently.
  virtual void differing(const std::vector<std::string>&) noexcept {}

 protected:
  ~BridgeListener() = default;
};

struct BridgeOptions {
  /// Names this client and its outbox. Where the outbox is lost, with the number of its last write,
  /// the name must not be used again: its writes would be taken for those that were before.
  std::string client;
  /// The number of the last write that this client ever made.
  std::uint64_t last_write = 0;
  /// Whether the adapter keeps writes, so that they outlive the program: none leaves before the
  /// adapter has said that it is `kept`.
  bool keeps = false;
  /// Asked before each hello.
  async::Function<std::string()> ticket;
  /// Told to the hub, which says which of them it understands differently.
  std::vector<const ContractType*> types;
  /// Makes the record of a key that the hub sends; null where its values are of no interest.
  async::Function<db::Record*(std::string_view key)> make;
  OutboxLimits outbox;
  /// Rejected writes that are kept to be looked at; older ones are dropped first.
  std::uint32_t dead_letters = 1000;
  /// How long to wait before the first attempt to reconnect; twice as long before each further one.
  async::Duration first_wait = std::chrono::milliseconds(500);
  async::Duration longest_wait = std::chrono::seconds(8);
  /// Numbers from 0 to 1, exclusive, so that not all clients come back at once.
  async::Function<double()> random;
  std::uint32_t frame_fill = 64U << 10U;
  /// Is told of values of the hub that were refused or lost, of what the hub did not do, and of
  /// connections that are closed from here, so much of each kind. Without it: the Db's log.
  async::LogSink log{};
};

/// Belongs to the loop of its Db, which outlives it. The listener outlives it, too.
class Bridge {
 public:
  Bridge(db::Db& db, BridgeListener& listener, BridgeOptions options);
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // ---- For the program ----

  /// Keeps the records in step that a pattern names, until `unsubscribe`. Its number.
  std::uint32_t subscribe(std::string pattern);
  void unsubscribe(std::uint32_t id);

  /// A write that was made: its number when it is on its way to the hub.
  struct Written {
    std::optional<std::uint64_t> id;
  };
  /// Why there is none; nothing else has happened. Problems:
  ///   contract   the value breaks it: the issues say how
  ///   record     there is no record of the key here, and none can be made
  ///   full       the outbox has no room
  struct NotWritten {
    Problem problem;
    Issues issues;
  };
  Result<Written, NotWritten> write(std::string_view key, std::string_view payload, Mode mode);

  /// Gives a value to the hub alone, which the contract of its key has accepted. The number of the
  /// write; nothing when the outbox has no room.
  std::optional<std::uint64_t> queue(std::string_view key, std::string_view payload);

  [[nodiscard]] Status status() const noexcept { return status_; }
  /// Which history of the hub the records follow; empty before the first welcome.
  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }
  [[nodiscard]] const Outbox& outbox() const noexcept { return outbox_; }
  [[nodiscard]] const std::list<Write>& dead_letters() const noexcept { return dead_; }

  // ---- For the adapter ----

  /// A write that an earlier program left, before the first connection, in order.
  void restore(Write write);
  /// What an earlier bridge has seen of a record, before the first connection: it goes on from
  /// there.
  void restore(std::string epoch, std::string key, db::Sequence position);
  /// Writes up to this number are kept, and the number is as well.
  void kept(std::uint64_t id);
  /// An attempt to connect begins.
  void dialing();
  /// After `dialing`. One that came after `stopped` is closed.
  void connected(Connection& connection);
  /// The connection, or the attempt, is gone. How long to wait before the next attempt.
  async::Duration disconnected();
  /// There will be no further attempt.
  void stopped();
  void receive(std::string_view frame);
  /// The next frame to send; no block when there is nothing.
  buffers::Block produce();

 private:
  struct Subscription {
    std::uint32_t id;
    std::string pattern;
  };

  void handle(const wire::view::HubMessage& message);
  void welcome(const wire::view::HubMessageWelcome& message);
  void apply(std::string_view key, db::Sequence sequence, std::string_view payload, Timestamp time);
  [[nodiscard]] db::Record* find_or_make(std::string_view key) const;
  void data(const wire::view::HubMessageData& message);
  void add_writes();
  /// The hub has acked or nacked a write.
  void answered(std::uint64_t id, const wire::view::HubMessage& message);
  /// The fate of a write is known.
  void settle(std::list<Write> write);
  void send(std::string message);
  void say_subscribe(const Subscription& subscription);
  void set_status(Status status);
  /// What came must not be trusted, or nothing comes: the connection is closed.
  void close(Close code, std::string_view reason);
  void say(std::string_view text, std::string_view reason, std::string_view key = {},
           std::string_view detail = {});
  void check_pulse();
  void expire();
  void wake();
  [[nodiscard]] bool has_output() const noexcept;
  [[nodiscard]] std::size_t fill() const noexcept;  // bytes of a frame

  db::Db& db_;
  BridgeListener& listener_;
  BridgeOptions options_;
  async::LogLimiter log_;
  Outbox outbox_;
  std::list<Write> dead_;
  std::vector<Subscription> subscriptions_;
  std::uint32_t last_subscription_ = 0;

  Status status_ = Status::disconnected;
  Connection* connection_ = nullptr;
  bool closing_ = false;  // nothing that still comes is to be trusted
  bool awake_ = false;    // the connection knows that there is something to send
  async::Queue<std::string> messages_;
  FrameWriter frame_;

  std::string epoch_;
  std::map<std::string, db::Sequence, std::less<>> positions_;
  std::uint32_t window_ = 0;  // writes under way that the hub allows
  std::uint32_t largest_;     // frame that the hub reads, as far as that is known
  async::Duration silence_{};
  async::Instant heard_;
  std::uint32_t attempts_ = 0;  // since the last welcome
  Pulse pulse_;
};

}  // namespace tally::sync
