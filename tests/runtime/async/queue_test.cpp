#include "tally/async/queue.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <utility>

#include "catch.h"
#include "tally/async/channel.h"

namespace {

/// Can only be moved; counts those that are alive, with or without a value.
struct Counted {
  explicit Counted(int number) : value(std::make_unique<int>(number)) { ++alive; }
  Counted(Counted&& other) noexcept : value(std::move(other.value)) { ++alive; }
  Counted& operator=(Counted&&) = delete;
  ~Counted() { --alive; }

  std::unique_ptr<int> value;
  static inline int alive = 0;
};

int allocations = 0;

}  // namespace

/// What a queue of these allocates is seen here.
template <>
struct std::allocator<Counted> {
  using value_type = Counted;
  Counted* allocate(std::size_t count) {
    ++allocations;
    return static_cast<Counted*>(::operator new(count * sizeof(Counted)));
  }
  void deallocate(Counted* block, std::size_t) { ::operator delete(block); }
};

using tally::async::Channel;
using tally::async::Queue;

TEST_CASE("a queue agrees with std::deque over random operations") {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::deque<int> model;
    {
      Queue<Counted> queue;
      bool same = true;
      for (int step = 0; step < 4000 && same; ++step) {
        // It grows in the first half of a thousand steps and shrinks in the second.
        const bool grow = random() % 8 < (step % 1000 < 500 ? 5u : 3u);
        if (grow) {
          queue.push_back(Counted(step));
          model.push_back(step);
        } else if (!model.empty()) {
          if (random() % 4 == 0) {
            queue.drop_front();
          } else {
            same = *queue.pop_front().value == model.front();
          }
          model.pop_front();
        }
        same = same && queue.size() == model.size() && queue.empty() == model.empty() &&
               Counted::alive == static_cast<int>(model.size());
        for (std::uint32_t i = 0; i < queue.size() && same; i += 7) {
          same = *std::as_const(queue)[i].value == model[i] && *queue[i].value == model[i];
        }
      }
      CHECK(same);
    }
    CHECK(Counted::alive == 0);
  }
}

TEST_CASE("a queue allocates nothing while values pass through it") {
  Queue<Counted> queue;
  allocations = 0;
  for (int i = 0; i < 100; ++i) queue.push_back(Counted(i));
  CHECK(allocations == 5);  // 8, 16, 32, 64, 128
  int next = 0;
  bool in_order = true;
  for (int i = 100; i < 10000; ++i) {
    in_order = in_order && *queue.pop_front().value == next++;
    queue.push_back(Counted(i));
  }
  CHECK(in_order);
  CHECK(allocations == 5);
  while (!queue.empty()) queue.drop_front();
  for (int i = 0; i < 128; ++i) queue.push_back(Counted(i));
  CHECK(allocations == 5);
  queue.push_back(Counted(128));
  CHECK(allocations == 6);
}

TEST_CASE("a queue that was never used allocates nothing") {
  allocations = 0;
  { const Queue<Counted> queue; }
  CHECK(allocations == 0);
}

TEST_CASE("a channel allocates only when there are more values in it than ever before") {
  Channel<Counted> channel(1000);
  allocations = 0;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 8; ++i) CHECK(channel.try_send(Counted(i)));
    for (int i = 0; i < 8; ++i) CHECK(*channel.try_receive()->value == i);
  }
  CHECK(allocations == 1);
  CHECK(Counted::alive == 0);
}

TEST_CASE("what is in a channel at its end is dropped, once") {
  {
    Channel<Counted> channel(3);
    for (int i = 0; i < 3; ++i) channel.try_send(Counted(i));
    CHECK(Counted::alive == 3);
  }
  CHECK(Counted::alive == 0);
}
