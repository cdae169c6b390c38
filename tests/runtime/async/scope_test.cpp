#include "tally/async/scope.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/channel.h"

using tally::async::Channel;
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

Task<> sleep_and_log(Scheduler& loop, std::chrono::seconds time, std::string& log,
                     std::string word) {
  const Leaving leaving(log, "~" + word);
  co_await loop.sleep(time);
  log += word + " ";
}

Task<> log_word(std::string& log, std::string word) {
  log += word + " ";
  co_return;
}

/// Does something at the end of its life.
class AtEnd {
 public:
  explicit AtEnd(std::function<void()> action) : action_(std::move(action)) {}
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;
  ~AtEnd() { action_(); }

 private:
  std::function<void()> action_;
};

}  // namespace

TEST_CASE("a scope ends when its body and all its tasks have ended") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    const Outcome<int> outcome = co_await with_scope(loop, [&](Scope& scope) -> Task<int> {
      scope.spawn(sleep_and_log(loop, 3s, log, "three"));
      scope.spawn(sleep_and_log(loop, 1s, log, "one"));
      log += "body ";
      co_return 5;
    });
    CHECK(*outcome == 5);
    log += "after ";
  };
  loop.spawn(main());
  loop.advance(2s);
  CHECK(log == "body one ~one ");
  loop.advance(2s);
  CHECK(log == "body one ~one three ~three after ");
  CHECK(loop.idle());
}

TEST_CASE("tasks begin in the order in which they were spawned, after who spawned them suspends") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      scope.spawn(log_word(log, "a"));
      scope.spawn(log_word(log, "b"));
      log += "spawned ";
      co_await loop.yield();
      scope.spawn(log_word(log, "c"));
      log += "resumed ";
    });
    log += "after ";
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "spawned a b resumed c after ");
}

TEST_CASE("a task may spawn others in its own scope, which then waits for them too") {
  std::string log;
  ManualLoop loop;
  const auto parent = [&](Scope& scope) -> Task<> {
    co_await loop.sleep(1s);
    scope.spawn(sleep_and_log(loop, 1s, log, "grandchild"));
  };
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      scope.spawn(parent(scope));
      co_return;
    });
    CHECK(loop.elapsed() == 2s);
    log += "after ";
  };
  loop.spawn(main());
  loop.advance(5s);
  CHECK(log == "grandchild ~grandchild after ");
}

TEST_CASE("a function that makes a task is kept as long as the task") {
  std::string log;
  ManualLoop loop;
  {
    auto number = std::make_unique<int>(3);
    const auto made = std::make_shared<Leaving>(log, "function");
    auto task = loop.spawn([&loop, &log, made, number = std::move(number)]() -> Task<int> {
      co_await loop.sleep(1s);
      log += "uses " + std::to_string(*number) + " ";
      co_return *number;
    });
    static_assert(std::is_same_v<decltype(task), Join<int>>);
  }
  loop.run();
  CHECK(log.empty());
  loop.advance(1s);
  CHECK(log == "uses 3 function ");

  log.clear();
  const auto made = std::make_shared<Leaving>(log, "function");
  auto stopped = loop.spawn([&loop, made]() -> Task<> { co_await loop.sleep(1s); });
  loop.run();
  CHECK(made.use_count() == 2);
  stopped.cancel();
  loop.run();
  CHECK(made.use_count() == 1);
}

TEST_CASE("a function that is spawned in a cancelled or ended scope is dropped uncalled") {
  std::string log;
  ManualLoop loop;
  Scope* kept = nullptr;
  const auto made = std::make_shared<int>(1);
  const auto call = [&log, made]() -> Task<> {
    log += "wrong ";
    co_return;
  };
  const auto main = [&]() -> Task<> {
    const AtEnd ended([&] { kept = nullptr; });
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      kept = &scope;
      scope.cancel();
      scope.spawn(call);
      co_return;
    });
  };
  const auto observer = [&]() -> Task<> {
    co_await loop.yield();
    co_await loop.yield();
    if (kept == nullptr || !kept->empty()) co_return;
    log += "ended ";
    kept->spawn(call);
  };
  loop.spawn(main());
  loop.spawn(observer());
  loop.run();
  CHECK(log == "ended ");
  CHECK(made.use_count() == 2);
}

TEST_CASE("cancelling a scope asks its tasks to stop, unwinds them and waits for them") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    const auto outcome = co_await with_scope(loop, [&](Scope& scope) -> Task<int> {
      scope.spawn(sleep_and_log(loop, 3s, log, "a"));
      scope.spawn(sleep_and_log(loop, 1s, log, "b"));
      co_await loop.sleep(2s);
      CHECK_FALSE(scope.cancelled());
      scope.cancel();
      CHECK(scope.cancelled());
      CHECK_FALSE(scope.empty());
      log += "asked ";
      // The body goes on up to its next await.
      co_return 1;
    });
    CHECK(*outcome == 1);
    log += "after ";
  };
  loop.spawn(main());
  loop.advance(10s);
  CHECK(log == "b ~b asked ~a after ");
}

