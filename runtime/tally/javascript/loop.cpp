#include "tally/javascript/loop.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "tally/javascript/host.h"
#include "tally/javascript/log.h"

namespace tally::javascript {
namespace {

constexpr std::uint32_t turn_limit = 1024;  // resumptions of tasks

// In milliseconds. Hosts keep delays in 32 bits and take longer ones for none.
constexpr double longest_delay = 2147483647.0;
constexpr double no_timer = -1.0;

}  // namespace

Loop::Loop() {
  tally_loop_open(this);
}

Loop::~Loop() {
  assert(!running_);
  close();
}

async::Instant Loop::now() const noexcept {
  return async::Instant(async::Duration(static_cast<std::int64_t>(tally_now() * 1e6)));
}

async::WallTime Loop::wall_now() const noexcept {
  return async::WallTime(std::chrono::microseconds(static_cast<std::int64_t>(tally_date() * 1e3)));
}

void Loop::log(const async::LogLine& line) noexcept {
  if (log_) return log_(line);
  const std::string json = to_json(line);
  tally_log(json.data(), static_cast<std::uint32_t>(json.size()));
}

void Loop::close() noexcept {
  if (closed_) return;
  closed_ = true;
  cancel();
  if (!running_) end();
}

void Loop::end() noexcept {
  running_ = true;
  finish();
  running_ = false;
  tally_loop_close(this);
}

async::Join<void> Loop::start(async::Task<> task, std::string_view name) {
  async::FiberList earlier;
  earlier.append(ready());
  async::Join<void> join = spawn(std::move(task), name);
  async::Fiber& fiber = *ready().pop_front();
  const bool nested = std::exchange(running_, true);
  resume(fiber);
  running_ = nested;
  // What it woke comes behind what was ready before.
  earlier.append(ready());
  ready().append(earlier);
  return join;
}

bool Loop::run_turn() noexcept {
  running_ = true;
  const bool more = turn(turn_limit);
  running_ = false;
  if (released_) {
    delete this;
    return false;
  }
  if (closed_) {
    end();
    return false;
  }
  if (!more) set_timer();
  return more;
}

void Loop::release() noexcept {
  if (!running_) {
    delete this;
    return;
  }
  released_ = true;
  wake();  // it may be running outside of a turn
}

void Loop::set_timer() noexcept {
  const async::Instant due = next_due();
  // One that goes off too early does no harm, but one that nobody needs keeps Node alive.
  if (due == async::Instant::max()) {
    if (timer_due_ != due) tally_loop_set_timer(this, no_timer);
  } else if (due < timer_due_) {
    const double wait = std::chrono::duration<double, std::milli>(due - now()).count();
    tally_loop_set_timer(this, std::clamp(std::ceil(wait), 1.0, longest_delay));
  } else {
    return;
  }
  timer_due_ = due;
}

void Loop::wake() noexcept {
  tally_loop_wake(this);
}

/// One turn. Whether the next one has to follow at once.
TALLY_EXPORT("tally_loop_turn") bool tally_loop_turn(Loop* loop) {
  return loop->run_turn();
}

/// The timer that was set has gone off; a turn follows.
TALLY_EXPORT("tally_loop_timer_fired") void tally_loop_timer_fired(Loop* loop) {
  loop->timer_fired();
}

}  // namespace tally::javascript
