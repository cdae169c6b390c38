#include "tally/virtual/loop.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catch.h"

using namespace std::chrono_literals;
using tally::async::Channel;
using tally::async::Duration;
using tally::async::Instant;
using tally::async::Interval;
using tally::async::Join;
using tally::async::MissedTicks;
using tally::async::Outcome;
using tally::async::Task;
using tally::async::Tick;
using tally::async::WallTime;
using tally::virtual_time::Loop;
using tally::virtual_time::Options;
using tally::virtual_time::Rest;

namespace {

using Log = std::vector<std::string>;

Instant at(Duration since_start) {
  return Instant(since_start);
}

Task<> sleep_for(Loop& loop, Duration wait, std::vector<Duration>& ended) {
  co_await loop.sleep(wait);
  ended.push_back(loop.now().time_since_epoch());
}

Task<> receive_one(Channel<int>& channel) {
  co_await channel.receive();
}

Task<> tick_for_ever(Loop& loop, Duration period, MissedTicks policy, std::vector<Tick>& ticks) {
  for (Interval interval = loop.interval(period, policy);;) {
    ticks.push_back(co_await interval.next());
  }
}

Task<> say(Log& log, const char* text) {
  log.emplace_back(text);
  co_return;
}

}  // namespace

TEST_CASE("the clock starts at 0 and jumps to what is due next", "[virtual]") {
  std::vector<Duration> ended;
  Loop loop;
  REQUIRE(loop.now() == at(0s));
  loop.spawn(sleep_for(loop, 24h, ended));
  loop.spawn(sleep_for(loop, 3ns, ended));
  loop.spawn(sleep_for(loop, 0s, ended));
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(ended == std::vector<Duration>{0s, 3ns, 24h});
  REQUIRE(loop.now() == at(24h));
}

TEST_CASE("the clock stands still while anything is ready", "[virtual]") {
  Loop loop;
  const Outcome<Duration> passed = loop.run([](Loop& l) -> Task<Duration> {
    for (int i = 0; i < 1000; ++i) co_await l.yield();
    co_return l.now().time_since_epoch();
  }(loop));
  REQUIRE(*passed == 0s);
}

TEST_CASE("run_for and run_until go exactly that far", "[virtual]") {
  std::vector<Duration> ended;
  Loop loop;
  for (const Duration wait : {1s, 2s, 3s}) loop.spawn(sleep_for(loop, wait, ended));

  SECTION("what is due at the end is done") {
    REQUIRE(loop.run_until(at(2s)) == Rest::waiting);
    REQUIRE(loop.now() == at(2s));
    REQUIRE(ended == std::vector<Duration>{1s, 2s});
  }
  SECTION("what is due after it is not") {
    REQUIRE(loop.run_for(2s - 1ns) == Rest::waiting);
    REQUIRE(loop.now() == at(2s - 1ns));
    REQUIRE(ended == std::vector<Duration>{1s});
    REQUIRE(loop.run_for(1ns) == Rest::waiting);
    REQUIRE(ended == std::vector<Duration>{1s, 2s});
  }
  SECTION("also when nothing is due") {
    REQUIRE(loop.run_for(1h) == Rest::ended);
    REQUIRE(loop.now() == at(1h));
  }
  SECTION("the clock never goes back") {
    loop.run_for(2s);
    REQUIRE(loop.run_until(at(1s)) == Rest::waiting);
    REQUIRE(loop.now() == at(2s));
  }
}

