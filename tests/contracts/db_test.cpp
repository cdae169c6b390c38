// Records under keys: what is accepted, what is kept, who is told.
#include "tally/db/db.h"

#include <string>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "sensors.h"
#include "signals.h"
#include "tally/db/flow.h"
#include "tally/db/simulation.h"

namespace {

using namespace tally::db;
using sensors::Humidity;
using sensors::Temperature;
using tally::Contract;
using tally::Result;

std::string reading(double celsius) {
  return R"({"celsius":)" + std::to_string(celsius) +
         R"(,"timestamp":1732178400000,"sensor_id":"vienna-01"})";
}

Temperature temperature(double celsius) {
  return {celsius, {}, {"vienna-01"}};
}

struct World {
  tally::tests::ManualLoop loop;
  Db db{loop};

  template <class T = Temperature>
  TypedRecord<T> record(std::string_view key, Buffer buffer = Buffer::latest()) {
    const auto made = db.record<T>(key, buffer);
    REQUIRE(made);
    return *made;
  }
};

std::vector<double> celsius_of(const std::vector<Value>& values) {
  std::vector<double> all;
  for (const Value& value : values) all.push_back(value.block.view<Temperature>()->celsius);
  return all;
}

}  // namespace

TEST_CASE("a record has the value that was set last") {
  World world;
  const auto roof = world.record("sensors.roof");
  CHECK_FALSE(roof.get());
  CHECK(*roof.set(temperature(21.5)) == 1);
  CHECK(*world.db.set(roof.record(), reading(22)) == 2);
  CHECK(roof.get()->celsius == 22);
  CHECK(roof.get().sequence() == 2);
  CHECK(roof.get().owned().sensor_id.value == "vienna-01");
}

TEST_CASE("a value that breaks the contract changes nothing and is explained") {
  World world;
  const auto roof = world.record("sensors.roof");
  REQUIRE(roof.set(temperature(20)));
  int told = 0;
  const auto subscription = roof.subscribe([&](const TypedValue<Temperature>&) { ++told; });
  for (const auto& refused :
       {world.db.set(roof.record(), reading(61)), roof.set(temperature(61))}) {
    REQUIRE_FALSE(refused);
    CHECK(refused.issues().at(0).path == "/celsius");
    CHECK(refused.issues().at(0).code == "maximum");
  }
  CHECK(roof.get()->celsius == 20);
  CHECK(told == 0);
  CHECK(roof.record().stats().accepted == 1);
  CHECK(roof.record().stats().refused == 2);
}

TEST_CASE("the same configuration is the same record, another one is a conflict with both places") {
  World world;
  const auto first = world.record("sensors.roof");
  CHECK(&world.record("sensors.roof").record() == &first.record());

  const auto other_buffer = world.db.record<Temperature>("sensors.roof", Buffer::ring(3));
  const int line = __LINE__ - 1;
  REQUIRE_FALSE(other_buffer);
  CHECK(other_buffer.problem().code == "buffer");
  const std::string here = std::string(__FILE__) + ':' + std::to_string(line);
  const std::string there =
      std::string(__FILE__) + ':' + std::to_string(first.record().place().line);
  CHECK(other_buffer.problem().place == here);
  CHECK(other_buffer.problem().text ==
        "record `sensors.roof` has one buffer at " + there + " and another at " + here);

  const auto other_type = world.db.record<Humidity>("sensors.roof", Buffer::latest());
  REQUIRE_FALSE(other_type);
  CHECK(other_type.problem().code == "type");

  const auto no_key = world.db.record<Humidity>("sensors..roof", Buffer::latest());
  REQUIRE_FALSE(no_key);
  CHECK(no_key.problem().code == "key");
}

TEST_CASE("a ring has a history") {
  World world;
  const auto roof = world.record("sensors.roof", Buffer::ring(3));
  for (int i = 1; i <= 5; ++i) REQUIRE(roof.set(temperature(i)));
  Record& record = roof.record();
  CHECK(celsius_of(record.history()) == std::vector<double>{3, 4, 5});
  CHECK(celsius_of(record.history(4)) == std::vector<double>{5});
  CHECK(celsius_of(record.history(0, 2)) == std::vector<double>{4, 5});
  CHECK(record.history(5).empty());
  CHECK(record.history(0, 0).empty());
  CHECK(record.oldest() == 3);
  CHECK(record.newest() == 5);
  CHECK_FALSE(record.at(2));
  CHECK(record.at(4).sequence == 4);
}

TEST_CASE("numbers go on where an earlier program ended") {
  World world;
  for (const Buffer buffer : {Buffer::latest(), Buffer::ring(3)}) {
    const std::string key = buffer == Buffer::latest() ? "one" : "two";
    const auto record = world.db.restore(key, Contract<Temperature>::type, buffer, 41);
    REQUIRE(record);
    CHECK_FALSE(record->get());
    CHECK(record->history().empty());
    CHECK(*world.db.set(*record, reading(1)) == 42);
    CHECK(record->get().sequence == 42);
    CHECK(celsius_of(record->history()) == std::vector<double>{1});
  }
}

TEST_CASE("a mailbox is taken from") {
  World world;
  const auto commands = world.record("commands.roof", Buffer::mailbox());
  CHECK(*commands.set(temperature(1)) == 1);
  CHECK(*commands.set(temperature(2)) == 2);
  CHECK_FALSE(commands.get());
  CHECK(commands.record().broadcast() == nullptr);
  CHECK(commands.record().stats().overwritten == 1);
  const auto letter = commands.record().mailbox()->try_take();
  REQUIRE(letter);
  CHECK(letter->value.view<Temperature>()->celsius == 2);
}

