#include "tally/async/scheduler.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/channel.h"
#include "tally/async/interval.h"
#include "tally/async/timeout.h"

using tally::async::Channel;
using tally::async::Duration;
using tally::async::Fiber;
using tally::async::FiberList;
using tally::async::Instant;
using tally::async::Join;
using tally::async::Leaf;
using tally::async::Scheduler;
using tally::async::Scope;
using tally::async::Task;
using tally::async::with_scope;
using tally::tests::Leaving;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

constexpr auto awaits_per_turn = static_cast<int>(Fiber::awaits_per_turn);

Task<> sleep_and_log(Scheduler& loop, Duration time, std::string& log, std::string word) {
  co_await loop.sleep(time);
  log += word + " ";
}

/// Waits until all that do are let go at once.
class Gate {
 public:
  class Pass final : public Leaf<Pass> {
   public:
    explicit Pass(Gate& gate) : gate_(gate) {}
    [[nodiscard]] const char* what() const noexcept override { return "at the gate"; }
    [[nodiscard]] bool attempt() const noexcept { return gate_.open; }
    void enlist() noexcept { gate_.waiting.push_back(fiber()); }
    void await_resume() const noexcept {}

   private:
    Gate& gate_;
  };
  Pass pass() { return Pass(*this); }

  FiberList waiting;
  bool open = false;
};

}  // namespace

TEST_CASE("ready tasks run in the order in which they became ready") {
  std::string log;
  ManualLoop loop;
  const auto steps = [&](char name) -> Task<> {
    for (int i = 0; i < 3; ++i) {
      log += name;
      co_await loop.yield();
    }
  };
  loop.spawn(steps('a'));
  loop.spawn(steps('b'));
  loop.spawn(steps('c'));
  loop.run();
  CHECK(log == "abcabcabc");
}

TEST_CASE("a task whose awaits are always ready lets others run") {
  ManualLoop loop;
  Channel<int> channel(1);
  int awaits = 0;
  std::vector<int> seen;
  const auto greedy = [&]() -> Task<> {
    for (int i = 0; i < 500; ++i) {
      ++awaits;
      (void)co_await channel.send(i);
      ++awaits;
      co_await channel.receive();
    }
  };
  const auto modest = [&]() -> Task<> {
    for (int i = 0; i < 3; ++i) {
      seen.push_back(awaits);
      co_await loop.yield();
    }
  };
  loop.spawn(greedy());
  loop.spawn(modest());
  loop.run();
  CHECK(seen == std::vector<int>{awaits_per_turn, 2 * awaits_per_turn, 3 * awaits_per_turn});
  CHECK(awaits == 1000);
}

TEST_CASE("the turn of a task includes that of the tasks that it awaits") {
  ManualLoop loop;
  int awaits = 0;
  int seen = 0;
  const auto inner = [&]() -> Task<> {
    for (int i = 0; i < 10; ++i) {
      ++awaits;
      co_await loop.sleep(0s);
    }
  };
  const auto outer = [&]() -> Task<> {
    for (int i = 0; i < 100; ++i) co_await inner();
  };
  const auto other = [&]() -> Task<> {
    seen = awaits;
    co_return;
  };
  loop.spawn(outer());
  loop.spawn(other());
  loop.run();
  CHECK(seen == awaits_per_turn);
  CHECK(awaits == 1000);
}

TEST_CASE("timers fire by instant, and at the same instant in the order of arming") {
  std::string log;
  ManualLoop loop;
  loop.spawn(sleep_and_log(loop, 3s, log, "3"));
  loop.spawn(sleep_and_log(loop, 1s, log, "1a"));
  loop.spawn(sleep_and_log(loop, 2s, log, "2"));
  loop.spawn(sleep_and_log(loop, 1s, log, "1b"));
  loop.advance(9s);
  CHECK(log == "1a 1b 2 3 ");
}

TEST_CASE("what a timer starts has happened before a later one fires, also when all are late") {
  const bool late = GENERATE(false, true);
  CAPTURE(late);
  std::string log;
  ManualLoop loop;
  const auto first = [&]() -> Task<> {
    co_await loop.sleep(1s);
    log += "1 ";
    for (int i = 0; i < 3; ++i) {
      co_await loop.yield();
      log += "then ";
    }
    loop.spawn(sleep_and_log(loop, 0s, log, "started"));
    if (!late) co_await loop.sleep_until(loop.now() + 500ms);
    log += "1.5 ";
  };
  loop.spawn(sleep_and_log(loop, 2s, log, "2"));
  loop.spawn(first());
  loop.spawn(sleep_and_log(loop, 1s, log, "1b"));
  loop.run();
  if (late) {
    loop.jump(5s);
    loop.run();
    CHECK(log == "1 1b then then then 1.5 started 2 ");
  } else {
    loop.advance(5s);
    CHECK(log == "1 1b then then then started 1.5 2 ");
  }
}

