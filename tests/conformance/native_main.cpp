// Writes the transcript of the suite on the loop of native programs.
#include <cstdio>

#include "suite.h"
#include "tally/native/loop.h"

int main() {
  using namespace tally;
  native::Loop loop;
  conformance::Bench bench(loop, conformance::busy_wait(loop), [](std::string_view line) {
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(stdout);  // where it hangs, one wants to know what came before
  });
  loop.spawn(conformance::run_all(bench));
  loop.run();
}