TEST_CASE("records are discovered by pattern, and watched as they come") {
  World world;
  std::vector<std::string> seen;
  world.record("sensors.roof");
  {
    const Watch watch = world.db.watch([&](Record& record) { seen.push_back(record.key()); });
    world.record("sensors.cellar");
    world.record("other");
  }
  world.record("sensors.late");
  CHECK(seen == std::vector<std::string>{"sensors.roof", "sensors.cellar", "other"});
  std::vector<std::string> found;
  for (const Record* record : world.db.discover("sensors.+")) found.push_back(record->key());
  CHECK(found == std::vector<std::string>{"sensors.cellar", "sensors.late", "sensors.roof"});
  CHECK(world.db.discover("other").size() == 1);
  CHECK(world.db.discover("nothing").empty());
}

TEST_CASE("values flow from record to record") {
  World world;
  const auto inside = world.record("inside");
  const auto outside = world.record("outside");
  const auto doubled = world.record("doubled");
  const auto difference = world.record("difference");
  std::vector<double> tapped;
  std::vector<std::size_t> counts;

  const Flow looking =
      tap(inside, [&](const TypedValue<Temperature>& value) { tapped.push_back(value->celsius); });
  const Flow doubling = transform(inside, doubled, [](const TypedValue<Temperature>& value) {
    return value->celsius > 25 ? std::nullopt : std::optional(temperature(2 * value->celsius));
  });
  const Flow joining = join(inside, outside, difference,
                            [](const TypedValue<Temperature>& a, const TypedValue<Temperature>& b) {
                              return std::optional(temperature(a->celsius - b->celsius));
                            });
  const Flow counting = window(inside, 2, [&](const Window<Temperature>& values) {
    counts.push_back(values.size());
    CHECK(values.back()->celsius == inside.get()->celsius);
  });

  REQUIRE(inside.set(temperature(10)));
  CHECK(doubled.get()->celsius == 20);
  CHECK_FALSE(difference.get());
  REQUIRE(outside.set(temperature(4)));
  CHECK(difference.get()->celsius == 6);
  REQUIRE(inside.set(temperature(30)));
  CHECK(doubled.get().sequence() == 1);
  CHECK(difference.get()->celsius == 26);
  REQUIRE(inside.set(temperature(12)));
  CHECK(tapped == std::vector<double>{10, 30, 12});
  CHECK(counts == std::vector<std::size_t>{1, 2, 2});
}

TEST_CASE("a source sets a record until its scope ends") {
  World world;
  const auto roof = world.record("roof", Buffer::ring(100));
  double next = 0;
  {
    auto running = world.loop.spawn(
        source(roof, std::chrono::seconds(1), [&] { return temperature(next += 30); }), "source");
    world.loop.advance(std::chrono::seconds(4));
    running.cancel();
    world.loop.run();
  }
  world.loop.advance(std::chrono::seconds(4));
  // The third and the fourth break the contract.
  CHECK(celsius_of(roof.record().history()) == std::vector<double>{30, 60});
  CHECK(roof.record().stats().refused == 2);
}

TEST_CASE("a simulated record behaves as its contract says, and keeps what that does not mention") {
  World world;
  const auto pump = world.record<acme::signals::Pump>("pumps.1", Buffer::ring(100));
  int asked = 0;
  const auto base = [&] { return "{\"at\":" + std::to_string(++asked) + "}"; };
  {
    auto running = world.loop.spawn(
        run(Simulation(world.db, pump.record(), base), std::chrono::seconds(1)), "simulation");
    world.loop.advance(std::chrono::seconds(3));
    running.cancel();
    world.loop.run();
  }
  const auto values = pump.record().history();
  REQUIRE(values.size() == 3);
  std::vector<double> levels;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& value = *values[i].block.view<acme::signals::Pump>();
    CHECK(tally::to_millis(value.at.value) == static_cast<std::int64_t>(i) + 1);
    levels.push_back(value.level);
  }
  CHECK(levels[0] == 50);
  CHECK(levels[1] != 50);
  CHECK(pump.record().stats().refused == 0);
}

TEST_CASE("the same seed simulates the same values") {
  const auto levels = [](std::uint64_t seed) {
    World world;
    const auto pump = world.record<acme::signals::Pump>("pumps.1", Buffer::ring(100));
    Simulation simulation(
        world.db, pump.record(), [] { return R"({"at":0})"; }, seed);
    for (int i = 0; i < 20; ++i) REQUIRE(simulation.step());
    std::string all;
    for (const Value& value : pump.record().history()) all += value.block.bytes();
    return all;
  };
  CHECK(levels(7) == levels(7));
  CHECK(levels(7) != levels(8));
}

TEST_CASE("a simulation whose documents are none changes nothing") {
  World world;
  const auto pump = world.record<acme::signals::Pump>("pumps.1", Buffer::ring(100));
  for (const char* base : {"", "{", "[]", R"({"at":0,"more":1})"}) {
    Simulation simulation(world.db, pump.record(), [&] { return base; });
    CHECK_FALSE(simulation.step());
  }
  CHECK(pump.record().newest() == 0);
  CHECK(pump.record().stats().refused == 4);
}
