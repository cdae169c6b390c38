// Every await of the runtime, stopped at each moment that there is.
#include <string>

#include "suite.h"
#include "tally/buffers/latest.h"
#include "tally/buffers/mailbox.h"
#include "tally/buffers/ring.h"

namespace tally::conformance {
namespace {

using namespace std::chrono_literals;
using async::Instant;
using async::Interval;
using async::Join;
using async::Scope;
using async::Task;

enum class When : std::uint8_t {
  before,   // what is awaited could be had at once
  waiting,  // it comes afterwards
  done,     // it has come, and its task has not run yet
};

/// What there is to wait for. One for each stop.
struct Gear {
  Gear(Bench& b, When w) : bench(b), when(w) {}

  Bench& bench;
  When when;
  std::string trace;
  Join<void> task;

  async::Channel<int> channel{1};
  async::Channel<int> full{1};
  buffers::Ring ring{1};
  buffers::Reader ring_reader = ring.read();
  buffers::Ring full_ring{1};
  buffers::Reader slow_reader = full_ring.read(buffers::Lag::wait);
  buffers::Latest latest;
  buffers::Reader latest_reader = latest.read();
  buffers::Mailbox mailbox;
  Join<void> child;
  Instant due = bench.loop.now() + (when == When::waiting ? async::Duration(1h) : 150ms);
  Interval interval = bench.loop.interval(when == When::waiting ? async::Duration(1h) : 150ms);
};

/// Leaves its name in the trace at the end of its life.
class Leaves {
 public:
  Leaves(Gear& gear, std::string_view name) : gear_(gear), name_(name) {}
  Leaves(const Leaves&) = delete;
  Leaves& operator=(const Leaves&) = delete;
  ~Leaves() { gear_.trace.append(" ~").append(name_); }

