#include "tally/virtual/seeds.h"

#include <cstdlib>
#include <string>

#include "catch.h"
#include "scenarios.h"

using namespace std::chrono_literals;
using tally::Problem;
using tally::async::Scope;
using tally::async::Task;
using tally::virtual_time::Failure;
using tally::virtual_time::Loop;
using tally::virtual_time::Options;
using tally::virtual_time::Rest;
using tally::virtual_time::run_seed;
using tally::virtual_time::search_seeds;
using tally::virtual_time::Verdict;

namespace {

/// Looks for a seed that fails; TALLY_SEED=4711 runs just that one.
template <class Scenario>
std::optional<Failure> look(std::uint64_t count, Scenario&& scenario) {
  if (const char* seed = std::getenv("TALLY_SEED")) {
    return search_seeds(Options::faulty(std::strtoull(seed, nullptr, 10)), 1, scenario);
  }
  return search_seeds(Options::faulty(1), count, scenario);
}

/// A program that does a little of everything.
Task<Verdict> medley(Loop& loop) {
  auto numbers = loop.channel<int>(1);
  auto body = [&](Scope& scope) -> Task<> {
    scope.spawn(
        [](Loop& l, tally::async::Channel<int>& out) -> Task<> {
          auto interval = l.interval(10ms);
          for (int i = 0; i < 3; ++i) {
            co_await interval.next();
            if (!co_await out.send(i)) break;
          }
          out.close();
        }(loop, numbers),
        "sender");
    while (const auto number = co_await numbers.receive()) {
      co_await loop.run_blocking([] {});
      co_await loop.yield();
    }
  };
  co_await with_scope(loop, body);
  co_return Verdict();
}

std::string trace_of(std::uint64_t seed) {
  Options options = Options::faulty(seed);
  options.late.rate = options.freeze.rate = options.wall_jump.rate = 0.3;
  options.trace = true;
  Loop loop(options);
  const auto outcome = loop.run(medley(loop), "medley");
  return outcome ? loop.trace() : std::string("stuck");
}

}  // namespace

TEST_CASE("a program with no race passes with every seed", "[virtual]") {
  const auto failure = look(200, medley);
  INFO((failure ? failure->text() : std::string()));
  REQUIRE_FALSE(failure);
}

TEST_CASE("a race is found, and its seed replays it byte for byte", "[virtual]") {
  const auto failure = search_seeds(Options::faulty(1), 10'000, scenarios::lost_update);
  REQUIRE(failure);
  REQUIRE(failure->problem.text == "the counter is 2, not 3");
  REQUIRE_FALSE(failure->trace.empty());
  REQUIRE(failure->text().rfind("seed " + std::to_string(failure->seed) + ": the counter is ", 0) ==
          0);

  Options options = Options::faulty(failure->seed);
  options.trace = true;
  for (int i = 0; i < 3; ++i) {
    const auto again = run_seed(options, scenarios::lost_update);
    REQUIRE(again);
    REQUIRE(again->problem == failure->problem);
    REQUIRE(again->trace == failure->trace);
  }
}

TEST_CASE("the search takes the first seed that fails", "[virtual]") {
  const auto failure = search_seeds(Options::faulty(1), 10'000, scenarios::lost_update);
  REQUIRE(failure);
  REQUIRE_FALSE(search_seeds(Options::faulty(1), failure->seed - 1, scenarios::lost_update));
  REQUIRE(search_seeds(Options::faulty(failure->seed), 1, scenarios::lost_update));
}

TEST_CASE("a deadlock is found without the scenario looking for it", "[virtual]") {
  const auto failure = search_seeds(Options::faulty(1), 10'000, scenarios::deadlock);
  REQUIRE(failure);
  CHECK(failure->problem.code == "stuck");
  REQUIRE(failure->problem.text ==
          "stuck:\n"
          "scenario: in a scope\n"
          "  one: receiving\n"
          "  other: receiving\n");
}

TEST_CASE("a scenario that depends on more than its loop is told so", "[virtual]") {
  int runs = 0;
  const auto failure = search_seeds(Options::faulty(1), 1, [&](Loop&) -> Task<Verdict> {
    co_return Problem{"count", std::to_string(++runs), {}};
  });
  REQUIRE(failure);
  REQUIRE(failure->problem.text == "not the same again: 1");
}

TEST_CASE("the same seed gives the same trace, and another one another", "[virtual]") {
  REQUIRE(trace_of(1) == trace_of(1));
  REQUIRE(trace_of(1) != trace_of(2));
}

TEST_CASE("a trace says what happened and when", "[virtual]") {
  Options options;
  options.trace = true;
  options.blocking_time = 1ms;
  Loop loop(options);
  loop.spawn(medley(loop), "medley");
  loop.run_for(20ms);
  loop.throttle(1s);
  loop.jump_wall(-1us);
  loop.freeze(1ns);
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(loop.trace() ==
          "0 run medley#1\n"
          "0 run body#2\n"
          "0 run sender#3\n"
          "10000000 clock\n"
          "10000000 run sender#3\n"
          "10000000 run body#2\n"
          "11000000 clock\n"
          "11000000 work\n"
          "11000000 run body#2\n"
          "11000000 run body#2\n"
          "20000000 clock\n"
          "20000000 run sender#3\n"
          "20000000 run body#2\n"
          "20000000 throttle 1000000000\n"
          "20000000 wall -1000\n"
          "20000000 freeze 1\n"
          "20000001 clock\n"
          "21000000 clock\n"
          "21000000 work\n"
          "21000000 run body#2\n"
          "21000000 run body#2\n"
          "1000000000 clock\n"
          "1000000000 run sender#3\n"
          "1000000000 run body#2\n"
          "1001000000 clock\n"
          "1001000000 work\n"
          "1001000000 run body#2\n"
          "1001000000 run body#2\n"
          "1001000000 run medley#1\n");
}

TEST_CASE("nothing is recorded unless asked for", "[virtual]") {
  Loop loop(Options::faulty(1));
  REQUIRE(loop.run(medley(loop)));
  REQUIRE(loop.trace().empty());
}

TEST_CASE("a seed means the same on every platform", "[virtual]") {
  REQUIRE(trace_of(1) ==
          "0 run medley#1\n"
          "0 run body#2\n"
          "0 run sender#3\n"
          "10000000 clock\n"
          "10000000 run sender#3\n"
          "10000000 run body#2\n"
          "10000000 slow work 46636951\n"
          "20000000 clock\n"
          "20000000 run sender#3\n"
          "30000000 clock\n"
          "30000000 freeze 28659556\n"
          "58659556 clock\n"
          "58659556 run sender#3\n"
          "58659556 work\n"
          "58659556 run body#2\n"
          "58659556 run body#2\n"
          "58659556 slow work 49537486\n"
          "58659556 run sender#3\n"
          "108197042 clock\n"
          "108197042 late 15687160\n"
          "123884202 clock\n"
          "123884202 work\n"
          "123884202 run body#2\n"
          "123884202 run body#2\n"
          "123884202 work\n"
          "123884202 run body#2\n"
          "123884202 run body#2\n"
          "123884202 run medley#1\n");
}
