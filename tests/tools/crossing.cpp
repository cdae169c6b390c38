// The proof of tests/compiler/compat/crossing.h for as many seeds as you like:
//   crossing FIRST COUNT
#include "compiler/compat/crossing.h"

#include <cstdio>
#include <cstdlib>
#include <map>

int main(int argc, char** argv) {
  using tally::compiler::testing::Crossing;
  if (argc != 3) {
    std::fputs("usage: crossing FIRST COUNT\n", stderr);
    return 2;
  }
  const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
  std::map<std::string, std::size_t> changes;
  std::size_t crossed = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    Crossing crossing(seed);
    if (const auto failure = crossing.failure()) {
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), failure->c_str());
      return 1;
    }
    crossed += crossing.crossed();
    ++changes[crossing.change()];
  }
  for (const auto& [id, times] : changes)
    std::printf("%8zu %s\n", times, id.empty() ? "no change" : id.c_str());
  std::printf("%zu documents crossed\n", crossed);
  return 0;
}
