#include "tally/native/loop.h"

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "catch.h"
#include "tally/async/loop.h"

namespace tally::native {
namespace {

using async::Channel;
using async::Join;
using async::Outcome;
using async::Task;
using namespace std::chrono_literals;

static_assert(async::Loop<Loop>);

Task<int> answer() {
  co_return 42;
}

int six() {
  return 6;
}

Task<> sleep_forever(Loop& loop) {
  co_await loop.sleep(async::Duration::max());
}

/// Tells when it is destroyed.
class Witness {
 public:
  explicit Witness(std::function<void()> gone) : gone_(std::move(gone)) {}
  Witness(Witness&& other) noexcept : gone_(std::exchange(other.gone_, nullptr)) {}
  ~Witness() {
    if (gone_) gone_();
  }

 private:
  std::function<void()> gone_;
};

// ---- Running ----

TEST_CASE("Running a task gives its outcome") {
  Loop loop;
  const Outcome<int> outcome = loop.run(answer());
  REQUIRE(outcome);
  CHECK(*outcome == 42);
}

TEST_CASE("A loop may run again, and does not wait when there is nothing to run") {
  Loop loop;
  loop.run();
  CHECK(*loop.run(answer()) == 42);
  loop.run();
  CHECK(*loop.run(answer()) == 42);
}

TEST_CASE("A loop runs until all of its tasks have ended") {
  Loop loop;
  bool ended = false;
  loop.spawn([&]() -> Task<> {
    for (int i = 0; i < 3; ++i) co_await loop.sleep(1ms);
    ended = true;
  });
  CHECK(*loop.run(answer()) == 42);
  CHECK(ended);
  CHECK(loop.idle());
}

TEST_CASE("A loop may be made on one thread and run on another") {
  Loop loop;
  auto result = loop.spawn(answer());
  std::thread([&] { loop.run(); }).join();
  CHECK(*result.take() == 42);
}

TEST_CASE("A cancelled loop starts no more tasks") {
  Loop loop;
  loop.cancel();
  CHECK(loop.run(answer()).stopped());
}

TEST_CASE("Asio's operations and tasks share a thread") {
  Loop loop;
  boost::asio::steady_timer timer(loop.context(), 1ms);
  Channel<std::thread::id> threads(1);
  timer.async_wait(
      [&](boost::system::error_code) { threads.try_send(std::this_thread::get_id()); });
  const auto received =
      loop.run([](Channel<std::thread::id>& channel) -> Task<std::optional<std::thread::id>> {
        co_return co_await channel.receive();
      }(threads));
  CHECK(*received == std::this_thread::get_id());
}

TEST_CASE("A loop does not wait for Asio operations when its tasks have ended") {
  Loop loop;
  bool called = false;
  boost::asio::steady_timer timer(loop.context(), std::chrono::hours(1));
  timer.async_wait([&](boost::system::error_code) { called = true; });
  CHECK(*loop.run(answer()) == 42);
  CHECK_FALSE(called);
}

// ---- Posting ----

TEST_CASE("Posted functions are kept until the loop runs, and run in order") {
  Loop loop;
  std::string order;
  loop.post([&] { order += 'a'; });
  loop.post([&, owner = std::make_unique<char>('b')] { order += *owner; });
  loop.post([&] { loop.post([&] { order += 'd'; }); });
  loop.post([&] { order += 'c'; });
  CHECK(order.empty());
  loop.run();
  CHECK(order == "abcd");
}

TEST_CASE("A loop runs what posted functions spawn") {
  Loop loop;
  int result = 0;
  loop.post([&] { loop.spawn([&]() -> Task<> { result = co_await answer(); }); });
  loop.run();
  CHECK(result == 42);
}

TEST_CASE("A function posted by another thread wakes a loop that waits") {
  Loop loop;
  Channel<int> channel(0);
  std::promise<void> waiting;
  std::thread sender([&] {
    waiting.get_future().wait();
    loop.post([&] { channel.try_send(7); });
  });
  const auto received = loop.run([](Loop& l, Channel<int>& c, std::promise<void>& p) -> Task<int> {
    l.post([&p] { p.set_value(); });
    co_return *co_await c.receive();
  }(loop, channel, waiting));
  sender.join();
  CHECK(*received == 7);
}

TEST_CASE("Posts of each of several threads keep their order") {
  constexpr int threads = 4;
  constexpr int posts = 2000;
  Loop loop;
  std::vector<std::vector<int>> seen(threads);
  Channel<int> arrived(threads * posts);
  std::vector<std::thread> posters;
  for (int thread = 0; thread < threads; ++thread) {
    posters.emplace_back([&, thread] {
      for (int i = 0; i < posts; ++i) {
        loop.post([&, thread, i] {
          seen[static_cast<std::size_t>(thread)].push_back(i);
          arrived.try_send(int(i));
        });
      }
    });
  }
  loop.run([](Channel<int>& channel) -> Task<> {
    for (int i = 0; i < threads * posts; ++i) co_await channel.receive();
  }(arrived));
  for (std::thread& poster : posters) poster.join();
  for (const std::vector<int>& numbers : seen) {
    REQUIRE(numbers.size() == posts);
    for (int i = 0; i < posts; ++i) REQUIRE(numbers[static_cast<std::size_t>(i)] == i);
  }
}

TEST_CASE("Loops of several threads hand values around") {
  struct Station {
    Loop loop;
    Channel<int> inbox{1};
    int received = 0;
  };
  constexpr int rounds = 500;
  std::vector<std::unique_ptr<Station>> stations;
  for (int i = 0; i < 4; ++i) stations.push_back(std::make_unique<Station>());
  for (std::size_t i = 0; i < stations.size(); ++i) {
    Station& here = *stations[i];
    Station& next = *stations[(i + 1) % stations.size()];
    here.loop.spawn([&here, &next]() -> Task<> {
      while (here.received < rounds) {
        const int value = *co_await here.inbox.receive();
        ++here.received;
        next.loop.post([&next, value] { next.inbox.try_send(value + 1); });
      }
    });
  }
  stations[0]->loop.post([&] { stations[0]->inbox.try_send(0); });
  std::vector<std::thread> threads;
  for (auto& station : stations) threads.emplace_back([&loop = station->loop] { loop.run(); });
  for (std::thread& thread : threads) thread.join();
  for (auto& station : stations) CHECK(station->received == rounds);
  // The last one handed over what nobody waited for any more.
  stations[0]->loop.run();
  CHECK(stations[0]->inbox.try_receive() == rounds * 4);
}

TEST_CASE("Another thread cancels a loop by a post") {
  Loop loop;
  auto sleeper = loop.spawn(sleep_forever(loop));
  std::thread canceller([&] { loop.post([&] { loop.cancel(); }); });
  loop.run();
  canceller.join();
  CHECK(sleeper.take().stopped());
}

TEST_CASE("A task that is always ready keeps nothing posted from running") {
  Loop loop;
  bool done = false;
  bool asio_done = false;

  SECTION("because it yields") {
    loop.spawn([&]() -> Task<> {
      while (!done || !asio_done) co_await loop.yield();
    });
  }
  SECTION("because what it awaits is done at once") {
    loop.spawn([&]() -> Task<> {
      Channel<int> channel(1);
      while (!done || !asio_done) {
        static_cast<void>(co_await channel.send(1));
        co_await channel.receive();
      }
    });
  }
  std::thread poster([&] { loop.post([&] { done = true; }); });
  boost::asio::steady_timer timer(loop.context(), 1ms);
  timer.async_wait([&](boost::system::error_code) { asio_done = true; });
  loop.run();
  poster.join();
  CHECK(done);
  CHECK(asio_done);
}

// ---- Time ----

TEST_CASE("Timers fire in the order of their times") {
  Loop loop;
  std::string order;
  const auto after = [&](async::Duration wait, char name) -> Task<> {
    co_await loop.sleep(wait);
    order += name;
  };
  loop.spawn(after(6ms, 'd'));
  loop.spawn(after(2ms, 'b'));
  loop.spawn(after(4ms, 'c'));
  loop.spawn(after(0ms, 'a'));
  loop.run();
  CHECK(order == "abcd");
}

TEST_CASE("A sleep does not end early, and time does not go back") {
  Loop loop;
  loop.run([](Loop& l) -> Task<> {
    const async::Instant start = l.now();
    for (int i = 0; i < 5; ++i) {
      const async::Instant due = l.now() + 1ms;
      co_await l.sleep_until(due);
      CHECK(l.now() >= due);
    }
    CHECK(l.now() >= start + 5ms);
  }(loop));
}

TEST_CASE("A short sleep that begins during a long one ends before it") {
  Loop loop;
  auto sleeper = loop.spawn([&]() -> Task<> { co_await loop.sleep(std::chrono::hours(1)); });
  loop.spawn([&]() -> Task<> {
    for (int i = 0; i < 3; ++i) co_await loop.sleep(1ms);
    sleeper.cancel();
  });
  loop.run();
  CHECK_FALSE(sleeper.finished());
}

TEST_CASE("When the first timer is disarmed, the next one still fires") {
  Loop loop;
  bool fired = false;
  auto first = loop.spawn([&]() -> Task<> { co_await loop.sleep(2ms); });
  loop.spawn([&]() -> Task<> {
    co_await loop.sleep(4ms);
    fired = true;
  });
  loop.spawn([&]() -> Task<> {
    co_await loop.yield();
    first.cancel();
  });
  loop.run();
  CHECK(fired);
  CHECK_FALSE(first.finished());
}

TEST_CASE("A loop tells the time of the system's clock") {
  const Loop loop;
  const auto round = [](auto time) { return std::chrono::floor<std::chrono::microseconds>(time); };
  const auto before = round(std::chrono::system_clock::now());
  const auto told = loop.wall_now();
  CHECK(told >= before);
  CHECK(told <= round(std::chrono::system_clock::now()));
}

// ---- Blocking work ----

TEST_CASE("Blocking work runs on another thread and gives its result") {
  Loop loop;
  loop.run([](Loop& l) -> Task<> {
    const std::thread::id here = std::this_thread::get_id();
    const std::thread::id there =
        co_await l.run_blocking([] { return std::this_thread::get_id(); });
    CHECK(there != here);
    CHECK(std::this_thread::get_id() == here);

    // g++ 12 destroys a lambda twice that owns something and is written within an await.
    auto give = [number = std::make_unique<int>(5)]() mutable { return std::move(number); };
    const std::unique_ptr<int> owner = co_await l.run_blocking(std::move(give));
    CHECK(*owner == 5);

    bool done = false;
    co_await l.run_blocking([&] { done = true; });
    CHECK(done);

    CHECK(co_await l.run_blocking(&six) == 6);
  }(loop));
}

TEST_CASE("Other tasks run while one blocks") {
  Loop loop({.blocking_threads = 1});
  std::promise<void> release;
  bool other_ran = false;
  loop.spawn([&]() -> Task<> {
    co_await loop.run_blocking([&] { release.get_future().wait(); });
    CHECK(other_ran);
  });
  loop.spawn([&]() -> Task<> {
    co_await loop.yield();
    other_ran = true;
    release.set_value();
  });
  loop.run();
}

TEST_CASE("Many tasks may block") {
  constexpr int tasks = 500;
  Loop loop({.blocking_threads = 3});
  int sum = 0;
  for (int i = 0; i < tasks; ++i) {
    loop.spawn([&, i]() -> Task<> { sum += co_await loop.run_blocking([i] { return i; }); });
  }
  loop.run();
  CHECK(sum == tasks * (tasks - 1) / 2);
}

TEST_CASE("A task that is stopped does not wait for its blocking work") {
  std::promise<void> release;
  std::shared_future<void> released(release.get_future());
  std::promise<void> began;
  std::atomic<bool> work_finished = false;
  const std::thread::id here = std::this_thread::get_id();
  std::thread::id destroyed_on;
  {
    Loop loop({.blocking_threads = 1});
    auto blocked = loop.spawn([&]() -> Task<> {
      Witness witness([&] { destroyed_on = std::this_thread::get_id(); });
      auto work = [&, witness = std::move(witness)] {
        began.set_value();
        released.wait();
        work_finished = true;
        return std::string("dropped");
      };
      co_await loop.run_blocking(std::move(work));
    });
    loop.spawn([&]() -> Task<> {
      co_await loop.yield();
      began.get_future().wait();
      blocked.cancel();
    });
    loop.run();
    CHECK(blocked.take().stopped());
    CHECK_FALSE(work_finished);
    release.set_value();
  }
  CHECK(work_finished);
  CHECK(destroyed_on == here);
}

TEST_CASE("Blocking work whose task is stopped before it begins never does") {
  Loop loop({.blocking_threads = 1});
  std::promise<void> release;
  bool began = false;
  loop.spawn([&]() -> Task<> { co_await loop.run_blocking([&] { release.get_future().wait(); }); });
  auto second = loop.spawn([&]() -> Task<> { co_await loop.run_blocking([&] { began = true; }); });
  loop.spawn([&]() -> Task<> {
    co_await loop.yield();
    second.cancel();
    release.set_value();
    co_await loop.run_blocking([] {});  // after the second on the only thread
  });
  loop.run();
  CHECK_FALSE(second.finished());
  CHECK_FALSE(began);
}

TEST_CASE("A result that has come is not taken back by a stop") {
  Loop loop;
  int result = 0;
  bool went_on = false;
  std::promise<void> returned;
  auto blocked = loop.spawn([&]() -> Task<> {
    result = co_await loop.run_blocking([] { return 3; });
    co_await loop.yield();
    went_on = true;
  });
  loop.spawn([&]() -> Task<> {
    while (loop.tree().find("blocking") != std::string::npos) co_await loop.yield();
    blocked.cancel();
  });
  loop.run();
  CHECK(result == 3);
  CHECK_FALSE(went_on);
}

// ---- The end ----

TEST_CASE("Destroying a loop unwinds its tasks") {
  int unwound = 0;
  {
    Loop loop;
    Channel<int> channel(0);
    const auto live = [&](auto await) {
      loop.spawn([&unwound, await]() -> Task<> {
        const Witness witness([&] { ++unwound; });
        co_await await();
      });
    };
    live([&]() -> Task<> { co_await loop.sleep(std::chrono::hours(1)); });
    live([&]() -> Task<> { co_await channel.receive(); });
    live([&]() -> Task<> {
      co_await async::with_scope(loop, [&](async::Scope& scope) -> Task<> {
        scope.spawn(sleep_forever(loop));
        co_return;
      });
    });
    loop.spawn([&]() -> Task<> {
      co_await loop.sleep(1ms);
      // All others wait now. Leave while this one runs: the loop is destroyed with four tasks.
      loop.context().stop();
      co_await loop.sleep(std::chrono::hours(1));
    });
    loop.run();
    CHECK(unwound == 0);
    CHECK_FALSE(loop.idle());
  }
  CHECK(unwound == 3);
}

TEST_CASE("Destroying a loop that never ran drops its tasks") {
  bool began = false;
  {
    Loop loop;
    loop.spawn([&]() -> Task<> {
      began = true;
      co_return;
    });
  }
  CHECK_FALSE(began);
}

TEST_CASE("Destroying a loop destroys posted functions without running them") {
  const auto token = std::make_shared<int>();
  bool ran = false;
  {
    Loop loop;
    std::thread([&] { loop.post([&ran, token] { ran = true; }); }).join();
    loop.post([&ran, &loop, token] {
      ran = true;
      loop.post([] {});
    });
    CHECK(token.use_count() == 3);
  }
  CHECK_FALSE(ran);
  CHECK(token.use_count() == 1);
}

TEST_CASE("A posted function may own what belongs to the loop") {
  Loop loop;
  auto result = loop.spawn(answer());
  loop.run();
  loop.post([result = std::move(result)]() mutable { static_cast<void>(result.take()); });
}

TEST_CASE("Destroying a loop waits for blocking work that has begun, and drops what has not") {
  std::promise<void> began;
  std::promise<void> release;
  bool first_finished = false;
  bool second_began = false;
  {
    Loop loop({.blocking_threads = 1});
    loop.spawn([&]() -> Task<> {
      co_await loop.run_blocking([&] {
        began.set_value();
        release.get_future().wait();
        first_finished = true;
      });
    });
    loop.spawn([&]() -> Task<> {
      // When this is destroyed, both tasks have been asked to stop.
      const Witness witness([&] { release.set_value(); });
      co_await loop.run_blocking([&] { second_began = true; });
    });
    loop.spawn([&]() -> Task<> {
      began.get_future().wait();
      loop.context().stop();
      co_return;
    });
    loop.run();
    CHECK_FALSE(loop.idle());
    CHECK_FALSE(first_finished);
  }
  CHECK(first_finished);
  CHECK_FALSE(second_began);
}

}  // namespace
}  // namespace tally::native
