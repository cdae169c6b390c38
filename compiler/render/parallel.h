// Work on all cores of the machine.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace tally::compiler {

// Calls `work(i)` once for each i below `count`, in no particular order, several at a time. So
// `work` may change nothing but what belongs to its own i, and must not throw.
// (nlohmann's JSON asks std::localeconv(), which writes what is there already: valgrind's drd names
// it, and nothing else.)
template <class Work>
void for_each_index(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> helpers;  // joined at the end
  for (std::size_t i = 1; i < std::min(cores, count); ++i) helpers.emplace_back(take_turns);
  take_turns();
}

}  // namespace tally::compiler