TEST_CASE("ready tasks come before timers that are due") {
  std::string log;
  ManualLoop loop;
  loop.spawn(sleep_and_log(loop, 1s, log, "timer"));
  loop.run();
  loop.jump(1s);
  loop.spawn(sleep_and_log(loop, 0s, log, "ready"));
  loop.run();
  CHECK(log == "ready timer ");
}

TEST_CASE("a sleep counts from its making, ends not before its time, and may be past") {
  std::vector<std::int64_t> seen;
  ManualLoop loop;
  const auto note = [&] { seen.push_back(loop.elapsed() / 1ms); };
  const auto main = [&]() -> Task<> {
    auto made = loop.sleep(500ms);
    co_await loop.sleep(300ms);
    note();
    co_await made;
    note();
    co_await made;  // over
    note();
    co_await loop.sleep(-1s);
    co_await loop.sleep_until(Instant::min());
    note();
    co_await loop.sleep_until(loop.now() + 100ms);
    note();
    co_await loop.sleep(Duration::max());
  };
  auto task = loop.spawn(main());
  loop.advance(600ms - 1ns);
  CHECK(seen == std::vector<std::int64_t>{300, 500, 500, 500});
  loop.advance(1ns);
  CHECK(seen.back() == 600);
  CHECK(loop.next_due() == Instant::max());
  CHECK_FALSE(task.ended());
}

TEST_CASE("later instants stay within time") {
  using tally::async::later;
  const Instant now{1s};
  CHECK(later(now, 2s) == Instant(3s));
  CHECK(later(now, 0s) == now);
  CHECK(later(now, -2s) == now);
  CHECK(later(now, Duration::max()) == Instant::max());
  CHECK(later(now, Instant::max() - now) == Instant::max());
  CHECK(later(now, Instant::max() - now - 1ns) == Instant::max() - 1ns);
  CHECK(later(Instant::max(), 1ns) == Instant::max());
}

TEST_CASE("a turn resumes as many tasks as it may, and tells whether there is more") {
  std::string log;
  ManualLoop loop;
  for (const char* word : {"a", "b", "c"}) loop.spawn(sleep_and_log(loop, 0s, log, word));
  CHECK(loop.turn(0));
  CHECK(loop.turn(2));
  CHECK(log == "a b ");
  CHECK_FALSE(loop.turn(2));
  CHECK(log == "a b c ");
  CHECK_FALSE(loop.turn(2));
}

TEST_CASE("the loop is woken once when something becomes ready, and for an earlier timer") {
  std::string log;
  ManualLoop loop;
  CHECK(loop.wakes() == 0);
  loop.spawn(sleep_and_log(loop, 2s, log, "a"));
  CHECK(loop.wakes() == 1);
  loop.spawn(sleep_and_log(loop, 2s, log, "b"));
  CHECK(loop.wakes() == 1);
  loop.run();  // not while it runs
  CHECK(loop.wakes() == 1);

  struct Alarm : tally::async::Timer {
    Alarm() : Timer([](Timer&) noexcept {}) {}
  };
  Alarm late;
  loop.arm(late, loop.now() + 3s);
  CHECK(loop.wakes() == 1);
  Alarm early;
  loop.arm(early, loop.now() + 1s);
  CHECK(loop.wakes() == 2);
  Alarm earlier;
  loop.arm(earlier, loop.now() + 500ms);
  CHECK(loop.wakes() == 2);  // it has not run since
  loop.run();
  auto task = loop.spawn(sleep_and_log(loop, 0s, log, "c"));
  CHECK(loop.wakes() == 3);
  loop.run();
  task.cancel();  // it has ended
  CHECK(loop.wakes() == 3);
}

TEST_CASE("a stop wakes the loop") {
  std::string log;
  ManualLoop loop;
  auto task = loop.spawn(sleep_and_log(loop, 2s, log, "a"));
  loop.run();
  CHECK(loop.wakes() == 1);
  task.cancel();
  CHECK(loop.wakes() == 2);
  loop.run();
  CHECK(loop.idle());
}

TEST_CASE("those who wait in one list can be let go together, in its order") {
  std::string log;
  Gate gate;
  ManualLoop loop;
  const auto passer = [&](std::string word) -> Task<> {
    const Leaving leaving(log, "~" + word);
    co_await gate.pass();
    log += word + " ";
  };
  loop.spawn(passer("a"));
  auto b = loop.spawn(passer("b"));
  auto c = loop.spawn(passer("c"));
  loop.run();
  b.cancel();
  loop.run();
  CHECK(log == "~b ");
  loop.schedule_all(gate.waiting);
  CHECK(gate.waiting.empty());
  // Until it runs, what waits in a list has not had its turn and can be stopped.
  c.cancel();
  loop.run();
  CHECK(log == "~b a ~a ~c ");
  loop.schedule_all(gate.waiting);
  gate.open = true;
  loop.spawn(passer("d"));
  loop.run();
  CHECK(log == "~b a ~a ~c d ~d ");
}

