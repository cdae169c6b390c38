// The loop of a page, a worker or Node: turns come as microtasks and as messages.
//
// Work that becomes ready runs in the next microtask, before anything else of the host. A turn
// that finds much to do ends early, and the next one comes as a message, so that the host gets to
// its own events in between; also when the work comes from microtasks that follow each other.
// Timers are those of the host: pages that nobody sees may get them late.
//
// JavaScript that a task calls may use the loop as it likes. It must not throw: the task would
// never go on nor end, and what it owns is lost; the error is reported as one that nobody caught,
// and other tasks run on.
//
// In Node a loop keeps the process alive while it has work or a timer, and not otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "tally/async/log.h"
#include "tally/async/loop.h"

namespace tally::javascript {

/// It must not be destroyed from within one of its tasks, unless it is one of `make_loop`.
class Loop final : public async::Scheduler {
 public:
  Loop();
  ~Loop();

  /// performance.now()
  [[nodiscard]] async::Instant now() const noexcept override;
  /// Date.now()
  [[nodiscard]] async::WallTime wall_now() const noexcept override;

  /// To the sink that `set_log` gave, or else to the console.
  void log(const async::LogLine& line) noexcept override;
  void set_log(async::LogSink sink) noexcept { log_ = std::move(sink); }

  /// Does not compile; see async::Loop.
  template <class Work>
  async::Task<std::invoke_result_t<Work&>> run_blocking(Work) {
    static_assert(!std::is_same_v<Work, Work>,
                  "a browser has no threads that may block: split the work into steps with "
                  "`co_await loop.yield()` between them, or give it to a worker of its own");
  }

  /// Stops all tasks and ends them, or has that done at the end of the turn when it is called from
  /// one of them. Nothing runs on the loop afterwards.
  void close() noexcept;
  [[nodiscard]] bool closed() const noexcept { return closed_; }

  /// Spawns a task and runs it at once until it waits for the first time, also from within another
  /// task. What JavaScript asks for happens in this way in the order in which it is asked. The task
  /// must not run code of others before it waits.
  async::Join<void> start(async::Task<> task, std::string_view name = "task");

  /// Deletes one that was made with `new`: at once, or at the end of its turn.
  void release() noexcept;

  /// For the host: one turn. True when the next one has to follow at once.
  bool run_turn() noexcept;
  /// For the host: the timer that was set has gone off.
  void timer_fired() noexcept { timer_due_ = async::Instant::max(); }

 private:
  void wake() noexcept override;
  void set_timer() noexcept;
  void end() noexcept;

  async::LogSink log_;
  async::Instant timer_due_ = async::Instant::max();  // the end of time when none is set
  bool running_ = false;
  bool closed_ = false;
  bool released_ = false;
};

/// A loop that is held together by those who use it, JavaScript among them (see bind.h). The last
/// one may let go of it within one of its tasks.
std::shared_ptr<Loop> make_loop();

static_assert(async::Loop<Loop>);

}  // namespace tally::javascript
