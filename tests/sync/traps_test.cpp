// The traps of systems of this kind (wire.md, the last paragraph): each one is a test here, against
// the state machines themselves.
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "anything.h"
#include "catch.h"
#include "sync/pair.h"

namespace {

using namespace tally;
using namespace std::chrono_literals;
using sync::Close;
using sync::Mode;
using sync::Status;
using tests::has;
using tests::ManualLoop;
using tests::reading;
using tests::Site;
using tests::Visitor;
using State = sync::Write::State;
using Values = std::vector<std::string>;
using States = std::vector<State>;

/// A hub log that lives longer than the hubs that write to it. It keeps what it got when it is told
/// to.
class Paper final : public sync::HubLog {
 public:
  struct Line {
    std::string key;
    db::Sequence sequence;
    std::string payload;
    std::string client;
    std::uint64_t write;
  };
  void append(const Entry& entry) noexcept override {
    lines.push_back({entry.record.key(), entry.value.sequence,
                     std::string(entry.value.block.bytes()), std::string(entry.client),
                     entry.write});
  }
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return wire::Durability::synced;
  }
  std::vector<Line> lines;
};

}  // namespace

TEST_CASE("trap: status connected after a silent teardown") {
  ManualLoop loop;
  sync::HubOptions options;
  options.limits.ping_ms = 1000;
  Site site(loop, std::move(options));
  Visitor visitor(loop);
  visitor.dial(site);
  visitor.talk();
  REQUIRE(visitor.bridge.status() == Status::connected);

  SECTION("as long as the hub's pings come, nothing is closed") {
    for (int i = 0; i < 20; ++i) {
      loop.advance(500ms);
      visitor.talk();
    }
    CHECK(!visitor.near->closed);
    CHECK(!visitor.far->closed);
  }
  SECTION("when they stay away, both ends give the connection up, and the status says so") {
    loop.advance(1999ms);
    CHECK(!visitor.near->closed);
    CHECK(!visitor.far->closed);
    loop.advance(1ms);  // twice the time between two pings, and not later
    REQUIRE(visitor.far->closed);
    CHECK(visitor.far->code == Close::silent);
    CHECK(!visitor.near->closed);
    loop.advance(2s);
    REQUIRE(visitor.near->closed);
    CHECK(visitor.near->code == Close::silent);
    visitor.hang_up();
    CHECK(visitor.bridge.status() == Status::reconnecting);
    CHECK(visitor.told.statuses ==
          std::vector{Status::connecting, Status::connected, Status::reconnecting});
  }
  SECTION("a value that comes after that is not believed any more") {
    visitor.bridge.subscribe("latest.a");
    visitor.talk();
    site.set("latest.a");
    const buffers::Block late = visitor.session->produce();
    REQUIRE(late);
    loop.advance(4s);
    visitor.bridge.receive(late.bytes());
    CHECK(visitor.told.values.empty());
  }
  SECTION("a hub that accepts and never says welcome is given up as well") {
    visitor.hang_up();
    visitor.dial(site);
    loop.advance(19s);
    CHECK(!visitor.near->closed);
    loop.advance(3s);
    CHECK(visitor.near->closed);
    CHECK(visitor.bridge.status() == Status::reconnecting);
  }
}

TEST_CASE("trap: disconnect() that cannot interrupt a dial") {
  // That the dial itself is given up is the adapter's half: tests/js/bridge.test.mjs, "that does
  // not answer is given up by disconnect".
  ManualLoop loop;
  Site site(loop);
  Visitor visitor(loop);
  visitor.bridge.dialing();
  visitor.bridge.stopped();
  CHECK(visitor.bridge.status() == Status::disconnected);

  tests::PairEnd late;
  visitor.bridge.connected(late);
  CHECK(late.closed);
  CHECK(late.code == Close::normal);
  CHECK(!visitor.bridge.produce());
  CHECK(visitor.bridge.status() == Status::disconnected);

  visitor.dial(site);
  visitor.talk();
  CHECK(visitor.told.statuses == std::vector{Status::connecting, Status::disconnected,
                                             Status::connecting, Status::connected});
}

