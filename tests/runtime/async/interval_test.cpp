#include "tally/async/interval.h"

#include <chrono>
#include <cstdint>
#include <ostream>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/scope.h"

using tally::async::Duration;
using tally::async::Interval;
using tally::async::Join;
using tally::async::MissedTicks;
using tally::async::Task;
using tally::async::Tick;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

/// A tick as numbers of milliseconds since the loop was made: when it came, when it was due, and
/// how many were missed.
struct Seen {
  std::int64_t at;
  std::int64_t due;
  std::uint64_t missed;
  friend bool operator==(const Seen&, const Seen&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << '{' << seen.at << ", " << seen.due << ", " << seen.missed << '}';
  }
};

std::int64_t milliseconds(Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

Task<> watch(ManualLoop& loop, Interval& interval, std::vector<Seen>& seen) {
  const auto start = loop.now() - loop.elapsed();
  for (;;) {
    const Tick tick = co_await interval.next();
    seen.push_back({milliseconds(loop.elapsed()), milliseconds(tick.due - start), tick.missed});
  }
}

/// What a task sees that waits for ticks of 100 ms while the loop sleeps from 150 to 475.
std::vector<Seen> seen_by(MissedTicks policy) {
  std::vector<Seen> seen;
  ManualLoop loop;
  Interval interval = loop.interval(100ms, policy);
  loop.spawn(watch(loop, interval, seen));
  loop.advance(150ms);
  loop.jump(325ms);
  loop.run();
  loop.advance(200ms);
  return seen;
}

}  // namespace

TEST_CASE("an interval ticks each period, the first time a period from now") {
  for (const auto policy : {MissedTicks::skip, MissedTicks::burst, MissedTicks::delay}) {
    std::vector<Seen> seen;
    ManualLoop loop;
    loop.advance(50ms);
    Interval interval = loop.interval(100ms, policy);
    loop.spawn(watch(loop, interval, seen));
    loop.advance(350ms);
    CHECK(seen == std::vector<Seen>{{150, 150, 0}, {250, 250, 0}, {350, 350, 0}});
  }
}

TEST_CASE("skip: the latest tick comes, the others are counted, the schedule stays") {
  CHECK(seen_by(MissedTicks::skip) ==
        std::vector<Seen>{{100, 100, 0}, {475, 400, 2}, {500, 500, 0}, {600, 600, 0}});
}

TEST_CASE("burst: all ticks come, late ones without a pause, and none is missed") {
  CHECK(seen_by(MissedTicks::burst) == std::vector<Seen>{{100, 100, 0},
                                                         {475, 200, 0},
                                                         {475, 300, 0},
                                                         {475, 400, 0},
                                                         {500, 500, 0},
                                                         {600, 600, 0}});
}

TEST_CASE("delay: the first late tick comes, the others are counted, the schedule begins anew") {
  CHECK(seen_by(MissedTicks::delay) ==
        std::vector<Seen>{{100, 100, 0}, {475, 200, 2}, {575, 575, 0}, {675, 675, 0}});
}

TEST_CASE("without a policy, ticks are skipped") {
  std::vector<Seen> seen;
  ManualLoop loop;
  Interval interval = loop.interval(100ms);
  loop.spawn(watch(loop, interval, seen));
  loop.run();
  loop.jump(250ms);
  loop.run();
  CHECK(seen == std::vector<Seen>{{250, 200, 1}});
}

TEST_CASE("a tick is missed at the instant at which the next one is due, not before") {
  for (const auto policy : {MissedTicks::skip, MissedTicks::delay}) {
    CAPTURE(static_cast<int>(policy));
    std::vector<Seen> seen;
    ManualLoop loop;
    Interval interval = loop.interval(100ms, policy);
    loop.jump(200ms - 1ns);
    loop.spawn(watch(loop, interval, seen));
    loop.run();
    CHECK(seen == std::vector<Seen>{{199, 100, 0}});

    seen.clear();
    ManualLoop other;
    Interval exact = other.interval(100ms, policy);
    other.jump(200ms);
    other.spawn(watch(other, exact, seen));
    other.run();
    const std::int64_t due = policy == MissedTicks::skip ? 200 : 100;
    CHECK(seen == std::vector<Seen>{{200, due, 1}});
  }
}

TEST_CASE("a task that is busy over ticks gets what is late at once") {
  std::vector<Seen> seen;
  ManualLoop loop;
  Interval interval = loop.interval(100ms, MissedTicks::skip);
  const auto start = loop.now();
  const auto busy = [&]() -> Task<> {
    for (int i = 0; i < 3; ++i) {
      const Tick tick = co_await interval.next();
      seen.push_back({milliseconds(loop.elapsed()), milliseconds(tick.due - start), tick.missed});
      co_await loop.sleep(250ms);
    }
  };
  loop.spawn(busy());
  loop.advance(2s);
  CHECK(seen == std::vector<Seen>{{100, 100, 0}, {350, 300, 1}, {600, 600, 2}});
}

TEST_CASE("a period below a microsecond is taken as one") {
  for (const Duration period : {Duration(0), Duration(-5s), Duration(1ns), Duration(999ns)}) {
    CAPTURE(period.count());
    ManualLoop loop;
    Interval interval = loop.interval(period);
    int ticks = 0;
    const auto count = [&]() -> Task<> {
      for (;;) {
        co_await interval.next();
        ++ticks;
      }
    };
    loop.spawn(count());
    loop.advance(10us);
    CHECK(ticks == 10);
  }
}

TEST_CASE("a loop that was asleep for a century counts every tick") {
  for (const auto policy : {MissedTicks::skip, MissedTicks::delay}) {
    std::uint64_t missed = 0;
    ManualLoop loop;
    Interval interval = loop.interval(1us, policy);
    const auto once = [&]() -> Task<> { missed = (co_await interval.next()).missed; };
    loop.spawn(once());
    loop.run();
    loop.jump(std::chrono::hours(24 * 36525));
    loop.run();
    CHECK(missed == 3'155'760'000'000'000u - 1);
  }
}

TEST_CASE("a period that reaches past the end of time never ticks") {
  ManualLoop loop;
  Interval interval = loop.interval(Duration::max());
  const auto forever = [&]() -> Task<> { co_await interval.next(); };
  auto task = loop.spawn(forever());
  loop.run();
  loop.jump(std::chrono::hours(24 * 365 * 200));
  loop.run();
  CHECK_FALSE(task.ended());
}

TEST_CASE("a tick that nobody waited for to the end is there for the next who does") {
  std::vector<Seen> seen;
  ManualLoop loop;
  Interval interval = loop.interval(100ms, MissedTicks::burst);
  auto first = loop.spawn(watch(loop, interval, seen));
  loop.advance(50ms);
  first.cancel();
  loop.advance(20ms);
  loop.spawn(watch(loop, interval, seen));
  loop.advance(30ms);
  CHECK(seen == std::vector<Seen>{{100, 100, 0}});
}
