// A hub and its clients on one virtual loop, with a network between them that fails in every way
// that a network can, a disk that loses what was not kept, and a record of what everybody saw.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sensors.h"
#include "sync/machine.h"
#include "tally/async/loop.h"
#include "tally/sync/bridge.h"
#include "tally/sync/hub.h"
#include "tally/virtual/loop.h"

namespace tally::tests {

using async::Duration;
using async::Task;
using virtual_time::Loop;

/// What may go wrong. Everything is decided by the loop's seed. Below a WebSocket there is TCP:
/// what an IP network loses, doubles or puts into another order comes late there, or never. What is
/// left of it: frames that are lost with their connection, frames of an old connection that come
/// after those of the next one, and writes that are sent again because their answers were lost.
struct Faults {
  Duration latency = std::chrono::milliseconds(50);  // of a frame, at most
  double cut = 0;        // of a frame: the connection breaks, and both sides learn it
  double half_open = 0;  // of a frame: the connection is dead, and nobody learns it
  double stall = 0;      // of a frame: nothing moves for up to 30 seconds, either way
  double refused = 0;    // of an attempt to connect
  double slow = 0;       // of a frame: its reader takes up to 5 seconds for it

  // Of a step, for each machine.
  double freeze = 0;    // nothing runs for up to two minutes, and then everything at once
  double suspend = 0;   // the same, for up to ten minutes, and the monotonic clock stands still
  double throttle = 0;  // timers fire once a second or once a minute, until the next such step
  double clock = 0;     // the time of day is set, up to three days forward or back
};

/// What has gone wrong, as it was felt, and how often.
struct Troubles {
  std::uint64_t refused = 0, cut = 0, half_open = 0, delayed = 0;
  std::uint64_t dropped = 0;    // frames on their way that never arrived
  std::uint64_t overtaken = 0;  // frames that arrived after those of a later connection
  std::uint64_t doubled = 0;    // writes that arrived at a hub that had them
  std::uint64_t slow = 0;
  std::uint64_t gaps = 0;  // values that a client was told it has lost
  std::uint64_t kills = 0;
  std::uint64_t lost_tails = 0;  // ends of a hub that lost entries of its log
  std::uint64_t reloads = 0;
  std::uint64_t frozen = 0, suspended = 0, throttled = 0, forward = 0, back = 0;
  std::uint64_t piled_up = 0;  // frames that arrived where nothing ran
  std::uint64_t silent = 0;    // connections that a hub closed because it heard nothing
  std::uint64_t expired = 0;   // writes
};

class World;

/// The values of one record as one observer saw them.
struct Seen {
  std::vector<std::string> values;
  struct Hole {
    std::size_t before;  // position in `values`
    std::uint64_t from, to;
  };
  std::vector<Hole> holes;
};

/// Everything that a server keeps over a restart.
class Disk final : public sync::HubLog {
 public:
  struct Kept {
    std::string key;
    std::uint64_t sequence;
    std::string payload;
    async::WallTime time;
    std::string client;
    std::uint64_t write;
  };

  explicit Disk(World& world) : world_(world) {}
  void append(const Entry& entry) noexcept override;
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return wire::Durability::synced;
  }
  void attach(sync::Hub& hub);
  /// The machine went down: of what was not kept, any part may be there all the same.
  void crash();

  [[nodiscard]] const std::vector<Kept>& entries() const noexcept { return entries_; }

 private:
  using Work = async::Channel<int>;  // there is something to keep
  Task<> flush(std::shared_ptr<Work> work);

  World& world_;
  std::vector<Kept> entries_;
  std::size_t kept_ = 0;  // entries that are there for good
  std::size_t base_ = 0;  // entries that were there when the hub began
  sync::Hub* hub_ = nullptr;
  std::shared_ptr<Work> work_;  // of the hub that lives
};

/// One attempt of a server to live.
struct Server {
  Server(World& world, const std::string& epoch, bool durable);

  db::Db db;
  std::unique_ptr<sync::Hub> hub;
  db::Watch watch;
  std::vector<buffers::Subscription> subscriptions;
  std::set<std::string> heard;  // writes, as client and number
};

class Client;

/// One end of a connection, as an adapter of sockets would serve it.
class End final : public sync::Connection {
 public:
  /// What speaks through it.
  struct Speaker {
    std::function<buffers::Block()> produce;
    std::function<void(std::string_view)> receive;
    std::function<void()> over;     // the connection is gone
    std::function<void()> arrived;  // a frame, which may be dropped
  };

  End(World& world, Machine& machine, std::uint32_t room)
      : world_(world), machine_(machine), room_(room) {}

  void begin(Speaker speaker, End& other);
  /// Whoever spoke through it is no more. `silently`: nobody tells the other end.
  void abandon(bool silently);
  [[nodiscard]] bool over() const noexcept { return over_; }

  void output_ready() noexcept override;
  void close(sync::Close code, std::string_view reason) noexcept override;