TEST_CASE("a body that awaits in its cancelled scope is stopped, and the scope has no result") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    const auto outcome = co_await with_scope(loop, [&](Scope& scope) -> Task<int> {
      const Leaving leaving(log, "~body");
      scope.cancel();
      co_await loop.yield();
      log += "wrong ";
      co_return 1;
    });
    CHECK(outcome.stopped());
    CHECK_FALSE(outcome);
    // Only the scope was cancelled, and not who waits for it.
    co_await loop.yield();
    log += "after ";
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "~body after ");
}

TEST_CASE("a stop reaches the tasks of nested scopes, which unwind from the inside") {
  std::string log;
  ManualLoop loop;
  const auto inner = [&]() -> Task<> {
    const Leaving leaving(log, "inner");
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      const Leaving body(log, "inner-body");
      scope.spawn(sleep_and_log(loop, 9s, log, "leaf"));
      co_await loop.sleep(9s);
    });
    log += "wrong ";
  };
  const auto middle = [&]() -> Task<> {
    const Leaving leaving(log, "middle");
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      scope.spawn(inner());
      co_return;  // the body has ended, the scope has not
    });
    log += "kept ";
    co_await loop.yield();
    log += "wrong ";
  };
  const auto outer = [&]() -> Task<> {
    const Leaving leaving(log, "outer");
    co_await middle();
    log += "wrong ";
  };
  auto task = loop.spawn(outer());
  loop.advance(1s);
  CHECK(log.empty());
  task.cancel();
  loop.run();
  // The body of `middle` had returned: that result is not taken back, but its next await stops.
  CHECK(log == "inner-body ~leaf inner kept middle outer ");
  CHECK(task.take().stopped());
  CHECK(loop.idle());
}

TEST_CASE("a scope whose body was stopped with it does not return") {
  std::string log;
  ManualLoop loop;
  const auto inner = [&]() -> Task<> {
    const Leaving leaving(log, "inner");
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      const Leaving body(log, "body");
      scope.spawn(sleep_and_log(loop, 9s, log, "leaf"));
      co_await loop.sleep(9s);
    });
    log += "wrong ";
  };
  const auto outer = [&]() -> Task<> {
    const Leaving leaving(log, "outer");
    co_await with_scope(loop, [&](Scope&) { return inner(); });
    log += "wrong ";
  };
  auto task = loop.spawn(outer());
  loop.run();
  task.cancel();
  loop.run();
  CHECK(log == "body ~leaf inner outer ");
  CHECK(task.take().stopped());
}

TEST_CASE("a result that came before the stop is kept") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    const Leaving leaving(log, "~main");
    Join<int> child;
    const auto outcome = co_await with_scope(loop, [&](Scope& scope) -> Task<int> {
      child = scope.spawn([]() -> Task<int> { co_return 3; }());
      scope.spawn(sleep_and_log(loop, 9s, log, "slow"));
      co_return 4;
    });
    CHECK(*outcome == 4);
    CHECK(*child.take() == 3);
    log += "results ";
    co_await loop.yield();
    log += "wrong ";
  };
  auto task = loop.spawn(main());
  loop.advance(1s);
  task.cancel();
  loop.run();
  CHECK(log == "~slow results ~main ");
}

TEST_CASE("in a cancelled scope a task never begins") {
  std::string log;
  ManualLoop loop;
  const auto task = [&](Leaving) -> Task<int> {
    log += "wrong ";
    co_return 1;
  };
  const auto main = [&]() -> Task<> {
    Join<int> never;
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      auto before = scope.spawn(task(Leaving(log, "before")));
      scope.cancel();
      never = scope.spawn(task(Leaving(log, "after")));
      CHECK_FALSE(never.ended());
      co_return;
    });
    CHECK(never.ended());
    CHECK(never.take().stopped());
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "before after ");
  CHECK(loop.idle());
}

TEST_CASE("in a scope that has ended a task is dropped, also before its parent resumes") {
  std::string log;
  ManualLoop loop;
  Scope* ended = nullptr;
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      ended = &scope;
      log += "body ";
      co_return;
    });
    ended = nullptr;
    log += "parent ";
  };
  const auto task = [&](Leaving) -> Task<int> {
    log += "wrong ";
    co_return 1;
  };
  const auto observer = [&]() -> Task<> {
    co_await loop.yield();  // now the body has run, and the parent is behind this task
    CHECK(ended != nullptr);
    if (ended == nullptr) co_return;
    CHECK(ended->empty());
    auto dropped = ended->spawn(task(Leaving(log, "dropped")));
    CHECK(dropped.ended());
    CHECK_FALSE(dropped.finished());
    const auto outcome = co_await dropped;
    CHECK(outcome.stopped());
    log += "observer ";
  };
  loop.spawn(main());
  loop.spawn(observer());
  loop.run();
  CHECK(log == "body dropped observer parent ");
}