TEST_CASE("trap: a lag that ends a subscription without a word") {
  ManualLoop loop;
  Site site(loop);
  site.record("ring.a");
  site.record("latest.a");
  Visitor visitor(loop);
  visitor.bridge.subscribe("#");
  visitor.dial(site);
  visitor.talk();
  for (int i = 1; i <= 10; ++i) {
    site.set("ring.a", i);
    site.set("latest.a", i);
  }
  visitor.talk();
  // Of a ring of three the last three, and a word about the others; of `latest` the latest.
  CHECK(visitor.told.values ==
        Values{"latest.a 10", "ring.a lost 1-7", "ring.a 8", "ring.a 9", "ring.a 10"});
  CHECK(!visitor.far->closed);
  visitor.told.values.clear();
  site.set("ring.a");
  site.set("latest.a");
  visitor.talk();
  CHECK(visitor.told.values == Values{"latest.a 11", "ring.a 11"});
}

TEST_CASE("trap: a snapshot overtaken by live data") {
  ManualLoop loop;
  sync::HubOptions options;
  options.frame_fill = 2;  // a message in each frame
  Site site(loop, std::move(options));
  for (int i = 1; i <= 3; ++i) site.set("ring.a", i);
  Visitor visitor(loop);
  visitor.bridge.subscribe("ring.a");
  visitor.dial(site);
  visitor.say();
  while (visitor.say()) {
  }
  CHECK(has(visitor.hear(), "welcome"));
  while (visitor.say()) {
  }
  CHECK(has(visitor.hear(), R"("subscribed")"));

  SECTION("live values wait until the snapshot is over") {
    CHECK(has(visitor.hear(), R"("type":"snapshot","key":"ring.a","seq":1)"));
    site.set("latest.b");
    CHECK(has(visitor.hear(), R"("type":"snapshot","key":"ring.a","seq":2)"));
    site.set("ring.a");  // the first one is gone, which was sent
    CHECK(has(visitor.hear(), R"("type":"snapshot","key":"ring.a","seq":3)"));
    CHECK(has(visitor.hear(), R"("type":"data","key":"ring.a","seq":4)"));
    CHECK(visitor.hear().empty());
    CHECK(visitor.told.values == Values{"ring.a 1", "ring.a 2", "ring.a 3", "ring.a 4"});
  }
  SECTION("a snapshot that is gone before it was sent is a gap, and no silence") {
    for (int i = 0; i < 5; ++i) site.set("ring.a");
    visitor.talk();
    CHECK(visitor.told.values == Values{"ring.a lost 1-5", "ring.a 6", "ring.a 7", "ring.a 8"});
  }
}

TEST_CASE("trap: a retained set cut off at the live-queue limit (12,500 keys)") {
  constexpr int count = 12'500;
  ManualLoop loop;
  sync::HubOptions options;
  options.bounds.unread_replies = 4096;  // no room for snapshots there
  Site site(loop, std::move(options));
  for (int i = 0; i < count; ++i) site.set("latest." + std::to_string(i));
  Visitor visitor(loop);
  visitor.bridge.subscribe("latest.+");
  visitor.dial(site);
  visitor.say();
  std::string heard = visitor.hear();
  visitor.say();
  heard = visitor.hear();
  CHECK(has(heard, R"("count":12500)"));
  // Live values meanwhile take nobody's place.
  for (int i = 0; i < 100; ++i) site.set("latest.new" + std::to_string(i));
  visitor.talk();
  CHECK(!visitor.far->closed);
  CHECK(visitor.told.values.size() == count + 100);
  CHECK(visitor.records.discover("#").size() == count + 100);

  // And all of them are resumed: that is asked for in one hello, which the hub reads.
  visitor.hang_up();
  site.set("latest.7");
  visitor.told.values.clear();
  visitor.dial(site);
  visitor.talk();
  CHECK(!visitor.far->closed);
  CHECK(visitor.told.values == Values{"latest.7 2"});
}

TEST_CASE("trap: a hello that is too large to resume") {
  ManualLoop loop;
  sync::HubOptions options;
  options.limits.frame_bytes = 4096;
  Site site(loop, std::move(options));
  for (int i = 0; i < 1000; ++i) site.set("latest." + std::to_string(i));
  Visitor visitor(loop);
  visitor.bridge.subscribe("#");
  visitor.dial(site);
  visitor.talk();
  visitor.hang_up();
  for (int i = 0; i < 1000; ++i) site.set("latest." + std::to_string(i), 2);
  visitor.told.values.clear();
  visitor.dial(site);
  visitor.talk();
  CHECK(visitor.bridge.status() == Status::connected);
  CHECK(!visitor.far->closed);
  // Those that were left out begin with a snapshot.
  CHECK(visitor.told.values.size() == 1000);
  for (const db::Record* record : visitor.records.discover("#"))
    CHECK(record->history().back().block.bytes() == reading(2));
}

