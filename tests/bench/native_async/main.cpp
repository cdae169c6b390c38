// async_bench [--quick]: the native loop and Boost.Asio at the same work. Prints JSON for
// tests/bench/run.mjs: nanoseconds and allocations for one operation.
#include <boost/version.hpp>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "allocations.h"
#include "works.h"

namespace bench {
namespace {

using nlohmann::ordered_json;

constexpr Effort thorough{.rounds = 101, .batch = 2e6};
constexpr Effort quick{.rounds = 11, .batch = 5e5};

// Repetitions for which allocations are counted.
constexpr std::size_t counted = 10'000;

/// How often a run of so many repetitions calls operator new.
std::uint64_t allocations_of(const Contestant& contestant, std::size_t repetitions) {
  const std::uint64_t before = allocations();
  contestant.run(repetitions);
  return allocations() - before;
}

/// For one repetition, without what the start of a run takes.
double allocations_each(const Contestant& contestant) {
  contestant.run(2 * counted);  // whatever it keeps is there now
  const std::uint64_t one = allocations_of(contestant, counted);
  const std::uint64_t two = allocations_of(contestant, 2 * counted);
  return (static_cast<double>(two) - static_cast<double>(one)) / counted;
}

void measure(const Work& work, Effort effort, ordered_json& report) {
  // Times first: that warms everything up.
  const std::vector<Timing> timings = race(work.contestants, effort);
  for (std::size_t i = 0; i < timings.size(); ++i) {
    const Contestant& contestant = work.contestants[i];
    report["measurements"].push_back({{"input", work.input},
                                      {"work", work.name},
                                      {"contestant", contestant.name},
                                      {"median", timings[i].median / work.operations},
                                      {"minimum", timings[i].minimum / work.operations}});
    if (!work.counted) continue;
    report["allocations"].push_back(
        {{"input", work.input},
         {"work", work.name},
         {"contestant", contestant.name},
         {"per_operation", allocations_each(contestant) / work.operations}});
  }
}

int run(Effort effort) {
  ordered_json report = {{"versions", {{"compiler", __VERSION__}, {"Boost", BOOST_LIB_VERSION}}},
                         {"measurements", ordered_json::array()},
                         {"allocations", ordered_json::array()}};
  for (const auto& works : {task_works, channel_works, timer_works, post_works, ring_works}) {
    for (const Work& work : works()) measure(work, effort, report);
  }
  std::cout << report.dump(2) << '\n';
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  const bool quick = argc == 2 && std::string_view(argv[1]) == "--quick";
  if (argc != 1 && !quick) {
    std::cerr << "usage: async_bench [--quick]\n";
    return EXIT_FAILURE;
  }
  try {
    return bench::run(quick ? bench::quick : bench::thorough);
  } catch (const std::exception& error) {
    std::cerr << "async_bench: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
