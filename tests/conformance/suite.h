// What tasks, time and buffers mean, as one transcript that is the same on every loop.
//
// A case is a script (see script.h) or a function; both write lines. Lines say who got what and in
// which order, and never how long it took: the transcript of all cases has to be expected.txt on
// every adapter, also on a machine that has better things to do.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "tally/async/loop.h"
#include "tally/buffers/block.h"

namespace tally::conformance {

/// What a case works with.
class Bench {
 public:
  using Stall = std::function<void(async::Duration)>;
  using Write = std::function<void(std::string_view line)>;

  Bench(async::Scheduler& scheduler, Stall stall, Write write)
      : loop(scheduler), stall_(std::move(stall)), write_(std::move(write)) {}
  /// One that writes elsewhere.
  Bench(const Bench& other, Write write) : Bench(other.loop, other.stall_, std::move(write)) {}

  async::Scheduler& loop;
  buffers::BlockPool pool;

  /// Writes a line of words and numbers, indented.
  template <class... Parts>
  void line(const Parts&... parts) {
    std::string text = "  ";
    (append(text, parts), ...);
    write_(text);
  }
  /// Writes a line as it is.
  void write(std::string_view text) { write_(text); }

  /// Keeps the loop from running until `due`, as a hidden tab or a busy thread does. In virtual
  /// time the clock has moved when the task that calls this has waited.
  void stall_until(async::Instant due) {
    if (const async::Duration wait = due - loop.now(); wait > wait.zero()) stall_(wait);
  }

 private:
  static void append(std::string& text, std::string_view part) { text += part; }
  static void append(std::string& text, std::unsigned_integral auto part) {
    text += std::to_string(part);
  }

  Stall stall_;
  Write write_;
};

/// Writes `~name` at the end of its life.
class Mark {
 public:
  Mark(Bench& bench, std::string_view name) noexcept : bench_(bench), name_(name) {}
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;
  ~Mark() { bench_.line("~", name_); }

 private:
  Bench& bench_;
  std::string_view name_;
};

/// The real hosts' way to stall.
inline Bench::Stall busy_wait(const async::Scheduler& loop) {
  return [&loop](async::Duration wait) {
    for (const async::Instant end = loop.now() + wait; loop.now() < end;) {
    }
  };
}

/// Lets everything run that can run now.
inline async::Task<> settle(Bench& bench) {
  for (int i = 0; i < 16; ++i) co_await bench.loop.yield();
}

/// Waits until it is stopped.
inline async::Task<> wait(Bench& bench, std::string_view name) {
  const Mark mark(bench, name);
  co_await bench.loop.sleep(std::chrono::hours(1));
}

struct Case {
  std::string_view name;
  std::string_view script;  // empty when `run` is given
  async::Task<> (*run)(Bench& bench) = nullptr;
};

// One table for each file.
std::span<const Case> task_cases();
std::span<const Case> cancellation_cases();
std::span<const Case> time_cases();
std::span<const Case> channel_cases();
std::span<const Case> ring_cases();
std::span<const Case> subscriber_cases();
std::span<const Case> latest_cases();
std::span<const Case> mailbox_cases();
std::span<const Case> block_cases();

/// Runs all cases, one after the other, and writes the transcript.
async::Task<> run_all(Bench& bench);

}  // namespace tally::conformance
