#include "measure.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace bench {
namespace {

/// Nanoseconds for all repetitions together.
double time(const Contestant& contestant, std::size_t repetitions) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const std::size_t succeeded = contestant.run(repetitions);
  const std::chrono::duration<double, std::nano> elapsed = Clock::now() - start;
  if (succeeded != repetitions) throw std::runtime_error(contestant.name + " failed at its work");
  return elapsed.count();
}

/// How many repetitions fill a batch; finding out warms everything up.
std::size_t calibrate(const Contestant& contestant, double batch) {
  std::size_t repetitions = 1;
  while (time(contestant, repetitions) < batch) repetitions *= 2;
  return repetitions;
}

}  // namespace

std::vector<Timing> race(const std::vector<Contestant>& contestants, Effort effort) {
  std::vector<std::size_t> repetitions;
  for (const Contestant& each : contestants) repetitions.push_back(calibrate(each, effort.batch));

  std::vector<std::vector<double>> times(contestants.size());
  for (std::uint32_t round = 0; round < effort.rounds; ++round) {
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      times[i].push_back(time(contestants[i], repetitions[i]) /
                         static_cast<double>(repetitions[i]));
    }
  }

  std::vector<Timing> timings;
  for (std::vector<double>& each : times) {
    std::sort(each.begin(), each.end());
    timings.push_back({.median = each[each.size() / 2], .minimum = each.front()});
  }
  return timings;
}

}  // namespace bench
