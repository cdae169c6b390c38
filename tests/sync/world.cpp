#include "sync/world.h"

#include <algorithm>

#include "tally/async/interval.h"

namespace tally::tests {

using sync::Write;

db::Declared declared(std::string_view key) {
  const std::string_view kind = key.substr(0, key.find('.'));
  return {&Contract<sensors::Temperature>::type, kind == "ring"  ? db::Buffer::ring(5)
                                                 : kind == "box" ? db::Buffer::mailbox()
                                                                 : db::Buffer::latest()};
}

db::Record* make_record(db::Db& db, std::string_view key) {
  const db::Declared kind = declared(key);
  return &*db.configure(key, *kind.type, kind.buffer);
}

// ---- The disk ----

void Disk::append(const Entry& entry) noexcept {
  entries_.push_back({entry.record.key(), entry.value.sequence,
                      std::string(entry.value.block.bytes()), entry.value.time,
                      std::string(entry.client), entry.write});
  work_->try_send(0);
}

void Disk::attach(sync::Hub& hub) {
  hub_ = &hub;
  base_ = entries_.size();
  work_ = std::make_shared<Work>(1);
  Machine& machine = world_.hub_machine();
  machine.loop().spawn(flush(work_), "disk");
  machine.stir();
}

Task<> Disk::flush(std::shared_ptr<Work> work) {
  while (co_await work->receive()) {
    const std::size_t size = entries_.size();
    co_await world_.hub_machine().loop().sleep(world_.up_to(std::chrono::milliseconds(100)));
    if (work->closed()) co_return;
    kept_ = size;
    hub_->kept(kept_ - base_);
    if (kept_ < entries_.size()) work->try_send(0);
  }
}

void Disk::crash() {
  work_->close();
  const auto unkept = static_cast<std::int64_t>(entries_.size() - kept_);
  kept_ += static_cast<std::size_t>(world_.loop.random().uniform(0, unkept));
  if (kept_ < entries_.size()) ++world_.troubles.lost_tails;
  entries_.resize(kept_);
}

// ---- The server ----

Server::Server(World& world, const std::string& epoch, bool durable)
    : db(world.hub_machine().loop()) {
  if (durable) {
    std::map<std::string, std::vector<const Disk::Kept*>> by_key;
    for (const Disk::Kept& entry : world.disk.entries()) {
      if (!entry.payload.empty()) by_key[entry.key].push_back(&entry);
    }
    for (const auto& [key, entries] : by_key) {
      const std::size_t capacity = key[0] == 'r' ? 5 : 1;
      const std::size_t first = entries.size() - std::min(entries.size(), capacity);
      const auto record = db.restore(key, Contract<sensors::Temperature>::type,
                                     capacity == 1 ? db::Buffer::latest() : db::Buffer::ring(5),
                                     entries[first]->sequence - 1);
      for (std::size_t i = first; i < entries.size(); ++i) {
        auto block = db.pool().judge(record->type(), entries[i]->payload);
        record->put(std::move(*block), entries[i]->time);
      }
    }
  }
  sync::HubOptions options;
  options.epoch = epoch;
  options.limits.writes = 4;
  options.limits.ping_ms = 5000;
  options.frame_fill = 400;
  options.admit = [](std::string_view) {
    return std::optional(sync::Rights{"user", {"#"}, {"latest.#", "ring.#", "box.#"}});
  };
  options.record = declared;
  if (durable) options.hub_log = &world.disk;
  hub = std::make_unique<sync::Hub>(db, std::move(options));
  if (durable) {
    for (const Disk::Kept& entry : world.disk.entries()) {
      if (!entry.client.empty())
        hub->restore_write(entry.client, entry.write, entry.sequence, wire::Durability::synced);
    }
    world.disk.attach(*hub);
  }
  watch = db.watch([this, &world, epoch](db::Record& record) {
    if (record.broadcast() == nullptr) return;
    subscriptions.push_back(record.broadcast()->subscribe(
        [&world, epoch, key = record.key()](const buffers::Event& event) {
          if (event.kind == buffers::Event::Kind::value)
            world.applied.push_back({epoch, key, event.from, std::string(event.value.bytes())});
        }));
  });
}

// ---- The network ----

void End::begin(Speaker speaker, End& other) {
  speaker_ = std::move(speaker);
  other_ = &other;
  machine_.loop().spawn(speak(), "speaking");
  machine_.loop().spawn(listen(), "listening");
  world_.scope.spawn(carry(), "network");
  machine_.stir();
}

void End::output_ready() noexcept {
  signal_.try_send(0);
  machine_.stir();
}

void End::close(sync::Close code, std::string_view) noexcept {
  if (code == sync::Close::silent && &machine_ == &world_.hub_machine()) ++world_.troubles.silent;
  closing_ = true;
  output_ready();
}

void End::send(Frame frame) {
  ++under_way_;
  sent_.try_send(std::move(frame));
}

void End::arrive(Frame frame) {
  if (!machine_.runs()) ++world_.troubles.piled_up;
  if (frame) speaker_.arrived();
  arrived_.try_send(std::move(frame));
  machine_.stir();
}

void End::end() {
  if (std::exchange(over_, true)) return;
  signal_.close();
  arrived_.close();
  speaker_.over();
}

void End::abandon(bool silently) {
  if (over_) return;
  if (silently) dead_ = other_->dead_ = true;
  send(std::nullopt);
  end();
}

void End::cut() {
  ++world_.troubles.cut;
  for (End* each : {this, other_}) {
    each->dead_ = true;
    each->other_->arrive(std::nullopt);
  }
}

Task<> End::speak() {
  while (co_await signal_.receive()) {
    while (!over_ && (closing_ || under_way_ < room_)) {
      const buffers::Block frame = speaker_.produce();
      if (!frame) break;
      send(std::string(frame.bytes()));
    }
    if (closing_ && !over_) abandon(false);
  }
}

Task<> End::listen() {
  while (std::optional<Frame> frame = co_await arrived_.receive()) {
    if (world_.chance(world_.faults.slow)) {
      ++world_.troubles.slow;
      co_await machine_.loop().sleep(world_.up_to(std::chrono::seconds(5)));
    }
    if (over_) break;
    if (!*frame) {
      abandon(false);
      break;
    }
    // There is room for another frame.
    --other_->under_way_;
    other_->output_ready();
    speaker_.receive(**frame);
  }
}

Task<> End::carry() {
  while (std::optional<Frame> frame = co_await sent_.receive()) {
    const Faults& faults = world_.faults;
    if (world_.chance(faults.stall)) {
      ++world_.troubles.delayed;
      stalled_until_ = other_->stalled_until_ =
          world_.loop.now() + world_.up_to(std::chrono::seconds(30));
    }
    co_await world_.loop.sleep(world_.up_to(faults.latency));
    co_await world_.loop.sleep_until(stalled_until_);
    if (!dead_ && world_.chance(faults.half_open)) {
      ++world_.troubles.half_open;
      dead_ = other_->dead_ = true;
    }
    if (dead_) {
      if (*frame) ++world_.troubles.dropped;
    } else if (world_.chance(faults.cut)) {
      cut();
    } else {
      other_->arrive(std::move(*frame));
    }
  }
}

Link::Link(World& world, Client& client, std::uint64_t number)
    : hub_end(world, world.hub_machine(), world.frames_of_room()),
      client_end(world, client.machine(), world.frames_of_room()),
      world_(world),
      client_(client),
      number_(number) {
  session_ = &world.server()->hub->open(hub_end);
  hub_end.begin(
      {[this] { return session_->produce(); }, [this](std::string_view frame) { hear(frame); },
       [this] {
         if (session_ != nullptr) world_.server()->hub->close(*std::exchange(session_, nullptr));
       },
       [this] {
         if (number_ < client_.heard_) ++world_.troubles.overtaken;
       }},
      client_end);
  client_.link_ = this;
  client_end.begin({[this] { return client_.bridge().produce(); },
                    [this](std::string_view frame) { client_.bridge().receive(frame); },
                    [this] {
                      if (client_.link_ == this) client_.link_ = nullptr;
                      client_over.try_send(0);
                    },
                    [] {}},
                   hub_end);
  client_.bridge().connected(client_end);
}

void Link::hear(std::string_view frame) {
  client_.heard_ = std::max(client_.heard_, number_);
  constexpr std::string_view write = R"("type":"write","id":)";
  for (std::size_t at = frame.find(write); at != std::string_view::npos;
       at = frame.find(write, at + 1)) {
    const std::string_view rest = frame.substr(at + write.size());
    const std::string id(rest.substr(0, rest.find(',')));
    if (!world_.server()->heard.insert(client_.name() + " " + id).second) ++world_.troubles.doubled;
  }
  session_->receive(frame);
}

void Link::hub_gone() {
  session_ = nullptr;
  // A process that ends says goodbye, a machine does not.
  hub_end.abandon(world_.chance(0.3));
}

void Link::client_gone() {
  client_end.abandon(world_.chance(0.3));
}

// ---- Clients ----

Client::Client(World& world, std::string name)
    : world_(world),
      machine_(world.machines.emplace_back(world.loop, world.loop.random().next())),
      name_(std::move(name)) {
  start({});
}

void Client::start(const std::vector<Write>& stored) {
  subscriptions_.clear();
  watch_ = {};
  bridge_.reset();
  seen.clear();
  db_ = std::make_unique<db::Db>(machine_.loop());
  sync::BridgeOptions options;
  options.client = name_;
  options.last_write = last_write_;
  options.make = [this](std::string_view key) { return make_record(*db_, key); };
  options.outbox.age = world_.age;
  options.random = [this] {
    return static_cast<double>(world_.loop.random().uniform(0, 999)) / 1000;
  };
  bridge_ = std::make_unique<sync::Bridge>(*db_, *this, std::move(options));
  for (const Write& write : stored) bridge_->restore(write);
  watch_ = db_->watch([this](db::Record& record) {
    if (record.broadcast() == nullptr) return;
    subscriptions_.push_back(
        record.broadcast()->subscribe([this, key = record.key()](const buffers::Event& event) {
          if (event.kind == buffers::Event::Kind::value)
            seen[key].values.emplace_back(event.value.bytes());
        }));
  });
  bridge_->subscribe("#");
}

void Client::reload() {
  ++world_.troubles.reloads;
  if (link_ != nullptr) link_->client_gone();
  std::vector<Write> stored;
  for (const auto& [id, write] : stored_) stored.push_back(write);
  start(stored);
  machine_.stir();
}

Task<> Client::run() {
  Loop& loop = machine_.loop();
  for (std::uint64_t number = 1;; ++number) {
    bridge_->dialing();
    co_await loop.sleep(world_.up_to(std::chrono::milliseconds(200)));
    if (world_.server() == nullptr || world_.chance(world_.faults.refused)) {
      ++world_.troubles.refused;
    } else {
      Link& link = world_.links.emplace_back(world_, *this, number);
      co_await link.client_over.receive();
    }
    const Duration wait = bridge_->disconnected();
    co_await loop.sleep(wait);
  }
}

void Client::write(std::string key, bool allowed, sync::Mode mode) {
  if (!allowed) key = "forbidden." + key;
  const std::string payload = world_.fresh_payload();
  Fate& fate = writes[payload];
  fate.key = key;
  fate.payload = payload;
  fate.made = machine_.loop().now();
  bridge_->write(key, payload, mode);
  machine_.stir();
}

void Client::write_changed(const Write& write) noexcept {
  Fate& fate = writes[write.payload];
  fate.state = write.state;
  if (!std::exchange(fate.sent, fate.sent || write.state == Write::State::sent))
    fate.waited = machine_.loop().now() - fate.made;
  if (write.state == Write::State::queued || write.state == Write::State::sent) {
    stored_[write.id] = write;
    last_write_ = std::max(last_write_, write.id);
    return;
  }
  stored_.erase(write.id);
  ++fate.ends;
  fate.sequence = write.sequence;
  fate.code = write.code;
  fate.epoch = bridge_->epoch();
  if (write.state == Write::State::expired) ++world_.troubles.expired;
}

void Client::lost(std::string_view key, db::Sequence from, db::Sequence to) noexcept {
  ++world_.troubles.gaps;
  Seen& values = seen[std::string(key)];
  values.holes.push_back({values.values.size(), from, to});
}

// ---- The world ----

World::World(Loop& its_loop, async::Scope& its_scope, Faults its_faults, bool is_durable,
             Troubles& its_troubles)
    : loop(its_loop),
      scope(its_scope),
      faults(its_faults),
      durable(is_durable),
      troubles(its_troubles),
      disk(*this) {
  machines.emplace_back(loop, loop.random().next());
  start();
}

World::~World() {
  for (Machine& machine : machines) machine.end();
}

Client& World::add_client() {
  Client& client = clients.emplace_back(*this, "client" + std::to_string(clients.size()));
  client.machine().loop().spawn(client.run(), "client");
  client.machine().stir();
  return client;
}

void World::disturb() {
  for (Machine& machine : machines) {
    if (!machine.runs()) continue;
    if (chance(faults.clock)) {
      const Duration change = up_to(std::chrono::hours(72));
      const bool forward = chance(0.5);
      ++(forward ? troubles.forward : troubles.back);
      machine.loop().jump_wall(forward ? change : -change);
    }
    if (chance(faults.throttle)) {
      const Duration grids[] = {std::chrono::seconds(0), std::chrono::seconds(1),
                                std::chrono::minutes(1)};
      const Duration grid = grids[loop.random().uniform(0, 2)];
      if (grid > Duration(0)) ++troubles.throttled;
      machine.loop().throttle(grid);
      machine.stir();
    }
    if (chance(faults.freeze)) {
      ++troubles.frozen;
      machine.freeze(up_to(std::chrono::minutes(2)));
    }
    if (chance(faults.suspend)) {
      ++troubles.suspended;
      machine.suspend(up_to(std::chrono::minutes(10)));
    }
  }
}

Duration World::calm() {
  faults = {};
  Duration longest{0};
  for (Machine& machine : machines) {
    machine.loop().throttle(Duration(0));
    machine.stir();
    longest = std::max(longest, machine.stopped_until() - loop.now());
  }
  return longest;
}

void World::start() {
  // A history that is not kept is another one.
  if (!durable || epoch_.empty()) epoch_ = "epoch" + std::to_string(++epochs_);
  server_ = std::make_unique<Server>(*this, epoch_, durable);
  hub_machine().stir();
}

void World::kill() {
  ++troubles.kills;
  for (Link& link : links) link.hub_gone();
  if (durable) disk.crash();
  server_.reset();
}

std::string World::fresh_payload() {
  return R"({"celsius":20,"timestamp":)" + std::to_string(++payloads_) +
         R"(,"sensor_id":"vienna-01"})";
}

// ---- What is promised ----

namespace {

std::string describe(const Client::Fate& fate) {
  return fate.key + " " + fate.payload + ", state " + std::to_string(static_cast<int>(fate.state)) +
         ", code " + fate.code.text();
}

/// Values of one record in their order, each with its number.
using Truth = std::map<std::string, std::map<std::string, std::uint64_t>>;

std::string judge_seen(const std::string& key, const Seen& seen, const Truth& truth, bool ordered) {
  const auto known = truth.find(key);
  std::uint64_t last = 0;
  std::size_t hole = 0;
  const bool every_value = key[0] == 'r';
  for (std::size_t i = 0; i <= seen.values.size(); ++i) {
    std::uint64_t lost_to = last;
    for (; hole < seen.holes.size() && seen.holes[hole].before == i; ++hole) {
      const Seen::Hole& each = seen.holes[hole];
      if (ordered && each.from != lost_to + 1 && i > 0)
        return key + ": a gap that begins elsewhere";
      lost_to = each.to;
    }
    if (i == seen.values.size()) break;
    if (known == truth.end() || known->second.count(seen.values[i]) == 0)
      return key + ": a value that the hub does not have: " + seen.values[i];
    const std::uint64_t number = known->second.at(seen.values[i]);
    if (ordered && number <= last) return key + ": out of order at " + std::to_string(number);
    if (ordered && every_value && i > 0 && number != lost_to + 1)
      return key + ": a silent hole before " + std::to_string(number) + " after " +
             std::to_string(last);
    last = number;
  }
  if (known != truth.end()) {
    std::uint64_t newest = 0;
    for (const auto& [payload, number] : known->second) newest = std::max(newest, number);
    if (last != newest)
      return key + ": ends at " + std::to_string(last) + ", not at " + std::to_string(newest);
  }
  return {};
}

}  // namespace

std::string World::verdict() const {
  // How often each document was stored, and where.
  std::map<std::string, std::vector<const Applied*>> stored;
  std::vector<Applied> survived;
  if (durable) {
    for (const Disk::Kept& entry : disk.entries()) {
      if (!entry.payload.empty())
        survived.push_back({epoch_, entry.key, entry.sequence, entry.payload});
    }
  } else {
    survived = applied;
  }
  for (const Applied& each : survived) stored[each.payload].push_back(&each);

  for (const auto& [payload, places] : stored) {
    // A history that is lost may be told again.
    std::set<std::string> epochs;
    for (const Applied* place : places) {
      if (!epochs.insert(place->epoch).second) return "applied twice: " + payload;
    }
  }
  Truth truth;
  for (const Applied& each : survived) {
    if (each.epoch == epoch_) truth[each.key][each.payload] = each.sequence;
  }

  for (const Client& client : clients) {
    for (const auto& entry : client.writes) {
      const auto& [payload, fate] = entry;
      if (fate.ends != 1) return "a write without one end: " + describe(fate);
      if (fate.sent && fate.waited > age) return "sent too late: " + describe(fate);
      if (fate.state == Write::State::expired) {
        if (fate.sent || fate.waited <= age) return "expired too early: " + describe(fate);
        if (stored.count(payload) != 0) return "expired and stored: " + describe(fate);
        continue;
      }
      const bool allowed = fate.key.compare(0, 9, "forbidden") != 0;
      if (!allowed) {
        if (fate.state != Write::State::rejected || fate.code != wire::Code::forbidden)
          return "not rejected: " + describe(fate);
        if (stored.count(payload) != 0) return "rejected and stored: " + describe(fate);
      } else if (fate.state != Write::State::acked) {
        return "not acknowledged: " + describe(fate);
      } else if (fate.key[0] != 'b') {
        const auto places = stored.find(payload);
        const bool there =
            places != stored.end() &&
            std::any_of(places->second.begin(), places->second.end(), [&](const Applied* place) {
              return place->epoch == entry.second.epoch && place->sequence == entry.second.sequence;
            });
        if (!there) return "acknowledged and lost: " + describe(fate);
      }
    }
    if (!durable && epochs_ > 1) continue;  // views of several histories are judged by their ends
    for (const auto& [key, seen] : client.seen) {
      if (std::string wrong = judge_seen(key, seen, truth, ordered); !wrong.empty()) return wrong;
    }
    for (const auto& [key, values] : truth) {
      if (client.seen.count(key) == 0) return key + ": never seen";
    }
  }
  return {};
}

}  // namespace tally::tests
