#include "suite.h"

#include "script.h"

namespace tally::conformance {
namespace {

// Real time, and far beyond what any case takes.
constexpr async::Duration patience = std::chrono::seconds(30);

}  // namespace

async::Task<> run_all(Bench& bench) {
  using Table = std::span<const Case> (*)();
  constexpr Table tables[] = {task_cases,    cancellation_cases, time_cases,
                              channel_cases, ring_cases,         subscriber_cases,
                              latest_cases,  mailbox_cases,      block_cases};
  for (const Table table : tables) {
    for (const Case& each : table()) {
      bench.write(each.name);
      async::Task<> task = each.run != nullptr ? each.run(bench) : play(bench, each.script);
      const auto outcome = co_await bench.loop.timeout(patience, std::move(task));
      if (outcome.stopped()) bench.line("... does not end");
    }
  }
}

}  // namespace tally::conformance