TEST_CASE("run_until ends where an interval does not", "[virtual]") {
  std::vector<Tick> ticks;
  Loop loop;
  loop.spawn(tick_for_ever(loop, 1ms, MissedTicks::skip, ticks));
  REQUIRE(loop.run_for(10s) == Rest::waiting);
  REQUIRE(ticks.size() == 10'000);
  loop.cancel();
  REQUIRE(loop.run() == Rest::ended);
}

TEST_CASE("tasks that nothing will ever wake are stuck, and the tree names them", "[virtual]") {
  Channel<int> channel(0);
  std::vector<Duration> ended;
  Loop loop;
  loop.spawn(receive_one(channel), "reader");
  loop.spawn(sleep_for(loop, 1s, ended), "sleeper");
  REQUIRE(loop.run() == Rest::stuck);
  REQUIRE(loop.now() == at(1s));
  REQUIRE(loop.tree() == "reader: receiving\n");
  REQUIRE(channel.try_send(1));
  REQUIRE(loop.run() == Rest::ended);
}

TEST_CASE("a sleep until the end of time is stuck", "[virtual]") {
  std::vector<Duration> ended;
  Loop loop;
  loop.spawn(sleep_for(loop, Duration::max(), ended), "sleeper");
  REQUIRE(loop.run() == Rest::stuck);
  REQUIRE(loop.now() == at(0s));
}

TEST_CASE("run gives what a task returned", "[virtual]") {
  Channel<int> channel(0);
  std::vector<Duration> ended;
  Loop loop;

  SECTION("and leaves other tasks as they are") {
    loop.spawn(sleep_for(loop, 2s, ended));
    const Outcome<int> outcome = loop.run([](Loop& l) -> Task<int> {
      co_await l.sleep(1s);
      co_return 7;
    }(loop));
    REQUIRE(*outcome == 7);
    REQUIRE(loop.now() == at(1s));
    REQUIRE_FALSE(loop.idle());
    REQUIRE(ended.empty());
  }
  SECTION("or nothing when it is stuck") {
    REQUIRE(loop.run(receive_one(channel)).stopped());
    REQUIRE(loop.tree() == "main: receiving\n");
  }
  SECTION("or nothing when it is stopped") {
    loop.cancel();
    REQUIRE(loop.run(sleep_for(loop, 2s, ended)).stopped());
    REQUIRE(loop.idle());
  }
}

TEST_CASE("a loop that goes stops its tasks", "[virtual]") {
  const auto kept = std::make_shared<int>(0);
  Channel<int> channel(0);
  {
    Loop loop({.seed = GENERATE(0U, 1U)});
    for (int i = 0; i < 10; ++i) {
      loop.spawn([](Loop& l, std::shared_ptr<int> held, Channel<int>& c) -> Task<> {
        co_await l.yield();
        co_await c.receive();
        ++*held;
      }(loop, kept, channel));
    }
    // Some wait, others have yielded, and others are still to begin.
    for (int i = 0; i < 4; ++i) REQUIRE(channel.try_receive() == std::nullopt);
    loop.run_for(0s);
    loop.spawn([](Loop& l, std::shared_ptr<int>) -> Task<> { co_await l.sleep(1s); }(loop, kept));
    REQUIRE(kept.use_count() == 12);
  }
  REQUIRE(kept.use_count() == 1);
  REQUIRE(*kept == 0);
}

// ---- The wall clock ----

TEST_CASE("the wall clock starts where it is told to and moves with the clock", "[virtual]") {
  const WallTime start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};
  Loop loop({.wall_start = start});
  REQUIRE(loop.wall_now() == start);
  loop.run_for(90min);
  REQUIRE(loop.wall_now() == start + 90min);
}

TEST_CASE("the wall clock can jump either way, and the clock does not", "[virtual]") {
  Loop loop({.wall_start = WallTime(1h)});
  loop.run_for(1s);
  loop.jump_wall(-2h);
  REQUIRE(loop.wall_now() == WallTime(-1h + 1s));
  loop.jump_wall(5h);
  REQUIRE(loop.wall_now() == WallTime(4h + 1s));
  REQUIRE(loop.now() == at(1s));
}

// ---- Order ----

namespace {

Log order_of_five(std::uint64_t seed) {
  Log log;
  Loop loop({.seed = seed});
  for (const char* text : {"a", "b", "c", "d", "e"}) loop.spawn(say(log, text));
  loop.run();
  return log;
}

}  // namespace

TEST_CASE("without a seed tasks run in the order in which they became ready", "[virtual]") {
  REQUIRE(order_of_five(0) == Log{"a", "b", "c", "d", "e"});
}

TEST_CASE("a seed chooses among the tasks that are ready, and finds every order", "[virtual]") {
  std::vector<Log> orders;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    const Log order = order_of_five(seed);
    if (std::find(orders.begin(), orders.end(), order) == orders.end()) orders.push_back(order);
  }
  REQUIRE(orders.size() == 120);
}

