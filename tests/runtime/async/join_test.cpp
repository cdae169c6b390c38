#include <chrono>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/scope.h"

using tally::async::Join;
using tally::async::Outcome;
using tally::async::Scheduler;
using tally::async::Task;
using tally::tests::Leaving;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

static_assert(!std::is_copy_constructible_v<Join<int>>);

Task<int> number_after(Scheduler& loop, std::chrono::seconds time, int value) {
  co_await loop.sleep(time);
  co_return value;
}

Task<> wait_for(Join<int>& task, std::string& log, std::string word) {
  const Leaving leaving(log, "~" + word);
  const Outcome<int> outcome = co_await task;
  log += word + (outcome ? "=" + std::to_string(*outcome) : "=stopped") + " ";
}

}  // namespace

TEST_CASE("joining waits for the end of a task, or not at all when it has ended") {
  std::string log;
  ManualLoop loop;
  auto task = loop.spawn(number_after(loop, 1s, 4));
  loop.spawn(wait_for(task, log, "early"));
  loop.run();
  CHECK_FALSE(task.ended());
  CHECK(log.empty());
  loop.advance(1s);
  CHECK(task.ended());
  CHECK(task.finished());
  CHECK(log == "early=4 ~early ");

  log.clear();
  auto ended = loop.spawn(number_after(loop, 0s, 5));
  loop.run();
  CHECK(ended.finished());
  loop.spawn(wait_for(ended, log, "late"));
  loop.run();
  CHECK(log == "late=5 ~late ");
}

TEST_CASE("a task goes on when its join is dropped") {
  std::string log;
  ManualLoop loop;
  const auto task = [&]() -> Task<int> {
    const Leaving leaving(log, "~task");
    co_await loop.sleep(1s);
    log += "done ";
    co_return 1;
  };
  { auto dropped = loop.spawn(task()); }
  loop.run();
  CHECK(log.empty());
  CHECK_FALSE(loop.idle());
  loop.advance(1s);
  CHECK(log == "done ~task ");
  CHECK(loop.idle());
}

TEST_CASE("a result is kept as long as its join, and destroyed with it") {
  std::string log;
  ManualLoop loop;
  const auto task = [&](Leaving) -> Task<std::unique_ptr<Leaving>> {
    co_return std::make_unique<Leaving>(log, "result");
  };
  {
    Join<std::unique_ptr<Leaving>> kept = loop.spawn(task(Leaving(log, "argument")));
    loop.run();
    CHECK(kept.finished());
    CHECK(log.empty());
    Join<std::unique_ptr<Leaving>> moved = std::move(kept);
    CHECK_FALSE(kept.finished());  // NOLINT(bugprone-use-after-move)
    CHECK(moved.finished());
  }
  // The arguments are the coroutine's, and go with it.
  CHECK(log == "result argument ");

  log.clear();
  loop.spawn(task(Leaving(log, "argument")));
  loop.run();
  CHECK(log == "result argument ");
}

TEST_CASE("a join gives a result that can only be moved") {
  ManualLoop loop;
  const auto make = [](int value) -> Task<std::unique_ptr<int>> {
    co_return std::make_unique<int>(value);
  };
  const auto main = [&]() -> Task<> {
    Outcome<std::unique_ptr<int>> outcome = co_await loop.spawn(make(6));
    const std::unique_ptr<int> value = std::move(*outcome);
    CHECK(*value == 6);
    auto second = loop.spawn(make(7));
    co_await loop.yield();
    CHECK(second.finished());
    CHECK(**second.take() == 7);
  };
  auto task = loop.spawn(main());
  loop.run();
  CHECK(task.finished());
}

TEST_CASE("a task can be stopped by its join, and who waits for it learns that") {
  std::string log;
  ManualLoop loop;
  auto task = loop.spawn(number_after(loop, 1s, 4));
  loop.spawn(wait_for(task, log, "joiner"));
  loop.run();
  task.cancel();
  task.cancel();
  loop.run();
  CHECK(log == "joiner=stopped ~joiner ");
  CHECK(task.ended());
  CHECK_FALSE(task.finished());
  task.cancel();
  CHECK(loop.next_due() == tally::async::Instant::max());
}

TEST_CASE("a task that is stopped before it began never does, and drops its arguments") {
  std::string log;
  ManualLoop loop;
  const auto body = [&](Leaving) -> Task<> {
    log += "wrong ";
    co_return;
  };
  auto task = loop.spawn(body(Leaving(log, "argument")));
  task.cancel();
  CHECK(log.empty());
  loop.run();
  CHECK(log == "argument ");
  CHECK(task.take().stopped());
}

TEST_CASE("when the one that joins is stopped, the task goes on and can be joined again") {
  std::string log;
  ManualLoop loop;
  auto task = loop.spawn(number_after(loop, 2s, 4));
  auto first = loop.spawn(wait_for(task, log, "first"));
  loop.advance(1s);
  first.cancel();
  loop.run();
  CHECK(log == "~first ");
  CHECK_FALSE(task.ended());
  loop.spawn(wait_for(task, log, "second"));
  loop.advance(1s);
  CHECK(log == "~first second=4 ~second ");
}

TEST_CASE("a join of a task that never was has ended without a result") {
  ManualLoop loop;
  Join<int> none;
  CHECK(none.ended());
  CHECK_FALSE(none.finished());
  CHECK(none.take().stopped());
  none.cancel();
  std::string log;
  loop.spawn(wait_for(none, log, "none"));
  loop.run();
  CHECK(log == "none=stopped ~none ");
}

TEST_CASE("a task that has not ended has no result yet") {
  ManualLoop loop;
  auto task = loop.spawn(number_after(loop, 1s, 4));
  CHECK(task.take().stopped());
  loop.advance(1s);
  CHECK(*task.take() == 4);
}

TEST_CASE("joins form chains, and a stop at one end comes out at the other") {
  std::string log;
  ManualLoop loop;
  auto first = loop.spawn(number_after(loop, 9s, 1));
  const auto link = [](Join<int>& before) -> Task<int> {
    const auto outcome = co_await before;
    co_return outcome ? *outcome + 1 : -1;
  };
  auto second = loop.spawn(link(first));
  auto third = loop.spawn(link(second));
  loop.run();
  first.cancel();
  loop.run();
  CHECK(*third.take() == 0);
}
