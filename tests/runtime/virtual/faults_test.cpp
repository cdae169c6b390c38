#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "catch.h"
#include "tally/virtual/loop.h"

using namespace std::chrono_literals;
using tally::async::Duration;
using tally::async::Instant;
using tally::async::Interval;
using tally::async::Task;
using tally::async::Tick;
using tally::async::WallTime;
using tally::virtual_time::Fault;
using tally::virtual_time::Loop;
using tally::virtual_time::Options;
using tally::virtual_time::Rest;

namespace {

/// How much later than it asked for each of `count` sleeps of a second ended.
std::vector<Duration> delays(const Options& options, int count) {
  std::vector<Duration> all;
  Loop loop(options);
  loop.run([](Loop& l, int n, std::vector<Duration>& out) -> Task<> {
    for (; n > 0; --n) {
      const Instant due = l.now() + 1s;
      co_await l.sleep(1s);
      out.push_back(l.now() - due);
    }
  }(loop, count, all));
  return all;
}

std::size_t above_zero(const std::vector<Duration>& amounts) {
  return static_cast<std::size_t>(
      std::count_if(amounts.begin(), amounts.end(), [](Duration d) { return d > 0s; }));
}

/// Of each of `count` calls of run_blocking.
std::vector<Duration> blocking_times(const Options& options, int count) {
  std::vector<Duration> all;
  Loop loop(options);
  loop.run([](Loop& l, int n, std::vector<Duration>& out) -> Task<> {
    for (; n > 0; --n) {
      const Instant start = l.now();
      co_await l.run_blocking([] {});
      out.push_back(l.now() - start);
    }
  }(loop, count, all));
  return all;
}

}  // namespace

TEST_CASE("without a seed there are no faults, whatever their rates", "[virtual]") {
  Options options = Options::faulty(0);
  for (Fault* fault :
       {&options.late, &options.freeze, &options.wall_jump, &options.slow_blocking}) {
    fault->rate = 1;
  }
  options.trace = true;
  const std::vector<Duration> sleeps = delays(options, 100);
  REQUIRE(sleeps == std::vector<Duration>(100, 0s));
  REQUIRE(blocking_times(options, 100) == std::vector<Duration>(100, 0s));
}

TEST_CASE("a seed alone makes no faults", "[virtual]") {
  REQUIRE(delays({.seed = 5}, 100) == std::vector<Duration>(100, 0s));
}

TEST_CASE("wake-ups are late as often as the rate says, and by no more than the bound",
          "[virtual]") {
  struct Row {
    double rate;
    std::size_t least;
    std::size_t most;
  };
  const Row row = GENERATE(Row{0, 0, 0}, Row{0.25, 200, 300}, Row{1, 1000, 1000});
  const std::vector<Duration> late = delays({.seed = 1, .late = {row.rate, 20ms}}, 1000);
  REQUIRE(late.size() == 1000);
  const std::size_t count = above_zero(late);
  REQUIRE((count >= row.least && count <= row.most));
  for (const Duration delay : late) REQUIRE((delay >= 0s && delay <= 20ms));
  if (count > 0) {
    REQUIRE(*std::max_element(late.begin(), late.end()) > 15ms);
  }
}

TEST_CASE("the whole loop is frozen, and everything is late by the same", "[virtual]") {
  const Options options{.seed = 1, .freeze = {1, 5s}};
  std::vector<Duration> woken;
  Loop loop(options);
  for (const Duration wait : {1000ms, 1001ms, 1002ms}) {
    loop.spawn([](Loop& l, Duration w, std::vector<Duration>& out) -> Task<> {
      co_await l.sleep(w);
      out.push_back(l.now().time_since_epoch());
    }(loop, wait, woken));
  }
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(woken.size() == 3);
  REQUIRE(woken[0] > 1002ms);
  REQUIRE(woken[0] <= 1s + 5s);
  REQUIRE(woken[1] == woken[0]);
  REQUIRE(woken[2] == woken[0]);
}

