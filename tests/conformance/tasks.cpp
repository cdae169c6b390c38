#include <memory>
#include <string>

#include "suite.h"

namespace tally::conformance {
namespace {

using async::Join;
using async::Outcome;
using async::Scope;
using async::Task;

Task<> say(Bench& bench, std::string_view what) {
  bench.line(what);
  co_return;
}

/// Says each step, and lets others go in between.
Task<> steps(Bench& bench, std::string_view name, unsigned count) {
  for (unsigned i = 1; i <= count; ++i) {
    bench.line(name, " ", i);
    co_await bench.loop.yield();
  }
}

Task<std::string> give(Bench& bench, std::string value) {
  co_await bench.loop.yield();
  co_return value;
}

// ---- Order ----

Task<> spawned_begins_later(Bench& bench) {
  bench.loop.spawn(say(bench, "spawned"));
  bench.line("the spawner goes on");
  co_await bench.loop.yield();
  bench.line("the spawner is back");
}

Task<> awaited_begins_at_once(Bench& bench) {
  bench.loop.spawn(say(bench, "spawned"));
  co_await say(bench, "awaited");
  bench.line("still before the one that was spawned");
  co_await bench.loop.yield();
}

Task<> turns(Bench& bench) {
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.spawn(steps(bench, "a", 3));
    scope.spawn(steps(bench, "b", 2));
    scope.spawn(steps(bench, "c", 1));
    co_return;
  });
}

Task<> never_begins(Bench& bench) {
  const auto token = std::make_shared<int>();
  {
    const Task<> task = [](std::shared_ptr<int>) -> Task<> { co_return; }(token);
    bench.line(static_cast<unsigned>(token.use_count()), " hold the argument");
  }
  bench.line(static_cast<unsigned>(token.use_count()), " when the task is dropped");
  co_return;
}

Task<> greedy_tasks_give_way(Bench& bench) {
  bool others = false;
  const Join<void> other = bench.loop.spawn([&]() -> Task<> {
    others = true;
    co_return;
  });
  async::Channel<int> channel(1);
  for (int i = 0; i < 1000; ++i) {
    channel.try_send(1);
    // There is always something, so that this never has to wait.
    (void)co_await channel.receive();
  }
  bench.line("others had a turn: ", others ? "yes" : "no");
}

Task<unsigned> depth(unsigned levels) {
  if (levels == 0) co_return 0U;
  const unsigned below = co_await depth(levels - 1);
  co_return below + 1;
}

Task<> deep(Bench& bench) {
  constexpr unsigned levels = 100'000;
  bench.line(co_await depth(levels), " awaits within each other");
  unsigned sum = 0;
  for (unsigned i = 0; i < levels; ++i) sum += co_await depth(1);
  bench.line(sum, " one after the other");
}

Task<> captures(Bench& bench) {
  Join<std::string> join =
      bench.loop.spawn([&bench, text = std::string("kept")]() -> Task<std::string> {
        co_await bench.loop.yield();
        co_return text;
      });
  bench.line(*co_await join);
}

// ---- Results ----

Task<> joins(Bench& bench) {
  Join<std::string> join = bench.loop.spawn(give(bench, "a result"));
  bench.line(join.ended() ? "ended" : "alive");
  bench.line(*co_await join);
  Join<std::string> ended = bench.loop.spawn(give(bench, "a result that was there"));
  co_await settle(bench);
  bench.line(ended.finished() ? "finished" : "not finished");
  bench.line(*co_await ended);
}

Task<> join_of_stopped(Bench& bench) {
  Join<std::string> join = bench.loop.spawn(give(bench, "never"));
  join.cancel();
  const Outcome<std::string> outcome = co_await join;
  bench.line(outcome.stopped() ? "stopped" : "a result");
  bench.line(join.ended() ? "ended, " : "alive, ", join.finished() ? "finished" : "not finished");
}

Task<> dropped_join(Bench& bench) {
  { const Join<void> join = bench.loop.spawn(say(bench, "goes on without anybody who asks")); }
  co_await settle(bench);
}

Task<> stop_twice(Bench& bench) {
  Join<std::string> join = bench.loop.spawn(give(bench, "kept"));
  co_await settle(bench);
  join.cancel();
  join.cancel();
  bench.line(*co_await join);
}

// ---- Scopes ----

