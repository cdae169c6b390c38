// What a program needs of a loop, wherever it runs.
//
//   template <async::Loop L>
//   Task<> serve(L& loop) {
//     Channel<int> numbers = loop.template channel<int>(16);
//     ...
//   }
//
// Three adapters are loops: native::Loop (Boost.Asio), javascript::Loop (a page, a worker or Node),
// virtual_time::Loop (for tests, which own the clock). Only `run_blocking` makes a difference
// between their types; all else takes a Scheduler&.
#pragma once

#include <concepts>

#include "tally/async/channel.h"
#include "tally/async/interval.h"
#include "tally/async/scheduler.h"
#include "tally/async/scope.h"
#include "tally/async/task.h"
#include "tally/async/timeout.h"

namespace tally::async {

/// `co_await loop.run_blocking(work)` calls `work` where it may block, gives what it returns, and
/// lets other tasks run meanwhile. A task that is stopped while it waits for that goes on without
/// the result; the work itself cannot be interrupted. A browser has no such place: there the call
/// does not compile.
template <class L>
concept Loop = std::derived_from<L, Scheduler> && requires(L& loop, int (*work)()) {
  loop.run_blocking(work);
};

}  // namespace tally::async
