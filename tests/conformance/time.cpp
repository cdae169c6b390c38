#include <string>
#include <vector>

#include "suite.h"

namespace tally::conformance {
namespace {

using namespace std::chrono_literals;
using async::Duration;
using async::Instant;
using async::Interval;
using async::Join;
using async::MissedTicks;
using async::Outcome;
using async::Scope;
using async::Task;
using async::Tick;

constexpr Duration long_time = 1h;
// Enough for everybody to arm a timer. Afterwards the order is certain, however late the loop is.
constexpr Duration head_start = 150ms;

std::string_view yes_or_no(bool value) {
  return value ? "yes" : "no";
}

Task<> wake_at(Bench& bench, std::string_view name, Instant due) {
  co_await bench.loop.sleep_until(due);
  bench.line(name);
}

// ---- Timers ----

Task<> by_due_time(Bench& bench) {
  const Instant start = bench.loop.now() + head_start;
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.spawn(wake_at(bench, "fourth", start + 8ms));
    scope.spawn(wake_at(bench, "second", start + 4ms));
    scope.spawn(wake_at(bench, "fifth", start + 10ms));
    scope.spawn(wake_at(bench, "first", start + 2ms));
    scope.spawn(wake_at(bench, "third", start + 6ms));
    co_return;
  });
}

Task<> armed_in_reverse(Bench& bench) {
  const Instant start = bench.loop.now() + head_start;
  unsigned in_order = 0;
  unsigned last = 0;
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    for (unsigned i = 100; i > 0; --i) {
      scope.spawn([&, i]() -> Task<> {
        co_await bench.loop.sleep_until(start + i * 1us);
        in_order += i == last + 1 ? 1U : 0U;
        last = i;
      });
    }
    co_return;
  });
  bench.line(in_order, " of 100 in order");
}

Task<> equal_instants(Bench& bench) {
  const Instant due = bench.loop.now() + head_start;
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.spawn(wake_at(bench, "armed first", due));
    scope.spawn(wake_at(bench, "armed second", due));
    scope.spawn(wake_at(bench, "later", due + 1ns));
    scope.spawn(wake_at(bench, "armed third", due));
    co_return;
  });
}

Task<> late_timers(Bench& bench) {
  const Instant start = bench.loop.now() + head_start;
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.spawn(wake_at(bench, "second", start + 4ms));
    scope.spawn([&]() -> Task<> {
      co_await bench.loop.sleep_until(start + 2ms);
      bench.line("first");
      for (int i = 0; i < 3; ++i) co_await bench.loop.yield();
      bench.line("what the first one does now");
    });
    scope.spawn(wake_at(bench, "third", start + 6ms));
    co_await bench.loop.yield();
    bench.stall_until(start + 50ms);
  });
}

Task<> nothing_to_wait_for(Bench& bench) {
  bool others = false;
  const Join<void> other = bench.loop.spawn([&]() -> Task<> {
    others = true;
    co_return;
  });
  co_await bench.loop.sleep(0s);
  co_await bench.loop.sleep(-1h);
  co_await bench.loop.sleep_until(bench.loop.now());
  co_await bench.loop.sleep_until(bench.loop.now() - 1h);
  bench.line("others had a turn: ", yes_or_no(others));
  co_await bench.loop.yield();
}

