#include "tally/async/timeout.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/channel.h"
#include "tally/async/scope.h"

using tally::async::Channel;
using tally::async::Duration;
using tally::async::Instant;
using tally::async::Join;
using tally::async::Outcome;
using tally::async::Scheduler;
using tally::async::Scope;
using tally::async::Task;
using tally::async::with_scope;
using tally::tests::Leaving;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

Task<int> number_after(Scheduler& loop, Duration time, std::string& log) {
  const Leaving leaving(log, "~task");
  co_await loop.sleep(time);
  log += "done ";
  co_return 7;
}

/// What a timeout of `limit` gives, and when.
Task<> with_limit(ManualLoop& loop, Duration limit, Task<int> task, std::string& log) {
  const auto begin = loop.now();
  const Outcome<int> outcome = co_await loop.timeout(limit, std::move(task));
  log += outcome ? std::to_string(*outcome) : "late";
  log += " after " + std::to_string((loop.now() - begin) / 1ms) + " ";
}

}  // namespace

TEST_CASE("a task that ends within its limit gives its result at once") {
  std::string log;
  ManualLoop loop;
  loop.spawn(with_limit(loop, 2s, number_after(loop, 1s, log), log));
  loop.advance(1s);
  CHECK(log == "done ~task 7 after 1000 ");
  CHECK(loop.next_due() == Instant::max());  // the limit is off
  CHECK(loop.idle());
}

TEST_CASE("a task that takes longer is stopped, and has ended when the timeout returns") {
  std::string log;
  ManualLoop loop;
  loop.spawn(with_limit(loop, 1s, number_after(loop, 2s, log), log));
  loop.advance(5s);
  CHECK(log == "~task late after 1000 ");
  CHECK(loop.next_due() == Instant::max());
  CHECK(loop.idle());
}

TEST_CASE("a task that is due at the instant of its limit gives its result") {
  std::string log;
  ManualLoop loop;
  loop.spawn(with_limit(loop, 1s, number_after(loop, 1s, log), log));
  loop.advance(1s);
  CHECK(log == "done ~task 7 after 1000 ");
  CHECK(loop.next_due() == Instant::max());
}

TEST_CASE("a task may take several steps at the instant of its limit, but no time") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(0);
  const auto sender = [&]() -> Task<> {
    co_await loop.sleep(1s);
    co_await loop.yield();
    (void)co_await channel.send(7);
  };
  const auto receiver = [&]() -> Task<int> {
    const auto value = co_await channel.receive();
    co_await loop.yield();
    co_return value.value_or(0);
  };
  loop.spawn(with_limit(loop, 1s, receiver(), log));
  loop.spawn(sender());
  loop.advance(1s);
  CHECK(log == "7 after 1000 ");

  log.clear();
  const auto one_more = [&]() -> Task<int> {
    co_await loop.sleep(1s);
    co_await loop.sleep(1ns);
    co_return 1;
  };
  loop.spawn(with_limit(loop, 1s, one_more(), log));
  loop.advance(2s);
  CHECK(log == "late after 1000 ");
}

TEST_CASE("when the loop was asleep past both, what was due first decides") {
  std::string log;
  ManualLoop loop;
  loop.spawn(with_limit(loop, 2s, number_after(loop, 1s, log), log));
  loop.run();
  loop.jump(5s);
  loop.run();
  CHECK(log == "done ~task 7 after 5000 ");

  log.clear();
  loop.spawn(with_limit(loop, 1s, number_after(loop, 2s, log), log));
  loop.run();
  loop.jump(5s);
  loop.run();
  CHECK(log == "~task late after 5000 ");
}

TEST_CASE("a limit of nothing or less stops a task once it has to wait") {
  for (const Duration limit : {Duration(0), Duration(-1s), Duration::min()}) {
    CAPTURE(limit.count());
    std::string log;
    ManualLoop loop;
    loop.spawn(with_limit(loop, limit, number_after(loop, 1ns, log), log));
    loop.run();
    CHECK(log == "~task late after 0 ");

    log.clear();
    loop.spawn(with_limit(loop, limit, number_after(loop, 0s, log), log));
    loop.run();
    CHECK(log == "done ~task 7 after 0 ");
    CHECK(loop.idle());
  }
}

