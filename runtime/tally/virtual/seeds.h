// Looking for a seed that makes a scenario fail, and running it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "tally/engine/result.h"
#include "tally/virtual/loop.h"

namespace tally::virtual_time {

/// What a scenario says of its run.
using Verdict = Result<void, Problem>;

struct Failure {
  std::uint64_t seed;
  Problem problem;
  std::string trace;

  /// "seed 4711: ...", and the trace below.
  [[nodiscard]] std::string text() const {
    return "seed " + std::to_string(seed) + ": " + problem.text + "\n" + trace;
  }
};

/// Runs a scenario on a loop of its own: `scenario(Loop&)` is a Task<Verdict>. Being stuck is a
/// problem, too (`stuck`), and so is being stopped (`stopped`). What tasks refer to belongs into
/// the scenario, as they may run until it ends, and into `with_scope`.
template <class Scenario>
std::optional<Failure> run_seed(const Options& options, Scenario& scenario) {
  Loop loop(options);
  const async::Outcome<Verdict> outcome = loop.run(scenario(loop), "scenario");
  if (outcome && *outcome) return std::nullopt;
  Problem problem;
  if (outcome) {
    problem = outcome->problem();
  } else if (loop.idle()) {
    problem = {"stopped", "stopped", {}};
  } else {
    problem = {"stuck", "stuck:\n" + loop.tree(), {}};
  }
  return Failure{options.seed, std::move(problem), loop.trace()};
}

/// Runs a scenario with the seeds from `options.seed` on, `count` of them, until one fails. That
/// one is run again for its trace: running all of them without one is faster. A scenario that then
/// does something else depends on more than its loop, which is a problem as well (`unsteady`).
template <class Scenario>
std::optional<Failure> search_seeds(Options options, std::uint64_t count, Scenario&& scenario) {
  options.trace = false;
  for (; count > 0; --count, ++options.seed) {
    const std::optional<Failure> failure = run_seed(options, scenario);
    if (!failure) continue;
    options.trace = true;
    std::optional<Failure> again = run_seed(options, scenario);
    if (again && again->problem == failure->problem) return again;
    return Failure{
        options.seed, {"unsteady", "not the same again: " + failure->problem.text, {}}, {}};
  }
  return std::nullopt;
}

}  // namespace tally::virtual_time