Task<> scope_waits(Bench& bench) {
  const Outcome<std::string> outcome =
      co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<std::string> {
        scope.spawn(steps(bench, "child", 2));
        bench.line("the body ends");
        co_return "its result";
      });
  bench.line("after the scope: ", *outcome);
}

Task<> scope_cancels(Bench& bench) {
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.spawn(wait(bench, "a"));
    scope.spawn(wait(bench, "b"));
    scope.spawn([&]() -> Task<> {
      const Mark mark(bench, "c");
      co_await async::with_scope(bench.loop, [&](Scope& inner) -> Task<> {
        inner.spawn(wait(bench, "child of c"));
        co_await wait(bench, "body of c");
      });
    });
    co_await settle(bench);
    scope.cancel();
    bench.line("the body goes on to its next await, or to its end");
  });
  bench.line("after the scope");
}

Task<> scope_without_result(Bench& bench) {
  const Outcome<std::string> outcome =
      co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<std::string> {
        scope.cancel();
        co_await wait(bench, "body");
        co_return "never";
      });
  bench.line(outcome.stopped() ? "stopped" : *outcome);
}

Task<> scope_with_result(Bench& bench) {
  const Outcome<std::string> outcome =
      co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<std::string> {
        scope.spawn(wait(bench, "child"));
        co_await settle(bench);
        scope.cancel();
        co_return "the body was at its end";
      });
  bench.line(outcome.stopped() ? "stopped" : *outcome);
}

Task<> spawned_too_late(Bench& bench) {
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    scope.cancel();
    Join<void> join = scope.spawn(say(bench, "never"));
    bench.line(join.ended() ? "ended" : "not yet");
    co_return;
  });
  bench.line("after the scope");
}

Task<> stops_itself(Bench& bench) {
  Join<void> self;
  self = bench.loop.spawn([&]() -> Task<> {
    const Mark mark(bench, "itself");
    self.cancel();
    bench.line("until the next await");
    co_await bench.loop.yield();
    bench.line("never");
  });
  co_await settle(bench);
}

Task<> tree(Bench& bench) {
  async::Channel<int> channel(0);
  Join<void> root = bench.loop.spawn(
      [&]() -> Task<> {
        co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
          scope.spawn(wait(bench, "sleeper"), "sleeper");
          scope.spawn([&]() -> Task<> { (void)co_await channel.receive(); }, "receiver");
          (void)co_await bench.loop.timeout(std::chrono::hours(1), wait(bench, "timed"));
        });
      },
      "root");
  co_await settle(bench);
  const std::string text = bench.loop.tree();
  std::string_view lines = text;
  lines.remove_prefix(lines.find("root:"));
  while (!lines.empty()) {
    bench.line("  ", lines.substr(0, lines.find('\n')));
    lines.remove_prefix(lines.find('\n') + 1);
  }
  root.cancel();
  (void)co_await root;
}

constexpr Case cases[] = {
    {"tasks: one that is spawned begins when its spawner waits", {}, spawned_begins_later},
    {"tasks: one that is awaited begins at once", {}, awaited_begins_at_once},
    {"tasks: those who are ready take turns", {}, turns},
    {"tasks: one that never begins drops its arguments", {}, never_begins},
    {"tasks: one that never has to wait gives way all the same", {}, greedy_tasks_give_way},
    {"tasks: awaits may be nested deeply", {}, deep},
    {"tasks: a function that is spawned keeps what it captured", {}, captures},
    {"tasks: a join gives the result", {}, joins},
    {"tasks: a join of one that was stopped", {}, join_of_stopped},
    {"tasks: a join that is dropped changes nothing", {}, dropped_join},
    {"tasks: stopping one that has ended changes nothing", {}, stop_twice},
    {"tasks: one that stops itself", {}, stops_itself},
    {"tasks: the tree tells what each one waits for", {}, tree},
    {"scope: is left when everything in it has ended", {}, scope_waits},
    {"scope: cancelling unwinds everything in it", {}, scope_cancels},
    {"scope: a body that is stopped has no result", {}, scope_without_result},
    {"scope: a body that could finish has one", {}, scope_with_result},
    {"scope: what is spawned after cancelling never begins", {}, spawned_too_late},
};

}  // namespace

std::span<const Case> task_cases() {
  return cases;
}

}  // namespace tally::conformance