TEST_CASE("a result that is destroyed as the last of its scope finds the scope closed") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      scope.spawn([](Scope& own, std::string& text) -> Task<std::unique_ptr<AtEnd>> {
        co_return std::make_unique<AtEnd>([&own, &text] {
          text += "result ";
          own.spawn(log_word(text, "wrong"));
        });
      }(scope, log));
      co_return;
    });
    log += "after ";
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "result after ");
}

TEST_CASE("destructors may spawn, close channels and cancel other scopes while they unwind") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(0);
  Scope* other = nullptr;
  const auto other_scope = [&]() -> Task<> {
    const auto outcome = co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      other = &scope;
      co_await loop.sleep(9s);
    });
    CHECK(outcome.stopped());
    log += "other ";
  };
  const auto receiver = [&]() -> Task<> {
    const auto value = co_await channel.receive();
    CHECK_FALSE(value);
    log += "closed ";
  };
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      const AtEnd spawns([&] {
        log += "spawns ";
        scope.spawn(log_word(log, "wrong"));  // its scope is cancelled
        loop.spawn(log_word(log, "spawned"));
      });
      const AtEnd closes([&] { channel.close(); });
      const AtEnd cancels([&] {
        scope.cancel();  // its own: nothing new
        other->cancel();
      });
      co_await loop.sleep(9s);
    });
    log += "wrong ";
  };
  loop.spawn(other_scope());
  loop.spawn(receiver());
  auto task = loop.spawn(main());
  loop.run();
  task.cancel();
  loop.run();
  CHECK(log == "spawns closed spawned other ");
  CHECK(loop.idle());
}

TEST_CASE("what stops a task may be a task of the same scope, and also itself") {
  std::string log;
  ManualLoop loop;
  const auto main = [&]() -> Task<> {
    Join<void> self;
    const auto child = [&]() -> Task<> {
      const Leaving leaving(log, "~child");
      self.cancel();
      log += "running ";
      co_await loop.yield();
      log += "wrong ";
    };
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      self = scope.spawn(child());
      co_await loop.yield();
      log += "body ";
    });
    CHECK(self.take().stopped());
    log += "after ";
  };
  loop.spawn(main());
  loop.run();
  CHECK(log == "running ~child body after ");
}

TEST_CASE("a scope that is cancelled twice, or after its end, is as it was") {
  std::string log;
  ManualLoop loop;
  Join<void> task;
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      scope.spawn(sleep_and_log(loop, 1s, log, "child"));
      co_await loop.yield();
      scope.cancel();
      scope.cancel();
    });
    log += "after ";
  };
  task = loop.spawn(main());
  loop.run();
  CHECK(task.finished());
  task.cancel();
  loop.run();
  CHECK(task.finished());
  CHECK(log == "~child after ");
}

namespace {

struct Levels {
  int entered = 0;
  int left = 0;
  std::uintptr_t low = UINTPTR_MAX;
  std::uintptr_t high = 0;
};

/// Counts, and notes how deep the stack is when the level ends.
struct Level {
  Levels& levels;
  explicit Level(Levels& all) : levels(all) { ++levels.entered; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;
  [[gnu::noinline]] ~Level() {
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    if (here < levels.low) levels.low = here;
    if (here > levels.high) levels.high = here;
    ++levels.left;
  }
};

Task<> nested_scopes(Scheduler& loop, int depth, Levels& levels) {
  const Level level(levels);
  if (depth == 1) {
    co_await loop.sleep(1s);
    co_return;
  }
  co_await with_scope(
      loop, [&loop, depth, &levels](Scope&) { return nested_scopes(loop, depth - 1, levels); });
}

}  // namespace

TEST_CASE("100,000 nested scopes end without growing the stack") {
  constexpr int depth = 100'000;
  const bool stop = GENERATE(false, true);
  CAPTURE(stop);
  Levels levels;
  ManualLoop loop;
  auto task = loop.spawn(nested_scopes(loop, depth, levels));
  loop.run();
  CHECK(levels.entered == depth);
  CHECK(levels.left == 0);
  if (stop) {
    task.cancel();
    loop.run();
  } else {
    loop.advance(1s);
  }
  CHECK(task.ended());
  CHECK(task.finished() != stop);
  CHECK(levels.left == depth);
  CHECK(levels.high - levels.low < 16 * 1024);
}

TEST_CASE("100,000 tasks in one scope are stopped together") {
  constexpr int count = 100'000;
  int left = 0;
  ManualLoop loop;
  const auto child = [&]() -> Task<> {
    const AtEnd at_end([&] { ++left; });
    co_await loop.sleep(1s);
  };
  const auto main = [&]() -> Task<> {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      for (int i = 0; i < count; ++i) scope.spawn(child());
      co_await loop.yield();
      scope.cancel();
      CHECK(left == 0);
    });
    CHECK(left == count);
  };
  loop.spawn(main());
  loop.run();
  CHECK(left == count);
  CHECK(loop.idle());
}