Task<> never_early(Bench& bench) {
  unsigned early = 0;
  for (const Duration wait : {1ns, 999'999ns, 1'000'001ns, 20'500'000ns}) {
    const Instant start = bench.loop.now();
    co_await bench.loop.sleep(wait);
    early += bench.loop.now() - start < wait ? 1U : 0U;
  }
  bench.line(early, " of 4 too early");
}

Task<> longest_sleep(Bench& bench) {
  Join<void> join =
      bench.loop.spawn([&]() -> Task<> { co_await bench.loop.sleep(Duration::max()); });
  co_await bench.loop.sleep(20ms);
  bench.line(join.ended() ? "over" : "sleeps");
  join.cancel();
  (void)co_await join;
}

Task<> stopped_sleeper(Bench& bench) {
  const Instant start = bench.loop.now() + head_start;
  Join<void> sleeper = bench.loop.spawn([&]() -> Task<> {
    const Mark mark(bench, "sleeper");
    co_await bench.loop.sleep_until(start + 4ms);
    bench.line("never");
  });
  co_await bench.loop.sleep_until(start + 2ms);
  sleeper.cancel();
  bench.line("asked to stop");
  co_await settle(bench);
  co_await bench.loop.sleep_until(start + 8ms);
  bench.line("later");
}

Task<> stopped_by_a_timer_of_the_same_instant(Bench& bench) {
  const Instant due = bench.loop.now() + head_start;
  Join<void> late;
  Join<void> early;
  early = bench.loop.spawn([&]() -> Task<> {
    co_await bench.loop.sleep_until(due);
    bench.line("the one that was armed first asks the other to stop");
    late.cancel();
  });
  late = bench.loop.spawn([&]() -> Task<> {
    const Mark mark(bench, "the other");
    co_await bench.loop.sleep_until(due);
    bench.line("which has slept enough already, and goes on to its next await");
    co_await bench.loop.yield();
    bench.line("never");
  });
  (void)co_await late;
}

// ---- Timeouts ----

Task<std::string> quick(Bench& bench) {
  co_await bench.loop.sleep(1ms);
  co_return "the result";
}

Task<std::string> slow(Bench& bench, std::string_view name) {
  const Mark outer(bench, name);
  co_await wait(bench, "what it awaits");
  co_return "never";
}

void tell(Bench& bench, const Outcome<std::string>& outcome) {
  bench.line(outcome.stopped() ? "out of time" : *outcome);
}

Task<> in_time(Bench& bench) {
  tell(bench, co_await bench.loop.timeout(long_time, quick(bench)));
}

Task<> out_of_time(Bench& bench) {
  const Outcome<std::string> outcome = co_await bench.loop.timeout(20ms, slow(bench, "the task"));
  tell(bench, outcome);
}

Task<> no_time(Bench& bench) {
  const Outcome<std::string> waits = co_await bench.loop.timeout(0s, slow(bench, "the task"));
  tell(bench, waits);
  tell(bench, co_await bench.loop.timeout(
                  0s, []() -> Task<std::string> { co_return "who never waits needs none"; }()));
}

Task<> outer_timeout(Bench& bench) {
  const Outcome<std::string> outcome =
      co_await bench.loop.timeout(20ms, [](Bench& b) -> Task<std::string> {
        const Mark mark(b, "between");
        const Outcome<std::string> inner = co_await b.loop.timeout(long_time, slow(b, "inner"));
        tell(b, inner);
        co_return "never";
      }(bench));
  tell(bench, outcome);
}

Task<> inner_timeout(Bench& bench) {
  const Outcome<std::string> outcome =
      co_await bench.loop.timeout(long_time, [](Bench& b) -> Task<std::string> {
        const Mark mark(b, "between");
        const Outcome<std::string> inner = co_await b.loop.timeout(20ms, slow(b, "inner"));
        tell(b, inner);
        co_return "the outer one goes on";
      }(bench));
  tell(bench, outcome);
}

Task<> both_timeouts(Bench& bench) {
  // Both are over when the loop runs again; the earlier one is first.
  Join<void> join = bench.loop.spawn([&]() -> Task<> {
    const Outcome<std::string> outcome =
        co_await bench.loop.timeout(250ms, [](Bench& b) -> Task<std::string> {
          const Outcome<std::string> inner = co_await b.loop.timeout(20ms, slow(b, "inner"));
          tell(b, inner);
          co_return "and had a result before the outer one was looked at";
        }(bench));
    tell(bench, outcome);
  });
  co_await settle(bench);
  bench.stall_until(bench.loop.now() + 300ms);
  (void)co_await join;
}

Task<> in_time_on_a_late_loop(Bench& bench) {
  Join<void> join = bench.loop.spawn(
      [&]() -> Task<> { tell(bench, co_await bench.loop.timeout(200ms, quick(bench))); });
  co_await settle(bench);
  bench.stall_until(bench.loop.now() + 250ms);
  (void)co_await join;
}

Task<> timeout_unwinds_scopes(Bench& bench) {
  const Outcome<std::string> outcome =
      co_await bench.loop.timeout(20ms, [](Bench& b) -> Task<std::string> {
        const Mark mark(b, "task");
        co_await async::with_scope(b.loop, [&](Scope& scope) -> Task<> {
          scope.spawn(wait(b, "child"));
          co_await wait(b, "body");
        });
        co_return "never";
      }(bench));
  tell(bench, outcome);
}

// ---- Intervals ----

constexpr Duration period = 200ms;

/// Writes what `attempt` writes when nothing has disturbed it. It gives false when the machine was
/// so busy that a tick was seen too late: what counts periods is then repeated.
template <Task<bool> (*attempt)(Bench&)>
Task<> undisturbed(Bench& bench) {
  std::vector<std::string> lines;
  for (int attempts = 8; attempts > 0; --attempts) {
    lines.clear();
    Bench draft(bench, [&](std::string_view line) { lines.emplace_back(line); });
    if (co_await attempt(draft)) break;
  }
  for (const std::string& line : lines) bench.write(line);
}

/// Which tick of the schedule this is, from 1.
std::uint64_t which(const Tick& tick, Instant start) {
  return static_cast<std::uint64_t>((tick.due - start + period / 2) / period);
}

void tell(Bench& bench, std::string_view name, const Tick& tick, Instant start) {
  bench.line(name, ": tick ", which(tick, start), ", missed ", tick.missed);
}

Task<> schedule(Bench& bench) {
  // On a busy machine ticks are missed; those that come are those of the schedule.
  const Instant start = bench.loop.now();
  Interval interval = bench.loop.interval(10ms);
  Instant due = start;
  bool first = true;
  bool on_schedule = true;
  bool early = false;
  for (int i = 0; i < 10; ++i) {
    const Tick tick = co_await interval.next();
    const Duration passed = tick.due - due;
    const Duration expected = 10ms * static_cast<std::int64_t>(tick.missed + 1);
    on_schedule = on_schedule && (first ? passed >= expected : passed == expected);
    early = early || bench.loop.now() < tick.due;
    due = tick.due;
    first = false;
  }
  bench.line("on schedule: ", yes_or_no(on_schedule), ", too early: ", yes_or_no(early));
}

/// A loop that slept through nine and a half periods, as that of a hidden tab does.
Task<bool> throttled(Bench& bench) {
  const Instant start = bench.loop.now();
  std::vector<Tick> skipped;
  std::vector<Tick> burst;
  std::vector<Tick> delayed;
  Instant seen;
  bool in_time = true;
  bench.line("sleeps until 9.5 periods have passed");
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.spawn([&]() -> Task<> {
      Interval interval = bench.loop.interval(period);
      for (int i = 0; i < 2; ++i) {
        skipped.push_back(co_await interval.next());
        in_time = in_time && bench.loop.now() < start + (10 + i) * period;
      }
    });
    scope.spawn([&]() -> Task<> {
      Interval interval = bench.loop.interval(period, MissedTicks::burst);
      for (int i = 0; i < 10; ++i) burst.push_back(co_await interval.next());
    });
    scope.spawn([&]() -> Task<> {
      Interval interval = bench.loop.interval(period, MissedTicks::delay);
      delayed.push_back(co_await interval.next());
      seen = bench.loop.now();
      delayed.push_back(co_await interval.next());
      in_time = in_time && seen < start + 10 * period && bench.loop.now() < seen + 2 * period;
    });
    scope.spawn(wake_at(bench, "a sleeper that was due at 2.5 is awake", start + 5 * period / 2));
    scope.spawn(wake_at(bench, "a sleeper that was due at 1.5 is awake", start + 3 * period / 2));
    co_await bench.loop.yield();
    bench.stall_until(start + 19 * period / 2);
  });
  for (const Tick& tick : skipped) tell(bench, "skip", tick, start);
  for (const Tick& tick : burst) tell(bench, "burst", tick, start);
  tell(bench, "delay", delayed[0], start);
  const bool later =
      delayed[1].due >= start + period / 2 + 10 * period && delayed[1].due <= seen + period;
  bench.line("delay: the next one a period after that: ", yes_or_no(later), ", missed ",
             delayed[1].missed);
  co_return in_time;
}

