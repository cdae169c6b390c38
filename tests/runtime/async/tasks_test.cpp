// The end of an object at every moment of its tasks.
#include "tally/async/tasks.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/channel.h"
#include "tally/async/interval.h"
#include "tally/async/lifetime.h"
#include "tally/async/log.h"
#include "tally/async/timeout.h"
#include "tally/virtual/loop.h"

namespace {

using tally::async::Channel;
using tally::async::Interval;
using tally::async::Join;
using tally::async::Lifetime;
using tally::async::Scheduler;
using tally::async::Scope;
using tally::async::Task;
using tally::async::Tasks;
using tally::async::with_scope;
using tally::tests::Leaving;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

/// What a task must not touch when its object is gone: it is wiped then, so that tests see it also
/// without sanitizers.
constexpr std::uint64_t whole = 0x7461'6c6c'7921'2121;

/// An object whose tasks wait in every way that there is, and touch it behind each await.
class Busy {
 public:
  Busy(Scheduler& loop, std::uint32_t& ended) : loop_(loop), ended_(ended), tasks_(loop) {
    tasks_.spawn(ticks(), "ticks");
    tasks_.spawn(sends(), "sends");
    tasks_.spawn(receives(), "receives");
    tasks_.spawn(nests(3), "nests");
    tasks_.spawn(limited(), "limited");
  }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() {
    tasks_.end();
    alive_ = 0;
  }

  static constexpr int rounds = 3;
  [[nodiscard]] bool done() const { return tasks_.empty(); }
  std::uint32_t begun = 0;  // tasks

 private:
  struct Counted {
    explicit Counted(Busy& its) : busy(its) {
      busy.touch();
      ++busy.begun;
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
      busy.touch();  // what a task owns goes before its object, too
      ++busy.ended_;
    }
    Busy& busy;
  };

  void touch() const { REQUIRE(alive_ == whole); }

  Task<> ticks() {
    const Counted counted(*this);
    Interval interval = loop_.interval(1s);
    for (int i = 0; i < rounds; ++i) {
      co_await interval.next();
      touch();
      co_await loop_.yield();
      touch();
    }
  }
  Task<> sends() {
    const Counted counted(*this);
    for (int i = 0; i < rounds; ++i) {
      (void)co_await channel_.send(i);
      touch();
      co_await loop_.sleep(1s);
      touch();
    }
    channel_.close();
  }
  Task<> receives() {
    const Counted counted(*this);
    while (co_await channel_.receive()) touch();
    touch();
  }
  Task<int> nests(int depth) {
    const Counted counted(*this);
    const auto inner = co_await with_scope(loop_, [this, depth](Scope& scope) -> Task<int> {
      scope.spawn(ticks(), "beside");
      co_await loop_.sleep(500ms);
      touch();
      if (depth == 0) co_return 0;
      const int below = co_await nests(depth - 1);
      co_return below + 1;
    });
    touch();
    co_return *inner;
  }
  Task<> limited() {
    const Counted counted(*this);
    (void)co_await loop_.timeout(2s, ticks());
    touch();
    const Join<void> other = tasks_.spawn(ticks(), "joined");
    co_await other;
    touch();
  }

