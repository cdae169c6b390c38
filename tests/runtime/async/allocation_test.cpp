// What the headers say of allocations. The replaced operators serve the whole test program, and
// count only where a test asks for it.
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/channel.h"
#include "tally/async/interval.h"
#include "tally/async/timeout.h"

using tally::async::Channel;
using tally::async::Duration;
using tally::async::Scheduler;
using tally::async::Scope;
using tally::async::Task;
using tally::async::with_scope;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

std::size_t allocations = 0;

void* allocate(std::size_t size) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* block = allocate(size)) return block;
  std::abort();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete[](void* block) noexcept {
  std::free(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  std::free(block);
}

namespace {

/// How often `work` allocates.
template <class Work>
std::size_t allocations_of(Work&& work) {
  const std::size_t before = allocations;
  work();
  return allocations - before;
}

Task<> nothing() {
  co_return;
}

Task<> forever(Scheduler& loop) {
  co_await loop.sleep(Duration::max());
}

}  // namespace

TEST_CASE("messages, sleeps, ticks and turns allocate nothing once the loop is warm") {
  ManualLoop loop;
  Channel<int> channel(4);
  Channel<int> rendezvous(0);
  int received = 0;
  const auto produce = [&]() -> Task<> {
    for (int i = 0;; ++i) {
      (void)co_await channel.send(i);
      if (i % 8 == 0) co_await loop.sleep(1ms);
    }
  };
  const auto forward = [&]() -> Task<> {
    while (const std::optional<int> value = co_await channel.receive()) {
      (void)co_await rendezvous.send(*value);
    }
  };
  const auto consume = [&]() -> Task<> {
    while (co_await rendezvous.receive()) ++received;
  };
  const auto tick = [&]() -> Task<> {
    auto interval = loop.interval(1ms);
    for (;;) {
      co_await interval.next();
      co_await loop.yield();
    }
  };
  loop.spawn(produce());
  loop.spawn(forward());
  loop.spawn(consume());
  loop.spawn(tick());
  loop.advance(100ms);
  const int before = received;
  CHECK(allocations_of([&] { loop.advance(1s); }) == 0);
  CHECK(received - before == 8000);
}

TEST_CASE("spawning allocates the coroutine, and nothing else once there were as many tasks") {
  ManualLoop loop;
  const auto many = [&] {
    for (int i = 0; i < 200; ++i) loop.spawn(nothing());
    loop.run();
  };
  many();
  CHECK(allocations_of(many) == 200);
  CHECK(allocations_of([&] {
          auto task = loop.spawn(nothing());
          loop.run();
        }) == 1);
}

TEST_CASE("an await of a task allocates its coroutine, and nothing else") {
  ManualLoop loop;
  const auto main = []() -> Task<> {
    for (int i = 0; i < 100; ++i) co_await nothing();
  };
  loop.spawn(main());
  CHECK(allocations_of([&] { loop.run(); }) == 100);
}

TEST_CASE("scopes and timeouts allocate the coroutines in them, and nothing else") {
  ManualLoop loop;
  loop.spawn(forever(loop));
  loop.advance(1s);
  const auto scopes = [&]() -> Task<> {
    for (int i = 0; i < 100; ++i) co_await with_scope(loop, [](Scope&) { return nothing(); });
  };
  loop.spawn(scopes());
  CHECK(allocations_of([&] { loop.run(); }) == 100);

  const auto timeouts = [&]() -> Task<> {
    for (int i = 0; i < 100; ++i) co_await loop.timeout(1s, nothing());
  };
  loop.spawn(timeouts());
  CHECK(allocations_of([&] { loop.run(); }) <= 101);  // the first one may grow the heap of timers
}

TEST_CASE("stopping allocates nothing") {
  ManualLoop loop;
  for (int i = 0; i < 100; ++i) loop.spawn(forever(loop));
  loop.run();
  CHECK(allocations_of([&] {
          loop.cancel();
          loop.run();
        }) == 0);
  CHECK(loop.idle());
}
