// What contracts declare besides types, as C++ programs see it.
#include "signals.h"

#include <string>

#include "catch.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace acme::signals {
namespace {

static_assert(MaxPumps == 12 && std::is_same_v<decltype(MaxPumps), const std::uint16_t>);
static_assert(Smallest == -9007199254740993);
static_assert(Full == Percent{100});
static_assert(Ratio == 0.1 && Half == 0.5F && Metric);
static_assert(Site == "pump-house");
static_assert(Resting == PumpState::off);

TEST_CASE("consts that have no literal are functions") {
  CHECK(FirstPump() == PumpId{"pump-1"});
  CHECK(Price() == tally::Decimal::from(1250, 2));
  CHECK(Opened() == std::chrono::year{2019} / 4 / 1);
  CHECK(Checked().nanoseconds == 1767225600000000000);
  CHECK(Interval() == std::chrono::seconds(10));
}

TEST_CASE("a record has its main signal") {
  Pump pump{};
  pump.*tally::Signal<Pump>::member = Percent{40};
  CHECK(pump.level == Percent{40});
  CHECK(tally::Signal<Pump>::name == "level");
}

TEST_CASE("keys are a table and functions") {
  REQUIRE(std::size(keys) == 3);
  CHECK(keys[1].pattern == "pumps.{id}");
  CHECK(keys[1].type->name == "acme.signals.Pump");
  CHECK(keys[1].buffer == tally::KeyDefinition::Buffer::ring);
  CHECK(keys[1].capacity == 600);
  CHECK(keys[2].access == tally::KeyDefinition::Access::write);
  CHECK(pumps_key() == "pumps");
  CHECK(pumps_key_2("p1") == "pumps.p1");
  CHECK(orders_pump_key("p1") == "orders.pump.p1");
}

}  // namespace
}  // namespace acme::signals
