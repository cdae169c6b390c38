// Writes the transcript of the suite in virtual time.
#include <cstdio>

#include "suite.h"
#include "tally/virtual/loop.h"

int main() {
  using namespace tally;
  virtual_time::Loop loop;
  conformance::Bench bench(
      loop, [&](async::Duration wait) { loop.freeze(wait); },
      [](std::string_view line) {
        std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
      });
  loop.spawn(conformance::run_all(bench));
  loop.run();
}
