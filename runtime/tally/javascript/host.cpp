// The host of programs that Emscripten links: what host.h declares, which says of it that it comes
// from outside.
#include <emscripten.h>

#include <cstdint>

#include "tally/javascript/loop.h"

using tally::javascript::Loop;

// The JavaScript of it: when turns come. After `close` nothing calls the loop any more, whatever is
// still on its way.
// clang-format off
EM_JS(void, tally_loop_open_js, (Loop* loop), {
  if (!Module["tallyLoops"]) Module["tallyLoops"] = new Map();
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

  Module["tallyLoops"].set(loop, {
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

EM_JS(void, tally_loop_wake_js, (Loop* loop), {
  const host = Module["tallyLoops"].get(loop);
  if (host) host.wake();
});
EM_JS(void, tally_loop_set_timer_js, (Loop* loop, double delay), {
  const host = Module["tallyLoops"].get(loop);
  if (host) host.set_timer(delay);
});
EM_JS(void, tally_loop_close_js, (Loop* loop), {
  const host = Module["tallyLoops"].get(loop);
  Module["tallyLoops"].delete(loop);
  if (host) host.close();
});

EM_JS(void, tally_log_js, (const char* json, int size), {
  const line = JSON.parse(UTF8ToString(json, size));
  const say = {info : "info", warning : "warn", error : "error"}[line.level];
  console[say](line.text, line.fields);
});

EM_JS(double, tally_now_js, (void), { return performance.now(); });
EM_JS(double, tally_date_js, (void), { return Date.now(); });
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_loop, "$stackSave,$stackRestore")
#endif

extern "C" {

double tally_now() {
  return tally_now_js();
}
double tally_date() {
  return tally_date_js();
}
void tally_log(const char* json, std::uint32_t size) {
  tally_log_js(json, static_cast<int>(size));
}
void tally_loop_open(Loop* loop) {
  tally_loop_open_js(loop);
}
void tally_loop_wake(Loop* loop) {
  tally_loop_wake_js(loop);
}
void tally_loop_set_timer(Loop* loop, double delay) {
  tally_loop_set_timer_js(loop, delay);
}
void tally_loop_close(Loop* loop) {
  tally_loop_close_js(loop);
}

}  // extern "C"
