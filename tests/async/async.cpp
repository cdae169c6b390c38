// A user's own program on a browser's loop: tasks that JavaScript sees as promises, and channels
// and buffers that both use. What becomes of them is checked with async.cases.mjs, in Node and in
// Chromium.
#include <emscripten/bind.h>
#include <malloc.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "sensors.h"
#include "tally/javascript/bind.h"
#include "tally/javascript/buffers.h"
#include "tally/javascript/channel.h"
#include "tally/javascript/embind.h"
#include "tally/javascript/promise.h"

namespace {

using emscripten::val;
using sensors::Temperature;
using tally::async::Scope;
using tally::async::Task;
using tally::async::with_scope;
using tally::javascript::Channel;
using tally::javascript::Loop;
using tally::javascript::promise;
using tally::javascript::Ring;
using tally::javascript::Settled;
using tally::javascript::settled;
using tally::javascript::Start;

tally::async::Duration milliseconds(double count) {
  return std::chrono::duration_cast<tally::async::Duration>(
      std::chrono::duration<double, std::milli>(count));
}

/// Counts what lives in tasks: none may be left when they have ended, however they did.
class Local {
 public:
  Local() noexcept { ++alive_; }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;
  ~Local() { --alive_; }
  static int alive() noexcept { return alive_; }

 private:
  static inline int alive_ = 0;
};

// ---- Results ----

Task<int> answer() {
  co_return 42;
}
Task<> nothing() {
  co_return;
}
Task<std::string> slept(Loop& loop, double wait) {
  const Local local;
  co_await loop.sleep(milliseconds(wait));
  co_return "slept";
}
Task<Temperature> measured(Loop& loop, double celsius) {
  co_await loop.yield();
  co_return Temperature{.celsius = celsius, .timestamp = {}, .sensor_id = {"roof-01"}};
}

// ---- Promises of JavaScript ----

Task<val> outcome_of(val given) {
  const Local local;
  Settled outcome = co_await settled(std::move(given));
  val result = val::object();
  result.set("fulfilled", outcome.fulfilled);
  result.set("value", outcome.value);
  co_return result;
}

// ---- Many tasks ----

Task<int> add(std::shared_ptr<Loop> loop, int count) {
  const Local local;
  tally::async::Channel<int> numbers = loop->channel<int>(4);
  int sum = 0;
  co_await with_scope(*loop, [&](Scope& scope) -> Task<> {
    scope.spawn([](tally::async::Channel<int>& to, int until) -> Task<> {
      for (int i = 1; i <= until; ++i) {
        if (!co_await to.send(i)) break;
      }
      to.close();
    }(numbers, count));
    while (const std::optional<int> number = co_await numbers.receive()) sum += *number;
  });
  co_return sum;
}

/// Two tasks in each scope, one of which opens the next one.
Task<> nest(Loop& loop, int depth) {
  const Local local;
  co_await with_scope(loop, [&](Scope& scope) -> Task<> {
    const Local in_scope;
    scope.spawn(slept(loop, 1e9));
    if (depth > 1) {
      co_await nest(loop, depth - 1);
    } else {
      co_await loop.sleep(std::chrono::hours(1));
    }
  });
}

Task<int> deep(int depth) {
  if (depth == 0) co_return 0;
  co_return co_await deep(depth - 1) + 1;
}

Task<int> repeat(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await answer() - 41;
  co_return sum;
}

Task<> busy(Loop& loop) {
  const Local local;
  for (;;) co_await loop.yield();
}

Task<> call(Loop& loop, val callback) {
  co_await loop.yield();
  callback();
}

Task<std::string> timed_out(std::shared_ptr<Loop> loop, double limit, double wait) {
  const tally::async::Outcome<std::string> outcome =
      co_await loop->timeout(milliseconds(limit), slept(*loop, wait));
  co_return outcome ? *outcome : "too late";
}

// ---- Channels and buffers that JavaScript made ----

Task<double> sum_of(std::shared_ptr<Channel> channel) {
  double sum = 0;
  while (const std::optional<val> number = co_await channel->receive()) sum += number->as<double>();
  co_return sum;
}

Task<> count_into(std::shared_ptr<Channel> channel, int until) {
  for (int i = 1; i <= until; ++i) {
    if (!co_await channel->send(val(i))) break;
  }
  channel->close();
}

Task<> write_numbers(std::shared_ptr<Ring> ring, int until) {
  tally::buffers::BlockPool pool;
  for (int i = 1; i <= until; ++i) {
    if (!co_await ring->buffer().push(pool.copy(std::to_string(i)))) break;
  }
  ring->buffer().close();
}

int bytes_in_use() {
  return mallinfo().uordblks;
}

}  // namespace

EMSCRIPTEN_BINDINGS(async) {
  using emscripten::function;
  using LoopPointer = std::shared_ptr<Loop>;
  using ChannelPointer = std::shared_ptr<Channel>;

  tally::javascript::bind_async();

  function("alive", &Local::alive);
  function("bytesInUse", &bytes_in_use);

  const auto bind = [](const char* name, auto lambda) { function(name, +lambda); };
  bind("answer", [](Loop& loop, val signal) { return promise(loop, answer(), signal); });
  bind("answerNow",
       [](Loop& loop, val signal) { return promise(loop, answer(), signal, Start::now); });
  bind("nothing", [](Loop& loop) { return promise(loop, nothing()); });
  bind("sleep", [](Loop& loop, double wait, val signal) {
    return promise(loop, slept(loop, wait), signal);
  });
  bind("measure",
       [](Loop& loop, double celsius) { return promise(loop, measured(loop, celsius)); });
  bind("outcomeOf", [](Loop& loop, val given, val signal) {
    return promise(loop, outcome_of(std::move(given)), signal);
  });
  bind("add", [](LoopPointer loop, int count) { return promise(*loop, add(loop, count)); });
  bind("nest",
       [](Loop& loop, int depth, val signal) { return promise(loop, nest(loop, depth), signal); });
  bind("deep", [](Loop& loop, int depth) { return promise(loop, deep(depth)); });
  bind("repeat", [](Loop& loop, int count) { return promise(loop, repeat(count)); });
  bind("busy", [](Loop& loop, val signal) { return promise(loop, busy(loop), signal); });
  bind("call", [](Loop& loop, val callback, val signal) {
    return promise(loop, call(loop, std::move(callback)), signal);
  });
  bind("timeout", [](LoopPointer loop, double limit, double wait) {
    return promise(*loop, timed_out(loop, limit, wait));
  });
  bind("sumOf", [](ChannelPointer channel, val signal) {
    return promise(channel->loop(), sum_of(channel), signal);
  });
  bind("countInto", [](ChannelPointer channel, int until) {
    return promise(channel->loop(), count_into(channel, until));
  });
  bind("writeNumbers", [](std::shared_ptr<Ring> ring, int until, val signal) {
    return promise(*ring->loop(), write_numbers(ring, until), signal);
  });
}