TEST_CASE("the task tree tells who is alive and what each waits for") {
  ManualLoop loop;
  Channel<int> empty(1);
  Channel<int> full(0);
  const auto sleeper = [&]() -> Task<> { co_await loop.sleep(9s); };
  const auto receiver = [&]() -> Task<> { co_await empty.receive(); };
  const auto sender = [&]() -> Task<> { (void)co_await full.send(1); };
  const auto ticker = [&]() -> Task<> {
    auto interval = loop.interval(1s);
    co_await interval.next();
  };
  const auto joiner = [](Join<void> task) -> Task<> { co_await task; };
  const auto timed = [&]() -> Task<> { co_await loop.timeout(9s, receiver()); };
  const auto serve = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      scope.spawn(sleeper(), "sleeper");
      scope.spawn(timed(), "limited");
      scope.spawn(joiner(scope.spawn(sender(), "sender")), "joiner");
      co_return;
    });
  };
  CHECK(loop.tree().empty());
  auto server = loop.spawn(serve(), "server");
  loop.spawn(ticker(), "ticker");
  CHECK(loop.tree() ==
        "server: ready\n"
        "ticker: ready\n");
  loop.run();
  loop.spawn(sleeper());
  CHECK(loop.tree() ==
        "server: in a scope\n"
        "  sleeper: sleeping\n"
        "  limited: in a timeout\n"
        "    timed: receiving\n"
        "  sender: sending\n"
        "  joiner: joining\n"
        "ticker: waiting for a tick\n"
        "task: ready\n");
  server.cancel();
  CHECK(loop.tree() ==
        "server: stopping, in a scope\n"
        "  sleeper: stopping, ready\n"
        "  limited: stopping, in a timeout\n"
        "    timed: stopping, ready\n"
        "  sender: stopping, ready\n"
        "  joiner: stopping, ready\n"
        "ticker: waiting for a tick\n"
        "task: ready\n");
  loop.run();
  CHECK(loop.tree() ==
        "ticker: waiting for a tick\n"
        "task: sleeping\n");
}

TEST_CASE("the task tree of many nested scopes grows with them, and not the stack") {
  constexpr int depth = 300;
  ManualLoop loop;
  struct Nest {
    static Task<> scopes(Scheduler& scheduler, int levels) {
      if (levels == 0) {
        co_await scheduler.sleep(1s);
        co_return;
      }
      co_await with_scope(scheduler,
                          [&scheduler, levels](Scope&) { return scopes(scheduler, levels - 1); });
    }
  };
  loop.spawn(Nest::scopes(loop, depth));
  loop.run();
  const std::string tree = loop.tree();
  CHECK(std::count(tree.begin(), tree.end(), '\n') == depth + 1);
  const std::string last = std::string(2 * depth, ' ') + "body: sleeping\n";
  CHECK(tree.compare(tree.size() - last.size(), last.size(), last) == 0);
}

TEST_CASE("a loop that ends stops its tasks and runs them to their ends") {
  std::string log;
  {
    ManualLoop loop;
    const auto child = [](Scheduler& own, std::string& text, std::string word) -> Task<> {
      const Leaving leaving(text, word);
      co_await own.sleep(9s);
      text += "wrong ";
    };
    const auto parent = [child](Scheduler& own, std::string& text) -> Task<> {
      const Leaving leaving(text, "parent");
      co_await with_scope(own, [&own, &text, child](Scope& scope) -> Task<> {
        const Leaving body(text, "body");
        scope.spawn(child(own, text, "child"));
        co_await own.sleep(9s);
      });
      text += "wrong ";
    };
    loop.spawn(parent(loop, log));
    loop.run();
    loop.spawn(child(loop, log, "wrong"));  // never begins
    CHECK(log.empty());
    loop.finish();
    CHECK(log == "body child parent ");
    CHECK(loop.idle());
  }
  CHECK(log == "body child parent ");
}

TEST_CASE("tasks that destructors spawn while the loop ends never begin") {
  struct Spawns {
    Scheduler& loop;
    std::string& log;
    Spawns(Scheduler& own, std::string& text) : loop(own), log(text) {}
    Spawns(const Spawns&) = delete;
    Spawns& operator=(const Spawns&) = delete;
    ~Spawns() { loop.spawn(sleep_and_log(loop, 0s, log, "wrong")); }
  };
  const auto task = [](Scheduler& own, std::string& text) -> Task<> {
    const Spawns spawns(own, text);
    co_await own.sleep(1s);
  };
  std::string log;
  {
    ManualLoop loop;
    loop.spawn(task(loop, log));
    loop.run();
  }
  CHECK(log.empty());
}

TEST_CASE("cancelling a loop stops what there is and what comes") {
  std::string log;
  ManualLoop loop;
  loop.spawn(sleep_and_log(loop, 1s, log, "before"));
  loop.run();
  loop.cancel();
  auto after = loop.spawn(sleep_and_log(loop, 0s, log, "after"));
  loop.run();
  CHECK(log.empty());
  CHECK(after.take().stopped());
  CHECK(loop.idle());
}
