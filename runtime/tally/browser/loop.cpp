#include "tally/browser/loop.h"

#include <emscripten.h>
#include <emscripten/html5.h>

#include <algorithm>
#include <cassert>
#include <cmath>

using emscripten::EM_VAL;
using emscripten::val;

// The JavaScript half: when turns come. After `close` nothing calls the loop any more, whatever is
// still on its way.
// clang-format off
EM_JS(EM_VAL, tally_loop_open, (void* loop), {
  // After so many turns in microtasks the next one is a message: microtasks that follow each other
  // keep the host from everything else, whoever queues them.
  const microtask_limit = 128;
  let microtasks = 0;
  let open = true;
  let timer;
  let channel;

  const run_in_message = () => {
    microtasks = 0;
    run();
  };
  const hop = () => {
    if (typeof setImmediate === "function") {
      // Node: messages that follow each other would keep it from its timers.
      setImmediate(run_in_message);
      return;
    }
    if (channel === undefined) {
      channel = new MessageChannel();
      channel.port1.onmessage = run_in_message;
    }
    channel.port2.postMessage(null);
  };

  const run = () => {
    if (!open) return;
    const stack = stackSave();
    let more = 1;
    try {
      more = _tally_loop_turn(loop);
    } catch (error) {
      // JavaScript that a task called has thrown. The task is lost, and nobody else's turn; after a
      // trap there is no program any more.
      stackRestore(stack);
      if (error instanceof WebAssembly.RuntimeError) open = false;
      throw error;
    } finally {
      if (open && more) hop();
    }
  };

  return Emval.toHandle({
    wake : () => {
      if (++microtasks > microtask_limit) hop();
      else queueMicrotask(run);
    },
    set_timer : (delay) => {
      clearTimeout(timer);
      if (delay < 0) return;
      timer = setTimeout(() => {
        microtasks = 0;
        _tally_loop_timer_fired(loop);
        run();
      }, delay);
    },
    close : () => {
      open = false;
      clearTimeout(timer);
      if (channel === undefined) return;
      channel.port1.onmessage = null;
      channel.port1.close();
    },
  });
});

EM_JS(void, tally_loop_wake, (EM_VAL host), { Emval.toValue(host).wake(); });
EM_JS(void, tally_loop_set_timer, (EM_VAL host, double delay), { Emval.toValue(host).set_timer(delay); });
EM_JS(void, tally_loop_close, (EM_VAL host), { Emval.toValue(host).close(); });
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_loop, "$Emval,$stackSave,$stackRestore")
#endif

namespace tally::browser {
namespace {

constexpr std::uint32_t turn_limit = 1024;  // resumptions of tasks

// In milliseconds. Hosts keep delays in 32 bits and take longer ones for none.
constexpr double longest_delay = 2147483647.0;
constexpr double no_timer = -1.0;

}  // namespace

Loop::Loop() : host_(val::take_ownership(tally_loop_open(this))) {}

Loop::~Loop() {
  assert(!running_);
  close();
}

async::Instant Loop::now() const noexcept {
  return async::Instant(async::Duration(static_cast<std::int64_t>(emscripten_get_now() * 1e6)));
}

async::WallTime Loop::wall_now() const noexcept {
  return async::WallTime(
      std::chrono::microseconds(static_cast<std::int64_t>(emscripten_date_now() * 1e3)));
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
  tally_loop_close(host_.as_handle());
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
  // Its tasks may drop the last that JavaScript held of it.
  const std::shared_ptr<Loop> self = weak_from_this().lock();
  running_ = true;
  const bool more = turn(turn_limit);
  running_ = false;
  if (closed_) {
    end();
    return false;
  }
  if (!more) set_timer();
  return more;
}

void Loop::set_timer() noexcept {
  const async::Instant due = next_due();
  // One that goes off too early does no harm, but one that nobody needs keeps Node alive.
  if (due == async::Instant::max()) {
    if (timer_due_ != due) tally_loop_set_timer(host_.as_handle(), no_timer);
  } else if (due < timer_due_) {
    const double wait = std::chrono::duration<double, std::milli>(due - now()).count();
    tally_loop_set_timer(host_.as_handle(), std::clamp(std::ceil(wait), 1.0, longest_delay));
  } else {
    return;
  }
  timer_due_ = due;
}

void Loop::wake() noexcept {
  tally_loop_wake(host_.as_handle());
}

extern "C" {

EMSCRIPTEN_KEEPALIVE int tally_loop_turn(Loop* loop) {
  return loop->run_turn();
}

EMSCRIPTEN_KEEPALIVE void tally_loop_timer_fired(Loop* loop) {
  loop->timer_fired();
}

}  // extern "C"
}  // namespace tally::browser