TEST_CASE("trap: a poison write that blocks the queue") {
  ManualLoop loop;
  sync::HubOptions options;
  options.limits.frame_bytes = 2048;
  options.admit = [](std::string_view) {
    return std::optional(sync::Rights{"", {"#"}, {"latest.#", "none.#", "other.#"}});
  };
  options.record = [](std::string_view key) -> db::Declared {
    if (key.substr(0, 5) == "none.") return {};
    // Of an older contract, or of a newer one.
    const bool other = key.substr(0, 6) == "other.";
    return {other ? &Contract<sensors::GpsLocation>::type : &Contract<sensors::Temperature>::type,
            db::Buffer::latest()};
  };
  Site site(loop, std::move(options));
  Visitor visitor(loop);
  const std::string large = reading(1) + std::string(3000, ' ');
  visitor.bridge.write("latest.a", reading(1), Mode::synced);
  visitor.bridge.write("forbidden.a", reading(2), Mode::synced);
  visitor.bridge.write("none.a", reading(3), Mode::synced);
  visitor.bridge.write("other.a", reading(4), Mode::synced);
  visitor.bridge.write("latest.b", large, Mode::synced);
  visitor.bridge.write("latest.c", reading(6), Mode::synced);
  visitor.dial(site);
  visitor.talk();

  CHECK(!visitor.far->closed);
  CHECK(visitor.told.writes[1] == States{State::queued, State::sent, State::acked});
  CHECK(visitor.told.writes[6] == States{State::queued, State::sent, State::acked});
  CHECK(visitor.bridge.outbox().writes().empty());
  std::vector<std::pair<std::uint64_t, std::string>> dead;
  for (const sync::Write& write : visitor.bridge.dead_letters())
    dead.emplace_back(write.id, write.code.text());
  CHECK(dead == std::vector<std::pair<std::uint64_t, std::string>>{
                    {5, "too-large"}, {2, "forbidden"}, {3, "no-record"}, {4, "contract"}});
  CHECK(!visitor.bridge.dead_letters().back().issues.empty());
}

TEST_CASE("trap: a deep value that no frame can carry") {
  // A frame has levels of its own: what the contract of a record allows has to fit in all the same.
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  const ContractType& type = anything::AnythingContract::type;
  ManualLoop loop;
  sync::HubOptions hub_options;
  hub_options.record = [&](std::string_view) { return db::Declared{&type, db::Buffer::latest()}; };
  db::Db* visitors = nullptr;
  sync::BridgeOptions bridge_options;
  bridge_options.make = [&](std::string_view key) {
    return &*visitors->configure(key, type, db::Buffer::latest());
  };
  Site site(loop, std::move(hub_options));
  Visitor visitor(loop, std::move(bridge_options));
  visitors = &visitor.records;
  visitor.bridge.subscribe("#");
  CHECK(visitor.bridge.write("deep.a", deep, Mode::synced)->id == 1);
  visitor.dial(site);
  visitor.talk();
  CHECK(!visitor.far->closed);
  CHECK(!visitor.near->closed);
  CHECK(visitor.told.writes[1].back() == State::acked);
  CHECK(visitor.told.values == Values{"deep.a 1"});
}

TEST_CASE("trap: a message replayed after resume") {
  ManualLoop loop;
  Site site(loop);
  site.set("ring.a", 1);
  Visitor visitor(loop);
  visitor.bridge.subscribe("ring.a");
  visitor.dial(site);
  visitor.talk();
  site.set("ring.a", 2);
  visitor.talk();
  site.set("ring.a", 3);
  visitor.session->produce();  // on its way when the connection breaks
  visitor.hang_up();
  visitor.dial(site);
  visitor.talk();
  CHECK(visitor.told.values == Values{"ring.a 1", "ring.a 2", "ring.a 3"});
  // Nor is a value believed that an old frame says again.
  visitor.bridge.receive(R"([{"type":"data","key":"ring.a","seq":3,"payload":)" + reading(3) +
                         R"(,"ts":0}])");
  CHECK(visitor.told.values.size() == 3);
}