 private:
  using Frame = std::optional<std::string>;  // nothing: the other end has closed

  Task<> speak();   // on the machine
  Task<> listen();  // on the machine
  Task<> carry();   // in the world, from here to the other end
  void send(Frame frame);
  void arrive(Frame frame);
  void cut();
  void end();

  World& world_;
  Machine& machine_;
  End* other_ = nullptr;
  Speaker speaker_;
  std::uint32_t room_;  // frames that are on their way or wait to be read
  std::uint32_t under_way_ = 0;
  async::Channel<int> signal_{1};
  async::Channel<Frame> sent_{1000};
  async::Channel<Frame> arrived_{1000};
  async::Instant stalled_until_{};
  bool closing_ = false;
  bool dead_ = false;  // nothing that is sent arrives any more
  bool over_ = false;
};

/// A connection between a client and the hub.
class Link {
 public:
  Link(World& world, Client& client, std::uint64_t number);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  End hub_end;
  End client_end;
  async::Channel<int> client_over{1};

  void hub_gone();     // the process at the other end is no more
  void client_gone();  // the page is no more

 private:
  void hear(std::string_view frame);

  World& world_;
  Client& client_;
  std::uint64_t number_;
  sync::Session* session_ = nullptr;
};

class Client final : public sync::BridgeListener {
 public:
  Client(World& world, std::string name);

  /// Connects for ever.
  Task<> run();
  /// The page is loaded again: only what is stored survives.
  void reload();
  void write(std::string key, bool allowed, sync::Mode mode);
  [[nodiscard]] Machine& machine() noexcept { return machine_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  void write_changed(const sync::Write& write) noexcept override;
  void lost(std::string_view key, db::Sequence from, db::Sequence to) noexcept override;

  [[nodiscard]] sync::Bridge& bridge() noexcept { return *bridge_; }
  [[nodiscard]] db::Db& db() noexcept { return *db_; }

  struct Fate {
    std::string key;
    std::string payload;
    sync::Write::State state{};
    std::uint64_t sequence = 0;
    std::string epoch;  // of the hub when it was acknowledged
    wire::Code code{};
    int ends = 0;
    async::Instant made;  // by the client's own clock
    Duration waited{0};   // when it was first sent, or expired
    bool sent = false;
  };
  std::map<std::string, Fate> writes;  // by payload
  std::map<std::string, Seen> seen;    // by key, since the last reload

 private:
  friend class Link;
  void start(const std::vector<sync::Write>& stored);

  World& world_;
  Machine& machine_;
  std::string name_;
  std::uint64_t last_write_ = 0;  // stored
  std::map<std::uint64_t, sync::Write> stored_;
  std::unique_ptr<db::Db> db_;
  std::unique_ptr<sync::Bridge> bridge_;
  db::Watch watch_;
  std::vector<buffers::Subscription> subscriptions_;
  Link* link_ = nullptr;
  std::uint64_t heard_ = 0;  // the newest of its links of which the hub has heard
};

class World {
 public:
  World(Loop& loop, async::Scope& scope, Faults faults, bool durable, Troubles& troubles);
  ~World();

  Client& add_client();
  /// The server's process ends. What is not on the disk is lost.
  void kill();
  void start();
  /// What happens to machines and their clocks in a step.
  void disturb();
  /// No faults any more, and all machines run. How long until then.
  Duration calm();
  [[nodiscard]] Server* server() noexcept { return server_.get(); }
  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }

  Loop& loop;
  async::Scope& scope;
  Faults faults;
  bool durable;
  Troubles& troubles;
  bool ordered = true;  // clients see what the hub says, and nothing else
  std::chrono::seconds age = std::chrono::hours(24);  // that a write may wait
  std::list<Machine> machines;                        // the hub's, and one for each client
  Disk disk;
  std::list<Link> links;
  std::list<Client> clients;
  /// Everything that a server ever stored, in order: epoch, key, number, payload.
  struct Applied {
    std::string epoch, key;
    std::uint64_t sequence;
    std::string payload;
  };
  std::vector<Applied> applied;

  /// A document that nobody has written before.
  std::string fresh_payload();
  [[nodiscard]] Machine& hub_machine() noexcept { return machines.front(); }
  /// Of the buffers between two ends, on either side.
  std::uint32_t frames_of_room() { return static_cast<std::uint32_t>(loop.random().uniform(1, 4)); }
  bool chance(double rate) { return loop.random().chance(rate); }
  Duration up_to(Duration longest) { return loop.random().uniform(Duration(0), longest); }

  /// The first thing that is not as promised; empty when all is well. After everything has come to
  /// rest.
  [[nodiscard]] std::string verdict() const;

 private:
  std::unique_ptr<Server> server_;
  std::string epoch_;
  int epochs_ = 0;
  std::uint64_t payloads_ = 0;
};

/// Records come into being when their keys are first used; the first level says how they keep
/// values. Null for keys of other worlds.
db::Record* make_record(db::Db& db, std::string_view key);

}  // namespace tally::tests