  std::uint64_t alive_ = whole;
  Scheduler& loop_;
  std::uint32_t& ended_;
  Channel<int> channel_{0};
  Tasks tasks_;
};

TEST_CASE("an object may go at every moment of its tasks, which end with it") {
  std::uint32_t moments = 0;
  for (bool more = true; more; ++moments) {
    ManualLoop loop;
    const auto step = [&loop] {
      if (loop.turn(1)) return true;
      if (loop.next_due() == tally::async::Instant::max()) return false;
      loop.fire_next();
      return true;
    };
    std::uint32_t ended = 0;
    auto busy = std::make_unique<Busy>(loop, ended);
    for (std::uint32_t i = 0; i < moments && more; ++i) more = step();
    const std::uint32_t begun = busy->begun;
    busy.reset();
    CHECK(ended == begun);
    CHECK(loop.idle());
    CHECK(loop.tree().empty());
    while (step()) {
    }
    CHECK(ended == begun);
  }
  CHECK(moments > 50);
}

TEST_CASE("an object may go at every moment whatever the order of its tasks") {
  std::uint32_t moments = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    bool more = true;
    for (std::uint32_t turns = 0; more; ++turns, ++moments) {
      tally::virtual_time::Loop loop(tally::virtual_time::Options::faulty(seed));
      std::uint32_t ended = 0;
      auto busy = std::make_unique<Busy>(loop, ended);
      std::uint32_t begun = 0;
      // A task like the others, so that some of them are ready when it ends them.
      const auto end = [&]() -> Task<> {
        for (std::uint32_t i = 0; i < turns; ++i) {
          co_await loop.yield();
          if (i % 4 == 3) co_await loop.sleep(250ms);
        }
        more = !busy->done();
        begun = busy->begun;
        busy.reset();
      };
      loop.spawn(end);
      CHECK(loop.run() == tally::virtual_time::Rest::ended);
      CHECK(ended == begun);
    }
  }
  CHECK(moments > 100);
}

TEST_CASE("who waits for a task goes on when the task's object ends it") {
  std::string log;
  ManualLoop loop;
  auto tasks = std::make_unique<Tasks>(loop);
  auto join = tasks->spawn([](Scheduler& its, std::string& to) -> Task<int> {
    const Leaving leaving(to, "~task");
    co_await its.sleep(1s);
    co_return 1;
  }(loop, log));
  loop.spawn([&]() -> Task<> {
    const auto outcome = co_await join;
    log += outcome.stopped() ? "stopped " : "finished ";
  });
  loop.run();
  tasks.reset();
  CHECK(log == "~task ");
  loop.run();
  CHECK(log == "~task stopped ");
  join = {};
}

TEST_CASE("the loop may end before an object whose tasks it ran") {
  std::string log;
  class Short final : public ManualLoop {};
  std::optional<Short> loop(std::in_place);
  Tasks tasks(*loop);
  tasks.spawn([](Scheduler& its, std::string& to) -> Task<> {
    const Leaving leaving(to, "~task");
    co_await its.sleep(1s);
  }(*loop, log));
  loop->run();
  loop.reset();
  CHECK(log == "~task ");
  CHECK(tasks.empty());
}

TEST_CASE("a loop that has nothing left to do is told so") {
  ManualLoop loop;
  Tasks tasks(loop);
  tasks.spawn([](Scheduler& its) -> Task<> { co_await its.sleep(1s); }(loop));
  loop.run();
  const int wakes = loop.wakes();
  tasks.end();
  CHECK(loop.wakes() == wakes + 1);
}

TEST_CASE("a task that destroys its own object ends the program, and the loop's log says why") {
  class Speaking final : public ManualLoop {
   public:
    void log(const tally::async::LogLine& line) noexcept override {
      ::_exit(to_text(line) == "error: a task has destroyed the object that it belongs to task=own"
                  ? 77
                  : 1);
    }
  };
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Speaking loop;
    Tasks tasks(loop);
    tasks.spawn(
        [&]() -> Task<> {
          tasks.end();
          co_return;
        },
        "own");
    loop.run();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 77));
}

TEST_CASE("what an object has given away is not called when it is gone, and is dropped") {
  std::string log;
  struct Owner {
    Lifetime<Owner> lifetime{*this};
  };
  auto owner = std::make_unique<Owner>();
  auto call = owner->lifetime.bind(
      [&log, leaving = Leaving(log, "~call")](const std::string& word) { log += word + " "; });
  call("one");
  const tally::async::Weak<Owner> weak = owner->lifetime.weak();
  CHECK(weak.get() == owner.get());
  owner.reset();
  CHECK(weak.get() == nullptr);
  call("two");
  CHECK(log == "one ");
  { const auto dropped = std::move(call); }
  CHECK(log == "one ~call ");
}

}  // namespace
