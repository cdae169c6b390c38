// Tally's half of what the runtime is measured at: the same code on the native loop and in
// WebAssembly. Each gives how often it succeeded.
#pragma once

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "tally/async/channel.h"
#include "tally/async/scope.h"
#include "tally/buffers/ring.h"

namespace bench {

using tally::async::Channel;
using tally::async::Scheduler;
using tally::async::Scope;
using tally::async::Task;
using tally::buffers::Block;
using tally::buffers::Event;
using tally::buffers::Ring;

constexpr std::size_t many_timers = 1000;
constexpr std::chrono::hours never_reached(1);
constexpr std::uint32_t ring_capacity = 1024;

// ---- Tasks ----

inline Task<std::size_t> child(std::size_t n) {
  co_return n;
}

inline Task<std::size_t> spawn_and_join(Scheduler& loop, std::size_t repetitions) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < repetitions; ++i) {
    const auto outcome = co_await loop.spawn(child(i));
    done += *outcome == i ? 1 : 0;
  }
  co_return done;
}

inline Task<std::size_t> await_ready(std::size_t repetitions) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < repetitions; ++i) done += co_await child(i) == i ? 1 : 0;
  co_return done;
}

// ---- Channels ----

inline Task<> send(Channel<std::size_t>& channel, std::size_t repetitions) {
  for (std::size_t i = 0; i < repetitions; ++i) {
    if (!co_await channel.send(i)) co_return;
  }
}
inline Task<std::size_t> receive(Channel<std::size_t>& channel, std::size_t repetitions) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < repetitions; ++i) done += co_await channel.receive() == i ? 1 : 0;
  co_return done;
}

// ---- Timers ----

inline Task<> sleep_for_ever(Scheduler& loop) {
  co_await loop.sleep(never_reached);
}
/// A repetition is about `many_timers` tasks.
inline Task<std::size_t> stop_sleepers(Scheduler& loop, std::size_t repetitions) {
  for (std::size_t i = 0; i < repetitions; ++i) {
    co_await with_scope(loop, [&](Scope& scope) -> Task<> {
      for (std::size_t n = 0; n < many_timers; ++n) scope.spawn(sleep_for_ever(loop));
      co_await loop.yield();
      scope.cancel();
    });
  }
  co_return repetitions;
}

// ---- Rings ----

/// What every reader does with a value.
struct Sum {
  std::size_t values = 0;
  void add(const Block& block) { values += block.bytes().size(); }
};

/// How many writes of one byte have come to all readers.
inline std::size_t arrived(Sum& sum, std::size_t readers) {
  return std::exchange(sum.values, 0) / readers;
}

/// A ring, the byte that is written to it, and what has come of that.
struct Stream {
  tally::buffers::BlockPool pool;
  Block block = pool.copy("1");
  Ring ring{ring_capacity};
  Sum sum;
};

inline Task<> read(Stream& stream) {
  auto reader = stream.ring.read();
  while (const Event event = co_await reader.next()) stream.sum.add(event.value);
}
/// Lets the readers come first, and each time before it goes on.
inline Task<> write(Scheduler& loop, Stream& stream, std::size_t repetitions) {
  co_await loop.yield();
  for (std::size_t i = 0; i < repetitions; ++i) {
    stream.ring.try_push(Block(stream.block));
    co_await loop.yield();
  }
}

/// Callbacks that are subscribed to a ring.
class Callbacks {
 public:
  explicit Callbacks(std::size_t readers) {
    for (std::size_t i = 0; i < readers; ++i) {
      subscriptions_.push_back(
          stream_.ring.subscribe([this](const Event& event) { stream_.sum.add(event.value); }));
    }
  }

  std::size_t run(std::size_t repetitions) {
    for (std::size_t i = 0; i < repetitions; ++i) stream_.ring.try_push(Block(stream_.block));
    return arrived(stream_.sum, subscriptions_.size());
  }

 private:
  Stream stream_;
  std::vector<tally::buffers::Subscription> subscriptions_;
};

}  // namespace bench
