// Hub and bridge on a network that fails, with seeds: what wire.md promises holds in the end.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "catch.h"
#include "sync/world.h"
#include "tally/virtual/seeds.h"

namespace {

using namespace tally::tests;
using namespace std::chrono_literals;
using tally::async::Scope;
using tally::sync::Mode;
using tally::virtual_time::Options;
using tally::virtual_time::Verdict;

struct Plan {
  Faults faults;
  bool durable = false;
  double kill = 0;    // of a step
  double reload = 0;  // of a step
  Mode mode = Mode::synced;
  std::chrono::seconds age = 24h;  // that a write may wait
  int steps = 60;
};

/// Clients write at random for a while; then all faults end, and everything comes to rest.
Task<Verdict> run_plan(Loop& loop, Plan plan, Troubles& troubles) {
  std::string wrong;
  std::optional<World> made;  // outlives the tasks
  auto body = [&](Scope& scope) -> Task<> {
    World& world = made.emplace(loop, scope, plan.faults, plan.durable, troubles);
    world.ordered = plan.mode == Mode::synced;
    world.age = plan.age;
    for (int i = 0; i < 3; ++i) world.add_client();
    for (int step = 0; step < plan.steps; ++step) {
      co_await loop.sleep(world.up_to(2s));
      world.disturb();
      if (world.server() == nullptr) {
        world.start();
      } else if (world.chance(plan.kill)) {
        world.kill();
      }
      for (Client& client : world.clients) {
        if (!client.machine().runs()) continue;
        if (world.chance(plan.reload)) client.reload();
        const auto count = loop.random().uniform(0, 4);
        for (int i = 0; i < count; ++i) {
          const char* const keys[] = {"latest.a", "latest.b", "ring.a", "ring.b", "box.a"};
          const bool allowed = !world.chance(0.1);
          client.write(keys[loop.random().uniform(0, 4)], allowed,
                       allowed ? plan.mode : Mode::synced);
        }
      }
    }
    if (world.server() == nullptr) world.start();
    co_await loop.sleep(world.calm() + 120s);
    wrong = world.verdict();
    scope.cancel();
  };
  co_await tally::async::with_scope(loop, body);
  if (wrong.empty()) co_return Verdict();
  co_return tally::Problem{"promise", wrong, {}};
}

/// In CI a few; TALLY_SEEDS says how many in a long run, and TALLY_FIRST_SEED the first of them.
std::uint64_t number_of(const char* variable, std::uint64_t usual) {
  const char* wanted = std::getenv(variable);
  return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

struct Kind {
  const char* name;
  std::uint64_t Troubles::*count;
};

constexpr Kind kinds[] = {
    {"refused", &Troubles::refused},
    {"cut", &Troubles::cut},
    {"half open", &Troubles::half_open},
    {"delayed", &Troubles::delayed},
    {"dropped", &Troubles::dropped},
    {"overtaken", &Troubles::overtaken},
    {"doubled", &Troubles::doubled},
    {"slow", &Troubles::slow},
    {"gaps", &Troubles::gaps},
    {"kills", &Troubles::kills},
    {"lost tails", &Troubles::lost_tails},
    {"reloads", &Troubles::reloads},
    {"frozen", &Troubles::frozen},
    {"asleep", &Troubles::suspended},
    {"throttled", &Troubles::throttled},
    {"clock forward", &Troubles::forward},
    {"clock back", &Troubles::back},
    {"piled up", &Troubles::piled_up},
    {"silent", &Troubles::silent},
    {"expired", &Troubles::expired},
};
constexpr std::uint64_t Troubles::*network[] = {
    &Troubles::refused, &Troubles::cut,     &Troubles::half_open,
    &Troubles::delayed, &Troubles::dropped, &Troubles::overtaken,
    &Troubles::doubled, &Troubles::slow,    &Troubles::gaps};

using Expected = std::vector<std::uint64_t Troubles::*>;

/// What wire.md promises holds for each seed, and what is `expected` to go wrong did.
void holds(const Plan& plan, std::uint64_t count, const Expected& expected) {
  Options options;
  options.seed = number_of("TALLY_FIRST_SEED", 1);
  const std::uint64_t seeds = number_of("TALLY_SEEDS", count);
  Troubles troubles;
  const auto failure = tally::virtual_time::search_seeds(
      options, seeds, [&](Loop& loop) { return run_plan(loop, plan, troubles); });
  CHECK((failure ? failure->text().substr(0, 3000) : std::string()) == "");
  std::string report = std::to_string(seeds) + " runs";
  for (const Kind& kind : kinds) {
    const std::uint64_t times = troubles.*kind.count;
    if (times > 0) report += std::string(", ") + kind.name + " " + std::to_string(times);
    // A few seeds need not meet everything.
    if (seeds < count || std::find(expected.begin(), expected.end(), kind.count) == expected.end())
      continue;
    INFO(kind.name);
    CHECK(times > 0);
  }
  std::printf("%s: %s\n", Catch::getResultCapture().getCurrentTestName().c_str(), report.c_str());
}

/// What a network does, and some of what else there is.
Expected network_and(Expected others = {}) {
  others.insert(others.end(), std::begin(network), std::end(network));
  return others;
}

Plan on_a_bad_network() {
  Plan plan;
  plan.faults.latency = 300ms;
  plan.faults.cut = plan.faults.half_open = plan.faults.stall = 0.01;
  plan.faults.refused = 0.2;
  plan.faults.slow = 0.02;
  return plan;
}

Plan in_bad_time() {
  Plan plan = on_a_bad_network();
  plan.steps = 150;
  plan.faults.clock = 0.02;
  plan.faults.throttle = 0.02;
  plan.faults.freeze = 0.01;
  plan.faults.suspend = 0.002;
  return plan;
}

const Expected time_troubles = {&Troubles::frozen,  &Troubles::suspended, &Troubles::throttled,
                                &Troubles::forward, &Troubles::back,      &Troubles::piled_up,
                                &Troubles::silent};

}  // namespace

TEST_CASE("on a good network everything arrives") {
  holds({}, 50, {});
}

TEST_CASE("a bad network costs time and nothing else") {
  holds(on_a_bad_network(), 200, network_and());
}

TEST_CASE("what a hub keeps survives its end, and nothing is applied twice") {
  Plan plan = on_a_bad_network();
  plan.durable = true;
  plan.kill = 0.05;
  holds(plan, 200, network_and({&Troubles::kills, &Troubles::lost_tails}));
}

TEST_CASE("a hub that keeps nothing begins another history") {
  Plan plan = on_a_bad_network();
  plan.kill = 0.05;
  holds(plan, 200, network_and({&Troubles::kills}));
}

TEST_CASE("writes survive the page that made them") {
  Plan plan = on_a_bad_network();
  plan.durable = true;
  plan.kill = 0.03;
  plan.reload = 0.05;
  holds(plan, 200, network_and({&Troubles::kills, &Troubles::lost_tails, &Troubles::reloads}));
}

TEST_CASE("writes that are seen at once arrive all the same") {
  Plan plan = on_a_bad_network();
  plan.durable = true;
  plan.mode = Mode::hybrid;
  holds(plan, 100, network_and());
}

TEST_CASE("clocks may jump, tabs may freeze and machines may sleep") {
  Plan plan = in_bad_time();
  plan.durable = true;
  plan.kill = 0.03;
  Expected expected = network_and(time_troubles);
  expected.push_back(&Troubles::kills);
  holds(plan, 200, expected);
}

TEST_CASE("a write waits as long as it may, whatever the time of day does meanwhile") {
  Plan plan = in_bad_time();
  plan.age = 60s;
  Expected expected = network_and(time_troubles);
  expected.push_back(&Troubles::expired);
  holds(plan, 200, expected);
}
