// What async.mjs measures in WebAssembly: works that stay in there, and a program's tasks as
// promises.
#include <emscripten.h>
#include <emscripten/bind.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/tally_async.h"
#include "tally/javascript/bind.h"
#include "tally/javascript/promise.h"

namespace bench {
namespace {

using emscripten::val;
using tally::async::Instant;

/// A loop whose turns the caller takes, so that the host's have no part in the measurement. The
/// clock is that of javascript::Loop.
class Loop final : public Scheduler {
 public:
  ~Loop() { finish(); }

  [[nodiscard]] Instant now() const noexcept override {
    return Instant(tally::async::Duration(static_cast<std::int64_t>(emscripten_get_now() * 1e6)));
  }
  [[nodiscard]] tally::async::WallTime wall_now() const noexcept override { return {}; }

  /// Gives what the task returns, unless it waits for more than other tasks.
  template <class T>
  T run(Task<T> task) {
    tally::async::Join<T> join = spawn(std::move(task), "main");
    run_ready();
    return *join.take();
  }
  void run_ready() noexcept {
    while (turn(1024)) continue;
  }

 private:
  void wake() noexcept override {}
};

/// A piece of work for JavaScript: does it so many times, and gives how often it succeeded.
class Work {
 public:
  using Run = std::function<std::size_t(std::size_t repetitions)>;
  explicit Work(Run run) : run_(std::move(run)) {}
  std::size_t run(std::size_t repetitions) { return run_(repetitions); }

 private:
  Run run_;
};

// ---- Tasks ----

Work spawn_work() {
  return Work([loop = std::make_shared<Loop>()](std::size_t n) {
    return loop->run(spawn_and_join(*loop, n));
  });
}
Work await_work() {
  return Work(
      [loop = std::make_shared<Loop>()](std::size_t n) { return loop->run(await_ready(n)); });
}

// ---- Channels ----

Work channel_work(std::uint32_t capacity) {
  struct State {
    explicit State(std::uint32_t capacity) : channel(capacity) {}
    Channel<std::size_t> channel;
    Loop loop;
  };
  return Work([state = std::make_shared<State>(capacity)](std::size_t n) {
    state->loop.spawn(send(state->channel, n));
    return state->loop.run(receive(state->channel, n));
  });
}

// ---- Timers ----

struct Alarm : tally::async::Timer {
  Alarm() noexcept : Timer([](Timer&) noexcept {}) {}
};

/// A repetition is about `many_timers`.
Work timer_work() {
  struct State {
    Loop loop;
    std::vector<Alarm> alarms = std::vector<Alarm>(many_timers);
  };
  return Work([state = std::make_shared<State>()](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      for (Alarm& alarm : state->alarms) state->loop.arm(alarm, state->loop.now() + never_reached);
      for (Alarm& alarm : state->alarms) alarm.disarm();
    }
    return n;
  });
}

Work sleeper_work() {
  return Work([loop = std::make_shared<Loop>()](std::size_t n) {
    return loop->run(stop_sleepers(*loop, n));
  });
}

// ---- Rings ----

Work callback_work(std::size_t readers) {
  return Work([callbacks = std::make_shared<Callbacks>(readers)](std::size_t n) {
    return callbacks->run(n);
  });
}

Work reader_work(std::size_t readers) {
  struct State {
    Stream stream;
    Loop loop;
  };
  const auto state = std::make_shared<State>();
  for (std::size_t i = 0; i < readers; ++i) state->loop.spawn(read(state->stream), "reader");
  return Work([state, readers](std::size_t n) {
    state->loop.spawn(write(state->loop, state->stream, n), "writer");
    state->loop.run_ready();
    return arrived(state->stream.sum, readers);
  });
}

// ---- Tasks as promises ----

val call_task(tally::javascript::Loop& loop, std::size_t n) {
  return tally::javascript::promise(loop, child(n));
}
val sleep_task(tally::javascript::Loop& loop, const val& signal) {
  return tally::javascript::promise(loop, sleep_for_ever(loop), signal,
                                    tally::javascript::Start::now);
}

}  // namespace
}  // namespace bench

EMSCRIPTEN_BINDINGS(async_bench) {
  using emscripten::function;
  tally::javascript::bind_async();
  emscripten::class_<bench::Work>("Work").function("run", &bench::Work::run);
  function("spawnWork", &bench::spawn_work);
  function("awaitWork", &bench::await_work);
  function("channelWork", &bench::channel_work);
  function("timerWork", &bench::timer_work);
  function("sleeperWork", &bench::sleeper_work);
  function("callbackWork", &bench::callback_work);
  function("readerWork", &bench::reader_work);
  function("callTask", &bench::call_task);
  function("sleepTask", &bench::sleep_task);
}
