// Fields that say how they behave, over the documents of a run.
#include <string>
#include <vector>

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "plan/plan.h"
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
  const plan::Plan plan = owned.plan();
  const auto run = [&](std::uint64_t first) {
    Sampler sampler(plan, owned.entries().front().type, 3);
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

TEST_CASE("a series finds its fields wherever they are, and keeps all else") {
  const auto compiled = testing::compile_types(R"(
  Site:
    record:
      name: string
      count: {type: int64, simulate: {counter: {start: 1}}}
      inner: Inner | null
      many: list<Inner>
      by_name: map<Inner>
      either: Either
      rest?: json
  Inner: {record: {n: {type: int32, simulate: {counter: {start: 5}}}, m?: {type: int32, simulate: {counter: {start: 5}}}}}
  Either: {union: {tag: kind, variants: {a: {n: {type: float64, simulate: {counter: {start: 0.5}}}}, b: {text: string}}}}
  Still: {record: {name: string}}
)");
  REQUIRE(compiled.messages().empty());
  const OwnedPlan owned = build_plan(*compiled.model, 0);
  const plan::Plan plan = owned.plan();
  const auto entry = [&](std::size_t i) { return owned.entries()[i].type; };
  Series series(plan, 1);
  CHECK(series.is_lively(entry(0)));
  CHECK_FALSE(series.is_lively(entry(3)));
  const auto made = [&](std::string_view base) {
    return series.document(entry(0), base, {2, 0}).value_or("none");
  };
  CHECK(made(R"( { "name" : "x" , "count":"9", "inner": {"n":0}, "many":[{"n":0,"m":1},{}],
                 "by_name":{"a/b":{"n":7}}, "either":{"kind":"a","n":0}, "rest":{"n":0} } )") ==
        R"({"name":"x","count":"3","inner":{"n":7},"many":[{"n":7,"m":7},{"n":7}],)"
        R"("by_name":{"a/b":{"n":7}},"either":{"kind":"a","n":2.5},"rest":{"n":0}})");
  CHECK(made(R"({"inner":null,"many":{},"by_name":[],"either":{"kind":"b","text":"n"}})") ==
        R"({"inner":null,"many":{},"by_name":[],"either":{"kind":"b","text":"n"},"count":"3"})");
  CHECK(made("{}") == R"({"count":"3"})");
  CHECK(made("[1]") == "[1]");
  CHECK(made("{") == "none");
}

}  // namespace
}  // namespace tally::compiler::sampling
