// Fields that say how they behave, over the documents of a run.
#include "sample/simulated.h"

#include <string>
#include <vector>

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "sample/sampler.h"

namespace tally::compiler::sampling {
namespace {

TEST_CASE("a run of documents is a series of each field") {
  const auto compiled = testing::compile_types(R"(
  Reading:
    record:
      number: {type: uint32, simulate: {counter: {start: 5, step: 2}}}
      price: {type: decimal, precision: 6, scale: 2, simulate: {walk: {start: 10.50, step: 0.01, min: 10, max: 11}}}
      state?: {type: string, simulate: {choice: {values: ['on'], weights: [1]}}}
)");
  REQUIRE(compiled.messages().empty());
  const OwnedPlan owned = build_plan(*compiled.model, 0);
  const plan::Plan plan = owned.view();
  const auto run = [&](std::uint64_t first) {
    Series series(*compiled.model, owned, 3);
    Sampler sampler(plan, owned.entries().front().type, 3);
    sampler.simulate([&](const Place& place) { return series.value(place); });
    std::vector<std::string> all;
    for (std::uint64_t i = first; i < 8; ++i) all.push_back(sampler.valid(i).value());
    return all;
  };
  const auto all = run(0);
  CHECK(all[0].starts_with(R"({"number":5,"price":"10.5")"));
  for (std::size_t i = 0; i < all.size(); ++i)
    CHECK(all[i].starts_with("{\"number\":" + std::to_string(5 + 2 * i) + ",\"price\":\"10."));
  CHECK(run(6) == std::vector<std::string>{all[6], all[7]});
  bool seen = false;
  for (const auto& document : all) seen = seen || document.ends_with(R"("state":"on"})");
  CHECK(seen);
}

}  // namespace
}  // namespace tally::compiler::sampling
