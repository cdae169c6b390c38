// The proof of `tally diff`: random contracts, random changes of known effect, documents that
// cross. tests/tools/crossing.cpp runs more seeds than there is time for here.
#include "compiler/compat/crossing.h"

#include <set>

#include "catch.h"

namespace tally::compiler::testing {
namespace {

TEST_CASE("every verdict holds for documents that really cross") {
  std::set<std::string> changes;
  std::size_t crossed = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    CAPTURE(seed);
    Crossing crossing(seed);
    const auto failure = crossing.failure();
    INFO(failure.value_or(""));
    REQUIRE(!failure);
    crossed += crossing.crossed();
    changes.insert(crossing.change());
  }
  // The seeds reach nearly every kind of change, and most documents have somewhere to go.
  CHECK(changes.size() > 55);
  CHECK(crossed > 4000);
}

}  // namespace
}  // namespace tally::compiler::testing
