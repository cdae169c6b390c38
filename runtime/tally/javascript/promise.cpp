#include "tally/javascript/promise.h"

#include <emscripten.h>

using emscripten::EM_VAL;
using emscripten::val;

// clang-format off
// The JavaScript half of detail::Deferred.
EM_JS(EM_VAL, tally_deferred_open, (EM_VAL signal), {
  const state = {
    promise : undefined,
    resolve : undefined,
    reject : undefined,
    signal : Emval.toValue(signal),
    abort : undefined,  // listens to the signal
  };
  state.promise = new Promise((resolve, reject) => {
    state.resolve = resolve;
    state.reject = reject;
  });
  return Emval.toHandle(state);
});

// False when the promise is rejected instead.
EM_JS(int, tally_deferred_begin, (EM_VAL state_handle, void* deferred, int loop_closed), {
  const state = Emval.toValue(state_handle);
  const signal = state.signal;
  if (loop_closed) {
    state.reject(new Error("the loop is closed"));
    return false;
  }
  if (signal === undefined) return true;
  try {
    if (signal.aborted) {
      tally_deferred_stop(state_handle);
      return false;
    }
    const abort = () => _tally_deferred_abort(deferred);
    signal.addEventListener("abort", abort);
    state.abort = abort;
    return true;
  } catch (error) {
    state.reject(new TypeError("not an AbortSignal: " + String(error)));
    return false;
  }
});

EM_JS(EM_VAL, tally_deferred_promise, (EM_VAL state), { return Emval.toHandle(Emval.toValue(state).promise); });

EM_JS(void, tally_deferred_stop, (EM_VAL state_handle), {
  const state = Emval.toValue(state_handle);
  const signal = state.signal;
  if (state.abort !== undefined) signal.removeEventListener("abort", state.abort);
  state.reject(signal !== undefined && signal.aborted && signal.reason !== undefined
    ? signal.reason
    : new DOMException("the task was stopped", "AbortError"));
});

EM_JS(void, tally_deferred_resolve, (EM_VAL state_handle, const void* type, const void* wire), {
  const state = Emval.toValue(state_handle);
  if (state.abort !== undefined) state.signal.removeEventListener("abort", state.abort);
  let value;
  try {
    if (type !== 0) value = requireRegisteredType(type, "promise")["readValueFromPointer"](wire);
  } catch (error) {
    state.reject(error);
    return;
  }
  state.resolve(value);
});

EM_JS(EM_VAL, tally_promise_of, (EM_VAL value), { return Emval.toHandle(Promise.resolve(Emval.toValue(value))); });

// Calls back once; `detach` ends that before.
EM_JS(EM_VAL, tally_promise_watch, (EM_VAL promise, void* settling), {
  const watch = {detach : () => { settling = 0; }};
  const end = (fulfilled) => (value) => {
    if (settling !== 0) _tally_promise_settled(settling, fulfilled, Emval.toHandle(value));
  };
  const given = Emval.toValue(promise);
  // Later, as asking a value for its `then` may run code of others.
  Promise.resolve().then(() => given).then(end(1), end(0));
  return Emval.toHandle(watch);
});
EM_JS(void, tally_promise_detach, (EM_VAL watch), { Emval.toValue(watch).detach(); });
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_promise, "$Emval,$requireRegisteredType")
#endif

namespace tally::javascript {
namespace detail {

Deferred::Deferred(const Loop& loop, const val& signal)
    : js_(val::take_ownership(tally_deferred_open(signal.as_handle()))),
      begun_(tally_deferred_begin(js_.as_handle(), this, loop.closed()) != 0) {}

Deferred::~Deferred() {
  if (begun_ && !js_.isUndefined()) tally_deferred_stop(js_.as_handle());
}

val Deferred::promise() const {
  return val::take_ownership(tally_deferred_promise(js_.as_handle()));
}

void Deferred::resolve() {
  resolve(nullptr, nullptr);
}

void Deferred::resolve(const void* type, const void* wire) {
  // Before the resolution, which may run code of others: a getter named `then`.
  task_ = {};
  const val js = std::exchange(js_, val::undefined());
  tally_deferred_resolve(js.as_handle(), type, wire);
}

}  // namespace detail

val fulfilled(const val& value) {
  return val::take_ownership(tally_promise_of(value.as_handle()));
}

void Settling::enlist() noexcept {
  promise_ = val::take_ownership(tally_promise_watch(promise_.as_handle(), this));
}

void Settling::abandon() noexcept {
  tally_promise_detach(promise_.as_handle());
}

extern "C" {

EMSCRIPTEN_KEEPALIVE void tally_deferred_abort(detail::Deferred* deferred) {
  deferred->stop_task();
}

EMSCRIPTEN_KEEPALIVE void tally_promise_settled(Settling* settling, int fulfilled, EM_VAL value) {
  settling->settle(fulfilled != 0, val::take_ownership(value));
}

}  // extern "C"
}  // namespace tally::javascript