TEST_CASE("with any seed, what a timer starts happens before a later one fires", "[virtual]") {
  const std::uint64_t seed = GENERATE(range(0U, 20U));
  Log log;
  Loop loop({.seed = seed, .late = {1.0, 1s}});  // so that both are due when the loop wakes up
  const auto wait = [&log](Loop& l, Duration time, const char* text) -> Task<> {
    co_await l.sleep(time);
    log.emplace_back(text);
    co_await l.yield();
    log.emplace_back(text);
  };
  loop.spawn(wait(loop, 2ms, "second"));
  loop.spawn(wait(loop, 1ms, "first"));
  loop.run();
  REQUIRE(log == Log{"first", "first", "second", "second"});
}

TEST_CASE("with any seed, a yield lets everything go first that is ready", "[virtual]") {
  const std::uint64_t seed = GENERATE(range(0U, 50U));
  Log log;
  Loop loop({.seed = seed});
  const auto yield_twice = [&log](Loop& l, const char* first, const char* second,
                                  const char* third) -> Task<> {
    log.emplace_back(first);
    co_await l.yield();
    log.emplace_back(second);
    co_await l.yield();
    log.emplace_back(third);
  };
  loop.spawn(yield_twice(loop, "1", "2", "3"));
  loop.spawn(yield_twice(loop, "1", "2", "3"));
  loop.spawn(yield_twice(loop, "1", "2", "3"));
  loop.run();
  REQUIRE(log == Log{"1", "1", "1", "2", "2", "2", "3", "3", "3"});
}

TEST_CASE("with any seed, two tasks that keep each other busy do not starve a third", "[virtual]") {
  const std::uint64_t seed = GENERATE(range(0U, 20U));
  Channel<int> there(0);
  Channel<int> back(0);
  Loop loop({.seed = seed});
  loop.spawn([](Channel<int>& in, Channel<int>& out) -> Task<> {
    while (const auto value = co_await in.receive()) {
      if (!co_await out.send(*value)) break;
    }
  }(there, back));
  loop.spawn([](Channel<int>& out, Channel<int>& in) -> Task<> {
    while (co_await out.send(1)) co_await in.receive();
  }(there, back));
  loop.spawn([](Loop& l, Channel<int>& a, Channel<int>& b) -> Task<> {
    for (int i = 0; i < 10; ++i) co_await l.yield();
    a.close();
    b.close();
  }(loop, there, back));
  REQUIRE(loop.run() == Rest::ended);
}

TEST_CASE("with any seed, the values of a channel stay in order", "[virtual]") {
  const std::uint64_t seed = GENERATE(range(0U, 20U));
  Channel<int> channel(2);
  std::vector<int> received;
  Loop loop(Options::faulty(seed));
  loop.spawn([](Loop& l, Channel<int>& out) -> Task<> {
    for (int i = 0; i < 100; ++i) {
      if (l.random().chance(0.3)) co_await l.sleep(1ms);
      if (!co_await out.send(i)) break;
    }
    out.close();
  }(loop, channel));
  loop.spawn([](Loop& l, Channel<int>& in, std::vector<int>& out) -> Task<> {
    while (const auto value = co_await in.receive()) {
      if (l.random().chance(0.3)) co_await l.sleep(1ms);
      out.push_back(*value);
    }
  }(loop, channel, received));
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(received.size() == 100);
  REQUIRE(std::is_sorted(received.begin(), received.end()));
}

// ---- Hidden tabs ----

TEST_CASE("a throttled loop wakes up for timers only on the grid", "[virtual]") {
  std::vector<Duration> ended;
  Loop loop;
  loop.throttle(1s);
  for (const Duration wait : {1ns, 1000000000ns, 1000000001ns, 2500000000ns}) {
    loop.spawn(sleep_for(loop, wait, ended));
  }
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(ended == std::vector<Duration>{1s, 1s, 2s, 3s});
}

TEST_CASE("an interval that is throttled counts the ticks that are missed", "[virtual]") {
  struct Row {
    Duration grid;
    std::uint64_t missed;
  };
  const Row row = GENERATE(Row{1s, 9}, Row{60s, 599});
  std::vector<Tick> ticks;
  Loop loop;
  loop.throttle(row.grid);
  loop.spawn(tick_for_ever(loop, 100ms, MissedTicks::skip, ticks));
  loop.run_for(3 * row.grid);
  REQUIRE(ticks.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(ticks[i].due == at(static_cast<std::int64_t>(i + 1) * row.grid));
    REQUIRE(ticks[i].missed == row.missed);
  }
}

