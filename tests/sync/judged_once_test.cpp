// A value is judged where it comes in, and never again.
#include <string>

#include "catch.h"
#include "sync/counted.h"
#include "sync/pair.h"
#include "tally/db/typed.h"

namespace {

using namespace tally;
using sync::Mode;
using tests::Counted;
using tests::counted;
using tests::Counts;
using tests::ManualLoop;
using tests::once_from_text;
using tests::once_from_value;
using tests::reading;
using tests::Site;
using tests::Visitor;

db::Declared declared(std::string_view /*key*/) {
  return {&Counted::type, db::Buffer::ring(3)};
}

sync::HubOptions counting_hub() {
  sync::HubOptions options;
  options.record = declared;
  return options;
}

/// A hub and its client, which both count, and are connected.
struct Pair {
  Pair() {
    visitor.dial(site);
    visitor.bridge.subscribe("#");
    visitor.talk();
  }
  static sync::BridgeOptions counting(Visitor*& visitor) {
    sync::BridgeOptions options;
    options.make = [&visitor](std::string_view key) {
      return &*visitor->records.configure(key, Counted::type, db::Buffer::ring(3));
    };
    return options;
  }

  ManualLoop loop;
  Site site{loop, counting_hub()};
  Visitor* self = &visitor;
  Visitor visitor{loop, counting(self)};
};

}  // namespace

TEST_CASE("a value that a program sets is judged once, and never read") {
  ManualLoop loop;
  db::Db db(loop);
  const auto record = db.record<Counted>("sensors.roof", db::Buffer::ring(3));
  REQUIRE(record);
  const sensors::Temperature value{21.5, {}, {"vienna-01"}};
  CHECK(counted([&] { CHECK(record->set(value)); }) == once_from_value);
  CHECK(counted([&] { CHECK(db.set(record->record(), reading(1))); }) == once_from_text);
  CHECK(counted([&] { CHECK(record->get()->celsius == 1); }) == Counts{});
}

TEST_CASE("a write is judged once, whatever its mode") {
  Pair pair;
  for (const Mode mode : {Mode::local, Mode::synced, Mode::hybrid}) {
    const auto write = [&] { CHECK(pair.visitor.bridge.write("ring.a", reading(1), mode)); };
    CHECK(counted(write) == once_from_text);
  }
}

TEST_CASE("the hub judges a client's value once, and so does each client that it is sent to") {
  Pair pair;
  REQUIRE(pair.visitor.bridge.write("ring.a", reading(1), Mode::synced));
  CHECK(counted([&] { CHECK(pair.visitor.say()); }) == once_from_text);
  CHECK(counted([&] { pair.visitor.talk(); }) == once_from_text);
  CHECK(pair.visitor.records.find("ring.a")->newest() == 1);
  // The same write once more is known.
  CHECK(counted([&] {
          pair.visitor.session->receive(R"([{"type":"write","id":1,"key":"ring.a","payload":)" +
                                        reading(1) + R"(,"ts":0}])");
        }) == Counts{});
}