/// The task itself was busy, not the loop.
Task<bool> busy(Bench& bench) {
  const Instant start = bench.loop.now();
  Interval interval = bench.loop.interval(period);
  tell(bench, "skip", co_await interval.next(), start);
  bool in_time = bench.loop.now() < start + 2 * period;
  bench.stall_until(start + 7 * period / 2);
  co_await bench.loop.yield();
  bench.line("busy until 3.5 periods have passed");
  tell(bench, "skip", co_await interval.next(), start);
  in_time = in_time && bench.loop.now() < start + 4 * period;
  tell(bench, "skip", co_await interval.next(), start);
  co_return in_time&& bench.loop.now() < start + 5 * period;
}

Task<bool> stopped_interval(Bench& bench) {
  const Instant start = bench.loop.now();
  Interval interval = bench.loop.interval(period);
  const auto outcome = co_await bench.loop.timeout(
      20ms, [](Interval& i) -> Task<Tick> { co_return co_await i.next(); }(interval));
  bench.line(outcome.stopped() ? "stopped before the first tick" : "ticked");
  tell(bench, "skip", co_await interval.next(), start);
  co_return bench.loop.now() < start + 2 * period;
}

constexpr Case cases[] = {
    {"time: timers fire in the order in which they are due", {}, by_due_time},
    {"time: a hundred timers, armed in reverse", {}, armed_in_reverse},
    {"time: timers of one instant fire in the order in which they were armed", {}, equal_instants},
    {"time: what a timer starts has happened before a later one fires", {}, late_timers},
    {"time: with nothing to wait for one goes on at once", {}, nothing_to_wait_for},
    {"time: nobody wakes too early", {}, never_early},
    {"time: the longest sleep", {}, longest_sleep},
    {"time: a sleeper that is stopped is not woken", {}, stopped_sleeper},
    {"time: a sleeper is stopped too late when it has slept enough",
     {},
     stopped_by_a_timer_of_the_same_instant},
    {"timeout: in time", {}, in_time},
    {"timeout: the loser has ended before one goes on", {}, out_of_time},
    {"timeout: of 0", {}, no_time},
    {"timeout: the outer one is over first", {}, outer_timeout},
    {"timeout: the inner one is over first", {}, inner_timeout},
    {"timeout: both are over when a late loop looks", {}, both_timeouts},
    {"timeout: who was due in time has a result, however late the loop is",
     {},
     in_time_on_a_late_loop},
    {"timeout: unwinds the scopes that the loser waits for", {}, timeout_unwinds_scopes},
    {"interval: ticks keep to their schedule", {}, schedule},
    {"interval: timers of a hidden tab", {}, undisturbed<throttled>},
    {"interval: a task that was busy", {}, undisturbed<busy>},
    {"interval: goes on after one who waited was stopped", {}, undisturbed<stopped_interval>},
};

}  // namespace

std::span<const Case> time_cases() {
  return cases;
}

}  // namespace tally::conformance