TEST_CASE("run_until ends where it is told to, also in a freeze that a seed brought", "[virtual]") {
  Loop loop({.seed = 1, .freeze = {1, 1h}});
  bool woken = false;
  loop.spawn([](Loop& l, bool& w) -> Task<> {
    co_await l.sleep(1s);
    w = true;
  }(loop, woken));
  REQUIRE(loop.run_until(Instant(1s)) == Rest::waiting);
  REQUIRE(loop.now() == Instant(1s));
  REQUIRE_FALSE(woken);
  REQUIRE(loop.run() == Rest::ended);
  REQUIRE(woken);
  REQUIRE(loop.now() <= Instant(1s + 1h));
}

TEST_CASE("an interval counts the ticks that a freeze swallowed", "[virtual]") {
  Loop loop({.seed = 1, .freeze = {0.1, 5s}});
  std::uint64_t ticks = 0;
  std::uint64_t missed = 0;
  Instant last;
  loop.spawn([](Loop& l, std::uint64_t& n, std::uint64_t& m, Instant& due) -> Task<> {
    for (Interval interval = l.interval(100ms);;) {
      const Tick tick = co_await interval.next();
      ++n;
      m += tick.missed;
      due = tick.due;
    }
  }(loop, ticks, missed, last));
  loop.run_for(100s);
  REQUIRE(missed > 0);
  REQUIRE(Instant((ticks + missed) * 100ms) == last);
}

TEST_CASE("the wall clock jumps either way and within the bound, and the clock goes on",
          "[virtual]") {
  std::vector<Duration> jumps;
  Loop loop({.seed = 1, .wall_jump = {0.5, 1min}});
  loop.run([](Loop& l, std::vector<Duration>& out) -> Task<> {
    for (int i = 0; i < 1000; ++i) {
      const WallTime before = l.wall_now();
      co_await l.sleep(1s);
      out.push_back(l.wall_now() - before - 1s);
    }
  }(loop, jumps));
  REQUIRE(loop.now() == Instant(1000s));
  const auto count = [&](auto matches) {
    return std::count_if(jumps.begin(), jumps.end(), matches);
  };
  REQUIRE(count([](Duration d) { return d > 0s; }) > 200);
  REQUIRE(count([](Duration d) { return d < 0s; }) > 200);
  REQUIRE(count([](Duration d) { return d == 0s; }) > 400);
  // The wall clock shows whole microseconds.
  REQUIRE(count([](Duration d) { return d > 1min + 1us || d < -1min - 1us; }) == 0);
}

TEST_CASE("blocking work is slow as often as the rate says, and within the bound", "[virtual]") {
  const std::vector<Duration> times =
      blocking_times({.seed = 1, .blocking_time = 10ms, .slow_blocking = {0.5, 100ms}}, 1000);
  REQUIRE(times.size() == 1000);
  std::size_t slow = 0;
  for (const Duration time : times) {
    REQUIRE((time >= 10ms && time <= 110ms));
    slow += time > 10ms ? 1U : 0U;
  }
  REQUIRE((slow > 400 && slow < 600));
}

TEST_CASE("a faulty seed brings each fault sooner or later, and no timer early", "[virtual]") {
  Options options = Options::faulty(1);
  options.trace = true;
  Loop loop(options);
  bool early = false;
  loop.run([](Loop& l, bool& e) -> Task<> {
    for (int i = 0; i < 5000; ++i) {
      const Instant due = l.now() + 1ms;
      co_await l.sleep_until(due);
      e = e || l.now() < due;
      if (i % 10 == 0) co_await l.run_blocking([] {});
    }
  }(loop, early));
  REQUIRE_FALSE(early);
  for (const char* fault : {" late ", " freeze ", " wall ", " slow work "}) {
    CAPTURE(fault);
    REQUIRE(loop.trace().find(fault) != std::string::npos);
  }
}