TEST_CASE("trap: resume that fails on an idle link or before the first message") {
  ManualLoop loop;
  Site site(loop);

  SECTION("a record without a value has a position") {
    site.record("ring.a");
    Visitor visitor(loop);
    visitor.bridge.subscribe("ring.a");
    visitor.dial(site);
    CHECK(has(visitor.talk(), R"({"type":"position","key":"ring.a","seq":0})"));
    visitor.hang_up();
    for (int i = 1; i <= 5; ++i) site.set("ring.a", i);
    visitor.dial(site);
    visitor.talk();
    // It is told what it has missed, as it was there before the first value.
    CHECK(visitor.told.values == Values{"ring.a lost 1-2", "ring.a 3", "ring.a 4", "ring.a 5"});
  }
  SECTION("an idle link keeps its position over many cuts") {
    site.set("ring.a", 1);
    Visitor visitor(loop);
    visitor.bridge.subscribe("ring.a");
    visitor.dial(site);
    visitor.talk();
    for (int i = 0; i < 3; ++i) {
      visitor.hang_up();
      visitor.dial(site);
      CHECK(!has(visitor.talk(), "snapshot"));
    }
    visitor.hang_up();
    site.set("ring.a", 2);
    visitor.dial(site);
    CHECK(!has(visitor.talk(), "snapshot"));
    CHECK(visitor.told.values == Values{"ring.a 1", "ring.a 2"});
  }
  SECTION("a link that breaks between the answer and the first value begins again") {
    site.set("ring.a", 1);
    Visitor visitor(loop);
    visitor.bridge.subscribe("ring.a");
    visitor.dial(site);
    visitor.say();
    visitor.hang_up();
    visitor.dial(site);
    visitor.talk();
    CHECK(visitor.told.values == Values{"ring.a 1"});
  }
  SECTION("another history is not resumed") {
    site.set("ring.a", 1);
    site.set("ring.a", 2);
    Visitor visitor(loop);
    visitor.bridge.subscribe("ring.a");
    visitor.dial(site);
    visitor.talk();
    visitor.hang_up();
    sync::HubOptions options;
    options.epoch = "another";
    Site next(loop, std::move(options));
    for (int i = 1; i <= 3; ++i) next.set("ring.a", i);
    visitor.dial(next);
    CHECK(has(visitor.talk(), R"("type":"snapshot","key":"ring.a","seq":1)"));
    visitor.hang_up();
  }
}

TEST_CASE("trap: a write applied twice after a crash between apply and ack") {
  ManualLoop loop;
  Paper paper;
  const auto kept = [&paper] {
    sync::HubOptions options;
    options.hub_log = &paper;
    options.epoch = "kept";
    return options;
  };
  Visitor visitor(loop);
  visitor.bridge.write("ring.a", reading(1), Mode::synced);

  {
    Site first(loop, kept());
    visitor.dial(first);
    visitor.talk();
    REQUIRE(paper.lines.size() == 1);
    CHECK(visitor.told.writes[1] == States{State::queued, State::sent});
    // It is on the disk, and the hub ends before anybody hears of it.
    visitor.hang_up();
  }
  const Paper::Line line = paper.lines[0];
  CHECK(line.client == "/visitor");

  Site second(loop, kept());
  second.records.restore("ring.a", Contract<sensors::Temperature>::type, db::Buffer::ring(3),
                         line.sequence);
  second.hub.restore_write(line.client, line.write, line.sequence, wire::Durability::synced);
  visitor.dial(second);
  visitor.talk();
  CHECK(visitor.told.writes[1] == States{State::queued, State::sent, State::acked});
  CHECK(paper.lines.size() == 1);
  CHECK(second.records.find("ring.a")->newest() == 1);
  // The next one is another one.
  visitor.bridge.write("ring.a", reading(2), Mode::synced);
  visitor.talk();
  second.hub.kept(1);
  visitor.talk();
  CHECK(visitor.told.writes[2] == States{State::queued, State::sent, State::acked});
  CHECK(second.records.find("ring.a")->newest() == 2);
  visitor.hang_up();
}
