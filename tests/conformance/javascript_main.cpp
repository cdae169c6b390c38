// The suite as a module: for Node, for a page and for a worker.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>

#include "suite.h"
#include "tally/javascript/loop.h"

namespace {

using emscripten::val;
using namespace tally;

struct Run {
  explicit Run(val function)
      : write(std::move(function)),
        bench(*loop, conformance::busy_wait(*loop),
              [this](std::string_view line) { write(std::string(line)); }) {}

  // Shared, so that it may be gone before its last turn has ended.
  std::shared_ptr<javascript::Loop> loop = javascript::make_loop();
  val write;
  conformance::Bench bench;
};

/// Calls `write` with each line of the transcript, and with null at the end.
void run_suite(val write) {
  const auto run = std::make_shared<Run>(std::move(write));
  run->loop->spawn([run]() -> async::Task<> {
    co_await conformance::run_all(run->bench);
    run->write(val::null());
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(conformance) {
  emscripten::function("runSuite", &run_suite);
}