TEST_CASE("an interval that bursts makes up for what a throttled loop missed", "[virtual]") {
  std::vector<Tick> ticks;
  Loop loop;
  loop.throttle(1s);
  loop.spawn(tick_for_ever(loop, 100ms, MissedTicks::burst, ticks));
  loop.run_for(1s - 1ns);
  REQUIRE(ticks.empty());
  loop.run_for(1ns);
  REQUIRE(ticks.size() == 10);
  REQUIRE(ticks.front().due == at(100ms));
}

TEST_CASE("throttling can be turned on and off", "[virtual]") {
  std::vector<Tick> ticks;
  Loop loop;
  loop.spawn(tick_for_ever(loop, 100ms, MissedTicks::skip, ticks));
  loop.run_for(450ms);
  REQUIRE(ticks.size() == 4);
  loop.throttle(1s);
  loop.run_for(1000ms);
  REQUIRE(ticks.size() == 5);
  REQUIRE(ticks.back().due == at(1s));
  REQUIRE(ticks.back().missed == 5);
  loop.throttle(0s);
  loop.run_for(100ms);
  REQUIRE(ticks.size() == 7);
  REQUIRE(ticks[5].due == at(1400ms));  // it was due, and is late
  REQUIRE(ticks[5].missed == 3);
  REQUIRE(ticks[6].due == at(1500ms));
}

TEST_CASE("a throttled loop still does at once what is no timer", "[virtual]") {
  Loop loop({.blocking_time = 10ms});
  loop.throttle(1s);
  std::vector<Duration> ended;
  loop.spawn(sleep_for(loop, 5ms, ended));
  const auto work = loop.run([](Loop& l) -> Task<Duration> {
    co_await l.run_blocking([] {});
    co_return l.now().time_since_epoch();
  }(loop));
  REQUIRE(*work == 10ms);
  REQUIRE(ended.empty());  // although its timer is due by now
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(ended == std::vector<Duration>{1s});
}

TEST_CASE("nothing runs in a freeze, and everything that is due after it", "[virtual]") {
  std::vector<Duration> ended;
  Loop loop;
  for (const Duration wait : {1s, 2s, 5s}) loop.spawn(sleep_for(loop, wait, ended));
  loop.run_for(1s);
  loop.freeze(3s);
  loop.spawn(sleep_for(loop, 0s, ended));

  SECTION("it lasts to its end") {
    REQUIRE(loop.run() == Rest::ended);
    REQUIRE(ended == std::vector<Duration>{1s, 4s, 4s, 5s});
  }
  SECTION("a run within it does nothing") {
    REQUIRE(loop.run_for(3s - 1ns) == Rest::waiting);
    REQUIRE(ended.size() == 1);
    REQUIRE(loop.run_for(1ns) == Rest::waiting);
    REQUIRE(ended.size() == 3);
  }
}

// ---- Blocking work ----

TEST_CASE("blocking work is done later, and others run meanwhile", "[virtual]") {
  Log log;
  Loop loop({.blocking_time = GENERATE(Duration(0s), Duration(1s))});
  const auto outer = [&log](Loop& l) -> Task<int> {
    const auto text = std::make_unique<std::string>("work");
    const int result = co_await l.run_blocking([&log, &text] {
      log.push_back(*text);
      return 7;
    });
    log.emplace_back("after");
    co_return result;
  };
  Join<int> join = loop.spawn(outer(loop));
  loop.spawn(say(log, "meanwhile"));
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(*join.take() == 7);
  REQUIRE(log == Log{"meanwhile", "work", "after"});
}

TEST_CASE("blocking work takes the time that the options say", "[virtual]") {
  Loop loop({.blocking_time = 30ms});
  const auto result = loop.run([](Loop& l) -> Task<std::unique_ptr<Duration>> {
    // Neither what it captures nor what it returns can be copied.
    auto base = std::make_unique<Duration>(1s);
    auto work = [&l, base = std::move(base)]() mutable {
      *base += l.now().time_since_epoch();
      return std::move(base);
    };
    co_return co_await l.run_blocking(std::move(work));
  }(loop));
  REQUIRE(**result == 1030ms);
}

