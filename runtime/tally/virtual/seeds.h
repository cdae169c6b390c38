// Looking for a seed that makes a scenario fail, and running it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "tally/virtual/loop.h"

namespace tally::virtual_time {

struct Failure {
  std::uint64_t seed;
  std::string error;
  std::string trace;

  /// "seed 4711: error", and the trace below.
  [[nodiscard]] std::string text() const {
    return "seed " + std::to_string(seed) + ": " + error + "\n" + trace;
  }
};

/// Runs a scenario on a loop of its own: `scenario(Loop&)` is a Task<std::string> that returns what
/// is wrong, or an empty text. Being stuck is wrong, too, and so is being stopped. What tasks refer
/// to belongs into the scenario, as they may run until it ends, and into `with_scope`.
template <class Scenario>
std::optional<Failure> run_seed(const Options& options, Scenario& scenario) {
  Loop loop(options);
  const async::Outcome<std::string> outcome = loop.run(scenario(loop), "scenario");
  std::string error;
  if (outcome) {
    error = *outcome;
  } else {
    error = loop.idle() ? "stopped" : "stuck:\n" + loop.tree();
  }
  if (error.empty()) return std::nullopt;
  return Failure{options.seed, std::move(error), loop.trace()};
}

/// Runs a scenario with the seeds from `options.seed` on, `count` of them, until one fails. That
/// one is run again for its trace: running all of them without one is faster. A scenario that then
/// does something else depends on more than its loop, which is an error as well.
template <class Scenario>
std::optional<Failure> search_seeds(Options options, std::uint64_t count, Scenario&& scenario) {
  options.trace = false;
  for (; count > 0; --count, ++options.seed) {
    const std::optional<Failure> failure = run_seed(options, scenario);
    if (!failure) continue;
    options.trace = true;
    std::optional<Failure> again = run_seed(options, scenario);
    if (again && again->error == failure->error) return again;
    return Failure{options.seed, "not the same again: " + failure->error, {}};
  }
  return std::nullopt;
}

}  // namespace tally::virtual_time
