#include "tally/async/task.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "catch.h"
#include "runtime/async/manual_loop.h"

using tally::async::Scheduler;
using tally::async::Task;
using tally::tests::Leaving;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

static_assert(!std::is_copy_constructible_v<Task<int>>);
static_assert(std::is_nothrow_move_constructible_v<Task<int>>);
static_assert(std::is_same_v<Task<int>::Value, int> && std::is_same_v<Task<>::Value, void>);

constexpr int million = 1'000'000;

Task<int> number(int value) {
  co_return value;
}

Task<std::unique_ptr<int>> owned(std::unique_ptr<int> value) {
  ++*value;
  co_return value;
}

Task<std::string> text() {
  co_return "converted";
}

Task<> nothing(int& runs) {
  ++runs;
  co_return;
}

Task<> log_argument(std::string& log, Leaving) {
  log += "ran ";
  co_return;
}

// Where the stack is: of whoever calls.
[[gnu::noinline]] std::uintptr_t stack() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

struct StackRange {
  std::uintptr_t low = UINTPTR_MAX;
  std::uintptr_t high = 0;
  void note() {
    const std::uintptr_t here = stack();
    if (here < low) low = here;
    if (here > high) high = here;
  }
  // Room for a handful of frames of the loop, unoptimised and with sanitizers; a million frames of
  // even 16 bytes take a thousand times as much.
  [[nodiscard]] bool flat() const { return high != 0 && high - low < 16 * 1024; }
};

struct NotedAtEnd {
  StackRange& stack;
  int& alive;
  NotedAtEnd(StackRange& range, int& count) : stack(range), alive(count) { ++alive; }
  NotedAtEnd(const NotedAtEnd&) = delete;
  NotedAtEnd& operator=(const NotedAtEnd&) = delete;
  ~NotedAtEnd() {
    stack.note();
    --alive;
  }
};

Task<int> nested(Scheduler& loop, int depth, StackRange& range, int& alive) {
  const NotedAtEnd noted(range, alive);
  range.note();
  int below = 0;
  if (depth == 1) {
    co_await loop.sleep(1s);
  } else {
    below = co_await nested(loop, depth - 1, range, alive);
  }
  range.note();
  co_return below + 1;
}

Task<int> in_a_row(int count, StackRange& range) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += co_await number(1);
    range.note();
  }
  co_return sum;
}

}  // namespace

TEST_CASE("a task gives what it returns to whoever awaits it") {
  std::string log;
  ManualLoop loop;
  int runs = 0;
  const auto main = [&]() -> Task<int> {
    const int seven = co_await number(7);
    CHECK(seven == 7);
    const int sum = co_await number(1) + co_await number(2);
    CHECK(sum == 3);
    const std::unique_ptr<int> five = co_await owned(std::make_unique<int>(4));
    CHECK(*five == 5);
    const std::string converted = co_await text();
    CHECK(converted == "converted");
    co_await nothing(runs);
    Task<int> later = number(8);
    Task<int> moved = std::move(later);
    co_return co_await std::move(moved);
  };
  auto result = loop.spawn(main());
  CHECK(runs == 0);
  loop.run();
  CHECK(runs == 1);
  CHECK(*result.take() == 8);
  CHECK(loop.idle());
}

TEST_CASE("a task begins when it is awaited, and not before") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    Task<> task = log_argument(log, Leaving(log, "argument"));
    log += "made ";
    co_await std::move(task);
    log += "after ";
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "made ran argument after ");
}

TEST_CASE("a task that never begins is dropped with its arguments") {
  std::string log;
  {
    const Task<> task = log_argument(log, Leaving(log, "argument"));
    CHECK(log.empty());
  }
  CHECK(log == "argument ");

  log.clear();
  Task<> first = log_argument(log, Leaving(log, "first"));
  first = log_argument(log, Leaving(log, "second"));
  CHECK(log == "first ");

  // Awaiting is two steps: making the awaiter takes the task.
  log.clear();
  { auto awaiter = std::move(first).operator co_await(); }
  CHECK(log == "second ");
}

TEST_CASE("locals and arguments end in the order of a function call") {
  std::string log;
  ManualLoop loop;
  const auto inner = [&log](Leaving) -> Task<> {
    const Leaving first(log, "inner-1");
    const Leaving second(log, "inner-2");
    co_return;
  };
  const auto outer = [&log, &inner]() -> Task<> {
    const Leaving local(log, "outer");
    co_await inner(Leaving(log, "argument"));
    log += "returned ";
  };
  loop.spawn(outer());
  loop.run();
  CHECK(log == "inner-2 inner-1 argument returned outer ");
}

TEST_CASE("a stopped task ends as if every await returned, the innermost first") {
  std::string log;
  ManualLoop loop;
  const auto inner = [&](Leaving) -> Task<> {
    const Leaving local(log, "inner");
    co_await loop.sleep(1s);
    log += "woken ";
  };
  const auto middle = [&]() -> Task<> {
    const Leaving local(log, "middle");
    co_await inner(Leaving(log, "argument"));
    log += "returned ";
  };
  const auto outer = [&]() -> Task<int> {
    const Leaving first(log, "outer-1");
    const Leaving second(log, "outer-2");
    co_await middle();
    log += "returned ";
    co_return 1;
  };
  auto task = loop.spawn(outer());
  loop.run();
  CHECK(log.empty());
  task.cancel();
  CHECK(log.empty());  // asked, not done
  loop.run();
  CHECK(log == "inner argument middle outer-2 outer-1 ");
  CHECK(task.ended());
  CHECK_FALSE(task.finished());
  CHECK(task.take().stopped());
  CHECK(loop.next_due() == tally::async::Instant::max());
}

TEST_CASE("a million nested awaits leave the stack flat") {
  StackRange range;
  int alive = 0;
  ManualLoop loop;
  auto task = loop.spawn(nested(loop, million, range, alive));
  loop.run();
  CHECK(alive == million);
  loop.advance(1s);
  CHECK(*task.take() == million);
  CHECK(alive == 0);
  CHECK(range.flat());
}

TEST_CASE("stopping a million nested awaits leaves the stack flat") {
  StackRange range;
  int alive = 0;
  ManualLoop loop;
  auto task = loop.spawn(nested(loop, million, range, alive));
  loop.run();
  task.cancel();
  loop.run();
  CHECK(task.take().stopped());
  CHECK(alive == 0);
  CHECK(range.flat());
}

TEST_CASE("a million awaits in a row leave the stack flat") {
  StackRange range;
  ManualLoop loop;
  auto task = loop.spawn(in_a_row(million, range));
  loop.run();
  CHECK(*task.take() == million);
  CHECK(range.flat());
}