TEST_CASE("blocking work is done also when the task is stopped meanwhile", "[virtual]") {
  bool done = false;
  bool resumed = false;
  Loop loop({.blocking_time = 1s});
  Join<void> join = loop.spawn([](Loop& l, bool& d, bool& r) -> Task<> {
    co_await l.run_blocking([&d] { d = true; });
    r = true;
  }(loop, done, resumed));
  loop.run_for(500ms);
  join.cancel();
  REQUIRE(loop.run_for(0s) == Rest::waiting);
  REQUIRE(join.ended());
  REQUIRE_FALSE(join.finished());
  REQUIRE_FALSE(done);
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(loop.now() == at(1s));
  REQUIRE(done);
  REQUIRE_FALSE(resumed);
}

TEST_CASE("blocking work is not done any more when the loop has gone", "[virtual]") {
  const auto kept = std::make_shared<int>(0);
  {
    Loop loop({.blocking_time = 1s});
    loop.spawn([](Loop& l, std::shared_ptr<int> held) -> Task<> {
      auto work = [held] { ++*held; };
      co_await l.run_blocking(std::move(work));
    }(loop, kept));
    loop.run_for(500ms);
    REQUIRE(kept.use_count() == 3);
  }
  REQUIRE(*kept == 0);
  REQUIRE(kept.use_count() == 1);
}

// ---- In step with others ----

TEST_CASE("a loop says when it has something to do next", "[virtual]") {
  Loop loop;
  REQUIRE(loop.next() == Instant::max());
  Log log;
  loop.spawn(say(log, "now"));
  REQUIRE(loop.next() == loop.now());
  loop.spawn([](Loop& l) -> Task<> { co_await l.sleep(5s); }(loop));
  loop.run_until(Instant(1s));
  REQUIRE(loop.next() == Instant(5s));
  loop.throttle(60s);
  REQUIRE(loop.next() == Instant(60s));
  loop.freeze(90s);
  REQUIRE(loop.next() == Instant(91s));
  loop.run_until(loop.next());
  REQUIRE(loop.next() == Instant::max());
}

// ---- Randomness ----

TEST_CASE("randomness is the same everywhere", "[virtual]") {
  tally::virtual_time::Random random(1234567);
  // The generator's published test vector.
  REQUIRE(random.next() == 6457827717110365317U);
  REQUIRE(random.next() == 3203168211198807973U);
  REQUIRE(random.next() == 9817491932198370423U);
}

TEST_CASE("uniform gives each value of its range", "[virtual]") {
  tally::virtual_time::Random random(1);
  std::vector<int> counts(7);
  for (int i = 0; i < 7000; ++i) ++counts[static_cast<std::size_t>(random.uniform(-3, 3) + 3)];
  for (const int count : counts) REQUIRE((count > 850 && count < 1150));
  REQUIRE(random.uniform(5, 5) == 5);
  REQUIRE(random.uniform(INT64_MIN, INT64_MAX) != random.uniform(INT64_MIN, INT64_MAX));
  REQUIRE(random.uniform(INT64_MAX - 1, INT64_MAX) >= INT64_MAX - 1);
  const Duration wait = random.uniform(Duration(1s), Duration(2s));
  REQUIRE((wait >= 1s && wait <= 2s));
}

TEST_CASE("chance is true as often as its rate says", "[virtual]") {
  tally::virtual_time::Random random(1);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    REQUIRE_FALSE(random.chance(0));
    REQUIRE(random.chance(1));
    hits += random.chance(0.25) ? 1 : 0;
  }
  REQUIRE((hits > 2300 && hits < 2700));
}

TEST_CASE("what a test draws has no influence on the order", "[virtual]") {
  const auto order = [](int draws) {
    Log log;
    Loop loop({.seed = 3});
    for (; draws > 0; --draws) loop.random().next();
    for (const char* text : {"a", "b", "c", "d", "e"}) loop.spawn(say(log, text));
    loop.run();
    return log;
  };
  REQUIRE(order(0) == order(5));
}
