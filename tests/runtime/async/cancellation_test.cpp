// A stop at every kind of await: before it is reached, while the task waits, and when what it
// waits for is done but the task has not run.
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/channel.h"
#include "tally/async/interval.h"
#include "tally/async/scope.h"
#include "tally/async/timeout.h"

using tally::async::Channel;
using tally::async::Instant;
using tally::async::Interval;
using tally::async::Join;
using tally::async::Scheduler;
using tally::async::Scope;
using tally::async::Task;
using tally::async::with_scope;
using tally::tests::Leaving;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

// CHECK is kept apart from co_await: it takes a stop within it for an exception.

/// What the awaits of the table are about.
struct World {
  std::string log;
  Join<void> victim;
  Join<int> joined;
  ManualLoop loop;
  Channel<int> gate{1};  // empty
  Channel<int> full{1};
  Channel<int> rendezvous{0};
  Interval interval = loop.interval(1s);

  World() { full.try_send(1); }
  ~World() {
    victim = {};
    joined = {};
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// All that could have been lost or done twice.
  std::string state() {
    std::string text;
    const auto drain = [&](const char* name, Channel<int>& channel) {
      text += name;
      while (const std::optional<int> value = channel.try_receive()) {
        text += ' ' + std::to_string(*value);
      }
      text += "; ";
    };
    drain("gate", gate);
    drain("full", full);
    drain("rendezvous", rendezvous);
    return text + (loop.next_due() == Instant::max() ? "no timer" : "a timer");
  }
};

Task<int> through_gate(World& world) {
  const Leaving leaving(world.log, "~inner");
  const auto value = co_await world.gate.receive();
  world.log += "inner ";
  co_return value.value_or(-1);
}

Task<> await_sleep(World& world) {
  co_await world.loop.sleep(1s);
}
Task<> await_sleep_until(World& world) {
  co_await world.loop.sleep_until(world.loop.now() + 1s);
}
Task<> await_tick(World& world) {
  const auto tick = co_await world.interval.next();
  CHECK(tick.missed == 0);
}
Task<> await_yield(World& world) {
  co_await world.loop.yield();
}
Task<> await_send_full(World& world) {
  const bool sent = co_await world.full.send(2);
  CHECK(sent);
}
Task<> await_send_rendezvous(World& world) {
  const bool sent = co_await world.rendezvous.send(2);
  CHECK(sent);
}
Task<> await_receive(World& world) {
  const auto value = co_await world.gate.receive();
  CHECK(value == 3);
}
Task<> await_receive_rendezvous(World& world) {
  const auto value = co_await world.rendezvous.receive();
  CHECK(value == 3);
}
Task<> await_join(World& world) {
  const auto outcome = co_await world.joined;
  CHECK(*outcome == 3);
}
Task<> await_timeout(World& world) {
  const auto outcome = co_await world.loop.timeout(9s, through_gate(world));
  CHECK(*outcome == 3);
}
Task<> await_scope(World& world) {
  const auto outcome = co_await with_scope(world.loop, [&](Scope&) { return through_gate(world); });
  CHECK(*outcome == 3);
}
Task<> await_task(World& world) {
  const int value = co_await through_gate(world);
  CHECK(value == 3);
}

void time_passes(World& world) {
  world.loop.fire_next();
}
void receive_from_full(World& world) {
  CHECK(world.full.try_receive() == 1);
}
void receive_from_rendezvous(World& world) {
  CHECK(world.rendezvous.try_receive() == 2);
}
void send_to_gate(World& world) {
  CHECK(world.gate.try_send(3));
}
void send_to_rendezvous(World& world) {
  CHECK(world.rendezvous.try_send(3));
}
void joined_ends(World& world) {
  CHECK(world.gate.try_send(3));
  world.loop.turn(1);
  CHECK(world.joined.finished());
}
void inner_ends(World& world) {
  CHECK(world.gate.try_send(3));
  world.loop.turn(1);  // the inner task; not the one that waits for it
}
void nothing(World&) {}

struct Case {
  const char* what;  // as the tree shows it
  Task<> (*await)(World&);
  void (*complete)(World&);  // and does not let the task run
  // The log and the state afterwards, when it was stopped
  const char* before;
  const char* before_state;
  const char* waiting;
  const char* waiting_state;
  const char* completed;
  const char* completed_state;
};

constexpr const char* untouched = "gate; full 1; rendezvous; no timer";
constexpr const char* left = "~victim ";
constexpr const char* done = "done ~victim ";

const Case cases[] = {
    {"sleeping", await_sleep, time_passes,  //
     left, untouched, left, untouched, done, untouched},
    {"sleeping", await_sleep_until, time_passes,  //
     left, untouched, left, untouched, done, untouched},
    {"waiting for a tick", await_tick, time_passes,  //
     left, untouched, left, untouched, done, untouched},
    // A task that yields waits for nothing: its turn is as good as there.
    {"ready", await_yield, nothing,  //
     left, untouched, done, untouched, done, untouched},
    {"sending", await_send_full, receive_from_full,  //
     left, untouched, left, untouched, done, "gate; full 2; rendezvous; no timer"},
    {"sending", await_send_rendezvous, receive_from_rendezvous,  //
     left, untouched, left, untouched, done, untouched},
    {"receiving", await_receive, send_to_gate,  //
     left, untouched, left, untouched, done, untouched},
    {"receiving", await_receive_rendezvous, send_to_rendezvous,  //
     left, untouched, left, untouched, done, untouched},
    {"joining", await_join, joined_ends,  //
     left, untouched, left, untouched, "inner ~inner done ~victim ", untouched},
    {"in a timeout", await_timeout, inner_ends,  //
     left, untouched, "~inner ~victim ", untouched, "inner ~inner done ~victim ", untouched},
    {"in a scope", await_scope, inner_ends,  //
     left, untouched, "~inner ~victim ", untouched, "inner ~inner done ~victim ", untouched},
    // Awaiting a task is no place to stop: it runs up to its own first await.
    {"receiving", await_task, send_to_gate,  //
     "~inner ~victim ", untouched, "~inner ~victim ", untouched, "inner ~inner done ~victim ",
     untouched},
};

Task<> victim(World& world, const Case& row, bool stop_before) {
  const Leaving leaving(world.log, "~victim");
  if (stop_before) world.victim.cancel();
  co_await row.await(world);
  world.log += "done ";
  co_await world.loop.yield();
  world.log += "wrong ";
}

void spawn_victim(World& world, const Case& row, bool stop_before) {
  if (row.await == await_join) {
    world.joined = world.loop.spawn(through_gate(world), "joined");
    world.loop.run();
  }
  world.victim = world.loop.spawn(victim(world, row, stop_before), "victim");
}

/// What is left once the victim has ended: the task that it was to join goes on.
void end_joined(World& world, const Case& row) {
  if (row.await != await_join || world.joined.ended()) return;
  CHECK(world.log == left);
  CHECK(world.gate.try_send(3));
  world.loop.run();
  CHECK(*world.joined.take() == 3);
  world.log = left;
}

}  // namespace