TEST_CASE("a limit past the end of time is none") {
  std::string log;
  ManualLoop loop;
  loop.spawn(with_limit(loop, Duration::max(), number_after(loop, 1h, log), log));
  loop.advance(2h);
  CHECK(log == "done ~task 7 after 3600000 ");
}

TEST_CASE("a task that finishes in spite of being stopped gives its result") {
  std::string log;
  ManualLoop loop;
  const auto stubborn = [&]() -> Task<int> {
    // Its scope is stopped, but its body had returned.
    const auto outcome = co_await with_scope(loop, [&](Scope& scope) -> Task<int> {
      scope.spawn(number_after(loop, 9s, log));
      co_return 3;
    });
    co_return *outcome;
  };
  loop.spawn(with_limit(loop, 1s, stubborn(), log));
  loop.advance(1s);
  CHECK(log == "~task 3 after 1000 ");
}

TEST_CASE("of nested timeouts the shorter one decides") {
  const auto nested = [](ManualLoop& loop, Duration outer, Duration inner,
                         std::string& log) -> Task<> {
    const auto body = [](ManualLoop& own, Duration limit, std::string& text) -> Task<int> {
      const Leaving leaving(text, "~body");
      const auto outcome = co_await own.timeout(limit, number_after(own, 9s, text));
      text += outcome ? "inner " : "inner-late ";
      co_return 1;
    };
    const auto outcome = co_await loop.timeout(outer, body(loop, inner, log));
    log += outcome ? "outer " : "outer-late ";
    log += std::to_string(loop.elapsed() / 1s);
  };
  std::string log;
  {
    ManualLoop loop;
    loop.spawn(nested(loop, 2s, 1s, log));
    loop.advance(20s);
    CHECK(log == "~task inner-late ~body outer 1");
  }
  log.clear();
  {
    ManualLoop loop;
    loop.spawn(nested(loop, 1s, 2s, log));
    loop.advance(20s);
    CHECK(log == "~task ~body outer-late 1");
    CHECK(loop.next_due() == Instant::max());
  }
  log.clear();
  {
    // At the same instant the outer one, as its limit was set first.
    ManualLoop loop;
    loop.spawn(nested(loop, 1s, 1s, log));
    loop.advance(20s);
    CHECK(log == "~task ~body outer-late 1");
  }
}

TEST_CASE("who waits in a timeout can be stopped, and the task with it") {
  std::string log;
  ManualLoop loop;
  auto task = loop.spawn(with_limit(loop, 2s, number_after(loop, 3s, log), log));
  loop.advance(1s);
  task.cancel();
  loop.run();
  CHECK(log == "~task ");
  CHECK(task.take().stopped());
  CHECK(loop.next_due() == Instant::max());
}

TEST_CASE("a stop and the limit may come at the same time") {
  std::string log;
  ManualLoop loop;
  auto task = loop.spawn(with_limit(loop, 1s, number_after(loop, 3s, log), log));
  loop.run();
  loop.jump(1s);
  task.cancel();
  loop.run();
  CHECK(log == "~task ");
  CHECK(loop.idle());
}

TEST_CASE("a timeout that is never awaited drops its task") {
  std::string log;
  ManualLoop loop;
  const auto body = [](Leaving) -> Task<> { co_return; };
  const auto main = [&]() -> Task<> {
    { const auto unused = loop.timeout(1s, body(Leaving(log, "argument"))); }
    log += "after ";
    co_return;
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "argument after ");
}

TEST_CASE("a timeout gives results that can only be moved, and also none") {
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    auto made = co_await loop.timeout(
        1s, []() -> Task<std::unique_ptr<int>> { co_return std::make_unique<int>(5); }());
    CHECK(**made == 5);
    const auto none = co_await loop.timeout(1s, []() -> Task<> { co_return; }());
    CHECK(none);
    const auto sleeper = [&]() -> Task<> { co_await loop.sleep(9s); };
    const auto late = co_await loop.timeout(1s, sleeper());
    CHECK(late.stopped());
  };
  auto task = loop.spawn(main());
  loop.advance(2s);
  CHECK(task.finished());
}
