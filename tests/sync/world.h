// A hub and its clients on one virtual loop, with a network between them that fails in every way
// that a network can, a disk that loses what was not kept, and a record of what everybody saw.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sensors.h"
#include "tally/async/loop.h"
#include "tally/sync/bridge.h"
#include "tally/sync/hub.h"
#include "tally/virtual/loop.h"

namespace tally::tests {

using async::Duration;
using async::Task;
using virtual_time::Loop;

/// What may go wrong. Everything is decided by the loop's seed.
struct Faults {
  Duration latency = std::chrono::milliseconds(50);  // of a frame, at most
  double cut = 0;        // of a frame: the connection breaks, and both sides learn it
  double half_open = 0;  // of a frame: the connection is dead, and nobody learns it
  double stall = 0;      // of a frame: it takes up to 30 seconds
  double refused = 0;    // of an attempt to connect
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
class Disk final : public sync::Journal {
 public:
  struct Kept {
    std::string key;
    std::uint64_t sequence;
    std::string payload;
    async::WallTime time;
    std::string client;
    std::uint64_t write;
  };

  explicit Disk(Loop& loop) : loop_(loop) {}
  void append(const Entry& entry) override;
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return wire::Durability::synced;
  }
  void attach(sync::Hub& hub, async::Scope& scope);
  /// The machine went down: of what was not kept, any part may be there all the same.
  void crash();

  [[nodiscard]] const std::vector<Kept>& entries() const noexcept { return entries_; }

 private:
  Task<> flush();

  Loop& loop_;
  std::vector<Kept> entries_;
  std::size_t kept_ = 0;  // entries that are there for good
  std::size_t base_ = 0;  // entries that were there when the hub began
  sync::Hub* hub_ = nullptr;
  int lives_ = 0;  // of hubs
};

/// One attempt of a server to live.
struct Server {
  Server(World& world, const std::string& epoch, bool durable);

  db::Db db;
  std::unique_ptr<sync::Hub> hub;
  db::Watch watch;
  std::vector<buffers::Subscription> subscriptions;
};

class Client;

/// A connection: what the hub's side and the client's side know of it.
class Link {
 public:
  Link(World& world, Client& client);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Until the client's side is over.
  Task<> run_client();
  /// The hub's side, until that is over.
  Task<> run_hub();
  void hub_gone();     // the process at the other end is no more
  void client_gone();  // the page is no more
  [[nodiscard]] bool over() const noexcept { return hub_over_ && client_over_; }

 private:
  struct End final : sync::Connection {
    explicit End(Loop& loop) : signal(loop.channel<int>(1)) {}
    void output_ready() noexcept override { signal.try_send(0); }
    void close(sync::Close, std::string_view) noexcept override {
      closing = true;
      signal.try_send(0);
    }
    async::Channel<int> signal;
    bool closing = false;
  };

  void end_hub(bool other_learns);
  void end_client(bool other_learns);
  /// Lets a frame travel. False when it does not arrive.
  Task<bool> travel();

  World& world_;
  Client& client_;
  End hub_end_;
  End client_end_;
  sync::Session* session_ = nullptr;
  bool dead_ = false;  // half open: nothing arrives any more
  bool hub_over_ = false;
  bool client_over_ = false;
};

class Client final : public sync::BridgeListener {
 public:
  Client(World& world, std::string name);

  /// Connects for ever.
  Task<> run();
  /// The page is loaded again: only what is stored survives.
  void reload();
  void write(std::string key, bool allowed, sync::Mode mode);

  void write_changed(const sync::Write& write) override;
  void lost(std::string_view key, db::Sequence from, db::Sequence to) override;

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
  };
  std::map<std::string, Fate> writes;  // by payload
  std::map<std::string, Seen> seen;    // by key, since the last reload

 private:
  friend class Link;
  void start(const std::vector<sync::Write>& stored);

  World& world_;
  std::string name_;
  std::uint64_t last_write_ = 0;  // stored
  std::map<std::uint64_t, sync::Write> stored_;
  std::unique_ptr<db::Db> db_;
  std::unique_ptr<sync::Bridge> bridge_;
  db::Watch watch_;
  std::vector<buffers::Subscription> subscriptions_;
  Link* link_ = nullptr;
};

class World {
 public:
  World(Loop& loop, async::Scope& scope, Faults faults, bool durable);
  ~World();

  Client& add_client();
  /// The server's process ends. What is not on the disk is lost.
  void kill();
  void start();
  [[nodiscard]] Server* server() noexcept { return server_.get(); }
  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }

  Loop& loop;
  async::Scope& scope;
  Faults faults;
  bool durable;
  bool ordered = true;  // clients see what the hub says, and nothing else
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