TEST_CASE("a task that is asked to stop before an await does not begin it") {
  for (const Case& row : cases) {
    World world;
    CAPTURE(row.what, &row - cases);
    spawn_victim(world, row, true);
    world.loop.run();
    CHECK(world.victim.take().stopped());
    end_joined(world, row);
    CHECK(world.log == row.before);
    CHECK(world.state() == row.before_state);
    CHECK(world.loop.idle());
  }
}

TEST_CASE("a task that is stopped while it waits has not done what it waits for") {
  for (const Case& row : cases) {
    World world;
    CAPTURE(row.what, &row - cases);
    spawn_victim(world, row, false);
    if (row.complete == nothing) {
      world.loop.turn(1);
    } else {
      world.loop.run();
    }
    const std::string line = std::string("victim: ") + row.what + "\n";
    CHECK(world.loop.tree().find(line) != std::string::npos);
    world.victim.cancel();
    CHECK(world.log.empty());
    world.loop.run();
    CHECK(world.victim.take().stopped());
    end_joined(world, row);
    CHECK(world.log == row.waiting);
    CHECK(world.state() == row.waiting_state);
    CHECK(world.loop.idle());
  }
}

TEST_CASE("a task gets what was done before it was asked to stop, and stops at the next await") {
  for (const Case& row : cases) {
    World world;
    CAPTURE(row.what, &row - cases);
    spawn_victim(world, row, false);
    if (row.complete == nothing) {
      world.loop.turn(1);
    } else {
      world.loop.run();
    }
    row.complete(world);
    world.victim.cancel();
    world.loop.run();
    CHECK(world.victim.take().stopped());
    CHECK(world.log == row.completed);
    CHECK(world.state() == row.completed_state);
    CHECK(world.loop.idle());
  }
}

TEST_CASE("a task that is not stopped goes on behind every await") {
  for (const Case& row : cases) {
    World world;
    CAPTURE(row.what, &row - cases);
    spawn_victim(world, row, false);
    world.loop.run();
    if (!world.victim.ended()) {
      row.complete(world);
      world.loop.run();
    }
    CHECK(world.victim.finished());
    CHECK(world.loop.idle());
  }
}

TEST_CASE("what was given to a task that was asked to stop too late is not given to another") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(0);
  const auto receiver = [&](std::string name) -> Task<> {
    const auto value = co_await channel.receive();
    log += name + "=" + std::to_string(value.value_or(-1)) + " ";
  };
  auto first = loop.spawn(receiver("first"));
  loop.spawn(receiver("second"));
  loop.run();
  CHECK(channel.try_send(1));
  first.cancel();
  CHECK(channel.try_send(2));
  loop.run();
  CHECK(log == "first=1 second=2 ");
  CHECK(first.finished());
}

TEST_CASE("a task that is stopped in its turn keeps what it did without suspending") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(9);
  Join<void> self;
  const auto sender = [&]() -> Task<> {
    (void)co_await channel.send(1);
    self.cancel();
    (void)co_await channel.send(2);
    log += "wrong ";
  };
  self = loop.spawn(sender());
  loop.run();
  CHECK(self.take().stopped());
  CHECK(channel.size() == 1);
}

TEST_CASE("the end of the loop stops tasks at every kind of await") {
  for (const Case& row : cases) {
    CAPTURE(row.what, &row - cases);
    std::string log;
    {
      World world;
      spawn_victim(world, row, false);
      if (row.complete == nothing) {
        world.loop.turn(1);
      } else {
        world.loop.run();
      }
      world.loop.finish();
      CHECK(world.loop.idle());
      log = world.log;
    }
    CHECK(log.find("~victim ") != std::string::npos);
  }
}
