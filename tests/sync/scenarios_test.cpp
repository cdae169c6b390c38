// Hub and bridge on a network that fails, with seeds: what wire.md promises holds in the end.
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>

#include "catch.h"
#include "sync/world.h"
#include "tally/virtual/seeds.h"

namespace {

using namespace tally::tests;
using namespace std::chrono_literals;
using tally::async::Scope;
using tally::sync::Mode;
using tally::virtual_time::Options;

struct Plan {
  Faults faults;
  bool durable = false;
  double kill = 0;    // of a step
  double reload = 0;  // of a step
  Mode mode = Mode::synced;
  int steps = 60;
};

/// Clients write at random for a while; then all faults end, and everything comes to rest.
Task<std::string> run_plan(Loop& loop, Plan plan) {
  std::string verdict;
  std::optional<World> made;  // outlives the tasks
  auto body = [&](Scope& scope) -> Task<> {
    World& world = made.emplace(loop, scope, plan.faults, plan.durable);
    world.ordered = plan.mode == Mode::synced;
    for (int i = 0; i < 3; ++i) world.add_client();
    for (int step = 0; step < plan.steps; ++step) {
      co_await loop.sleep(world.up_to(2s));
      if (world.server() == nullptr) {
        world.start();
      } else if (world.chance(plan.kill)) {
        world.kill();
      }
      for (Client& client : world.clients) {
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
    world.faults = {};
    if (world.server() == nullptr) world.start();
    co_await loop.sleep(180s);
    verdict = world.verdict();
    scope.cancel();
  };
  co_await tally::async::with_scope(loop, body);
  co_return verdict;
}

/// In CI a few; TALLY_SEEDS says how many in a long run, and TALLY_FIRST_SEED the first of them.
std::uint64_t seeds(std::uint64_t usual) {
  const char* wanted = std::getenv("TALLY_SEEDS");
  return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

void holds(const Plan& plan, std::uint64_t count) {
  Options options;
  const char* first = std::getenv("TALLY_FIRST_SEED");
  options.seed = first == nullptr ? 1 : std::strtoull(first, nullptr, 10);
  const auto failure = tally::virtual_time::search_seeds(
      options, seeds(count), [&](Loop& loop) { return run_plan(loop, plan); });
  CHECK((failure ? failure->text().substr(0, 3000) : std::string()) == "");
}

Faults bad_network() {
  return {300ms, 0.01, 0.01, 0.01, 0.2};
}

}  // namespace

TEST_CASE("on a good network everything arrives") {
  holds({}, 50);
}

TEST_CASE("a bad network costs time and nothing else") {
  Plan plan;
  plan.faults = bad_network();
  holds(plan, 200);
}

TEST_CASE("what a hub keeps survives its end, and nothing is applied twice") {
  Plan plan;
  plan.faults = bad_network();
  plan.durable = true;
  plan.kill = 0.05;
  holds(plan, 200);
}

TEST_CASE("a hub that keeps nothing begins another history") {
  Plan plan;
  plan.faults = bad_network();
  plan.kill = 0.05;
  holds(plan, 200);
}

TEST_CASE("writes survive the page that made them") {
  Plan plan;
  plan.faults = bad_network();
  plan.durable = true;
  plan.kill = 0.03;
  plan.reload = 0.05;
  holds(plan, 200);
}

TEST_CASE("writes that are seen at once arrive all the same") {
  Plan plan;
  plan.faults = bad_network();
  plan.durable = true;
  plan.mode = Mode::hybrid;
  holds(plan, 100);
}
