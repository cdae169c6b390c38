// Times contestants side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// One way to do a piece of work. `run` does it so many times and returns how often it succeeded.
struct Contestant {
  std::string name;
  std::function<std::size_t(std::size_t repetitions)> run;
};

/// Wraps a piece of work that tells whether it succeeded.
template <class Work>
Contestant contestant(std::string name, Work work) {
  return {std::move(name), [work](std::size_t repetitions) mutable {
            std::size_t succeeded = 0;
            for (std::size_t i = 0; i < repetitions; ++i) {
              succeeded += work() ? 1 : 0;
              asm volatile("" ::: "memory");  // each repetition reads its input anew
            }
            return succeeded;
          }};
}

/// Nanoseconds for one piece of work.
struct Timing {
  double median;
  double minimum;
};

/// How long to look.
struct Effort {
  std::uint32_t rounds;
  double batch;  // nanoseconds that one contestant runs in each round, at least
};

/// Lets the contestants run in turn, a batch each, so many rounds, and returns their timings in
/// their order. Whatever disturbs the machine for a while then disturbs all of them.
std::vector<Timing> race(const std::vector<Contestant>& contestants, Effort effort);

}  // namespace bench