 private:
  Gear& gear_;
  std::string_view name_;
};

enum class Kind : std::uint8_t {
  event,  // somebody has to do something
  timer,
  ready,  // never has to wait
};

struct Await {
  std::string_view name;
  Kind kind;
  Task<> (*wait)(Gear& gear);
  /// What it waits for happens.
  Task<> (*happen)(Gear& gear);
  /// What there is afterwards.
  std::string (*state)(Gear& gear);
};

// ---- Sleeping and yielding ----

Task<> sleep(Gear& gear) {
  co_await gear.bench.loop.sleep_until(gear.due);
}
Task<> due(Gear& gear) {
  co_await gear.bench.loop.sleep_until(gear.due);
}
std::string nothing(Gear&) {
  return "";
}

Task<> tick(Gear& gear) {
  (void)co_await gear.interval.next();
}

Task<> yield(Gear& gear) {
  co_await gear.bench.loop.yield();
}

// ---- Channels ----

Task<> receive(Gear& gear) {
  (void)co_await gear.channel.receive();
}
Task<> send_one(Gear& gear) {
  gear.channel.try_send(1);
  co_return;
}
std::string values(Gear& gear) {
  return "the channel holds " + std::to_string(gear.channel.size());
}

Task<> send(Gear& gear) {
  (void)co_await gear.full.send(2);
}
Task<> receive_one(Gear& gear) {
  gear.full.try_receive();
  co_return;
}
std::string values_of_full(Gear& gear) {
  return "the channel holds " + std::to_string(gear.full.size());
}

// ---- Buffers ----

Task<> read(Gear& gear) {
  (void)co_await gear.ring_reader.next();
}
Task<> push_one(Gear& gear) {
  gear.ring.try_push(gear.bench.pool.copy("1"));
  co_return;
}
std::string read_of_ring(Gear& gear) {
  return std::to_string(gear.ring_reader.position()) + " of " + std::to_string(gear.ring.newest()) +
         " read";
}

Task<> push(Gear& gear) {
  (void)co_await gear.full_ring.push(gear.bench.pool.copy("2"));
}
Task<> read_one(Gear& gear) {
  gear.slow_reader.try_next();
  co_return;
}
std::string written(Gear& gear) {
  return std::to_string(gear.full_ring.newest()) + " written";
}

Task<> read_latest(Gear& gear) {
  (void)co_await gear.latest_reader.next();
}
Task<> set_one(Gear& gear) {
  gear.latest.set(gear.bench.pool.copy("1"));
  co_return;
}
std::string read_of_latest(Gear& gear) {
  return std::to_string(gear.latest_reader.position()) + " of " +
         std::to_string(gear.latest.newest()) + " read";
}

Task<> take(Gear& gear) {
  (void)co_await gear.mailbox.take();
}
Task<> put_one(Gear& gear) {
  gear.mailbox.put(gear.bench.pool.copy("1"));
  co_return;
}
std::string letter(Gear& gear) {
  return gear.mailbox.try_take() ? "the letter is there" : "the letter was taken";
}

// ---- Other tasks ----

Task<> receive_as(Gear& gear, std::string_view name) {
  const Leaves leaves(gear, name);
  (void)co_await gear.channel.receive();
}
/// A value for a task that somebody waits for; that task ends before this does.
Task<> send_to_other(Gear& gear) {
  gear.channel.try_send(1);
  co_await gear.bench.loop.yield();
}

Task<> nested(Gear& gear) {
  const Leaves leaves(gear, "nested");
  co_await receive_as(gear, "innermost");
}

Task<> join(Gear& gear) {
  (void)co_await gear.child;
}
std::string child(Gear& gear) {
  return gear.child.finished() ? "the child has finished" : "the child has not finished";
}

Task<> timeout(Gear& gear) {
  (void)co_await gear.bench.loop.timeout(1h, receive_as(gear, "timed"));
}

Task<> scope(Gear& gear) {
  (void)co_await async::with_scope(gear.bench.loop, [&](Scope& inner) -> Task<> {
    inner.spawn(receive_as(gear, "child"));
    co_await receive_as(gear, "body");
  });
}
Task<> send_to_both(Gear& gear) {
  gear.channel.try_send(1);
  co_await send_to_other(gear);
}

constexpr Await awaits[] = {
    {"sleep", Kind::timer, sleep, due, nothing},
    {"tick of an interval", Kind::timer, tick, due, nothing},
    {"yield", Kind::ready, yield, yield, nothing},
    {"channel, receive", Kind::event, receive, send_one, values},
    {"channel, send", Kind::event, send, receive_one, values_of_full},
    {"ring, read", Kind::event, read, push_one, read_of_ring},
    {"ring, push", Kind::event, push, read_one, written},
    {"latest, read", Kind::event, read_latest, set_one, read_of_latest},
    {"mailbox, take", Kind::event, take, put_one, letter},
    {"join", Kind::event, join, send_to_other, child},
    {"nested tasks", Kind::event, nested, send_one, values},
    {"timeout", Kind::event, timeout, send_to_other, values},
    {"with_scope", Kind::event, scope, send_to_both, values},
};

Task<> inner(Gear& gear, const Await& await) {
  const Leaves leaves(gear, "inner");
  if (gear.when == When::before) gear.task.cancel();
  co_await await.wait(gear);
  gear.trace += " done";
  co_await gear.bench.loop.yield();
  gear.trace += " and not stopped";
}

Task<> outer(Gear& gear, const Await& await) {
  const Leaves leaves(gear, "outer");
  co_await inner(gear, await);
}

Task<> stop(Bench& bench, const Await& await, When when) {
  Gear gear(bench, when);
  gear.full.try_send(1);
  gear.full_ring.try_push(bench.pool.copy("1"));
  if (await.wait == join) gear.child = bench.loop.spawn(receive(gear));
  if (await.wait == tick && when == When::done) {
    gear.due = (co_await gear.interval.next()).due + 150ms;
  }

  const auto start = [&] { gear.task = bench.loop.spawn(outer(gear, await)); };
  switch (when) {
    case When::before:
      co_await await.happen(gear);
      start();
      break;
    case When::waiting:
      start();
      co_await settle(bench);
      gear.task.cancel();
      co_await settle(bench);
      if (await.kind == Kind::event) co_await await.happen(gear);
      break;
    case When::done:
      start();
      // A timer that is armed before the task's own, for the same instant, goes off before it.
      if (await.kind == Kind::event) co_await settle(bench);
      co_await await.happen(gear);
      gear.task.cancel();
      break;
  }
  co_await settle(bench);
  constexpr std::string_view names[] = {"before:  ", "waiting: ", "done:    "};
  const std::string state = await.state(gear);
  bench.line("  ", names[static_cast<std::size_t>(when)], gear.trace.substr(1),
             state.empty() ? "" : "; ", state);
}

Task<> every_await(Bench& bench) {
  for (const Await& await : awaits) {
    bench.line(await.name);
    co_await stop(bench, await, When::before);
    if (await.kind != Kind::ready) co_await stop(bench, await, When::waiting);
    co_await stop(bench, await, When::done);
  }
}

constexpr Case cases[] = {
    {"cancellation: before each await, while it waits, and when it is done", {}, every_await},
};

}  // namespace

std::span<const Case> cancellation_cases() {
  return cases;
}

}  // namespace tally::conformance
