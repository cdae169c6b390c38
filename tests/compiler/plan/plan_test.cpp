// From the model to the engine's table.
#include "plan/plan.h"

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/json/document.h"

namespace tally::compiler {
namespace {

using plan::Kind;
using testing::compile_files;
using testing::compile_types;
using testing::Compiled;

OwnedPlan plan_of(const Compiled& compiled) {
  REQUIRE(compiled.message() == "");
  return build_plan(*compiled.model,
                    static_cast<model::ContractId>(compiled.model->contracts.size() - 1));
}

const plan::Type& type_of(const OwnedPlan& plan, const Compiled& compiled, const char* name) {
  const auto index = plan.find(compiled.id(name));
  REQUIRE(index);
  return plan.plan().types[*index];
}

TEST_CASE("every declaration but inline variants is an entry point, in order") {
  const auto compiled = compile_types(R"(
  U: {union: {tag: t, variants: {a: {x: int}}}}
  L: {alias: list<int>}
  E: {enum: [a]}
)");
  const auto plan = plan_of(compiled);
  REQUIRE(plan.entries().size() == 3);
  CHECK(plan.entries()[0].declaration == compiled.id("U"));
  CHECK(plan.entries()[1].declaration == compiled.id("L"));
  CHECK(plan.entries()[2].declaration == compiled.id("E"));
  CHECK_FALSE(plan.find(compiled.id("UA")));
}

TEST_CASE("names are those of documents") {
  const auto compiled = compile_types(R"(
  R: {unknown: keep, record: {a?: {type: int, wire: '@a'}, b: E}}
  E: {enum: {x: {wire: X}}}
  U: {union: {tag: '@t', variants: {r: {type: R, wire: RR}}}}
)");
  const auto plan = plan_of(compiled);
  const auto& record = type_of(plan, compiled, "R");
  CHECK(record.kind == Kind::record);
  CHECK(record.unknown == plan::Unknown::keep);
  CHECK(record.members[0].name == "@a");
  CHECK(record.members[0].optional);
  CHECK(record.members[1].name == "b");
  CHECK_FALSE(record.members[1].optional);
  CHECK(record.members[1].type == plan.find(compiled.id("E")));
  CHECK(type_of(plan, compiled, "E").members[0].name == "X");
  const auto& tagged = type_of(plan, compiled, "U");
  CHECK(tagged.tag == "@t");
  CHECK(tagged.members[0].name == "RR");
  CHECK(tagged.members[0].type == plan.find(compiled.id("R")));
}

TEST_CASE("constraints of a chain of newtypes come innermost first, those of the use last") {
  const auto compiled = compile_types(R"(
  A: {newtype: string, minLength: 1, pattern: a}
  B: {newtype: A, maxLength: 9}
  R: {record: {plain: B, tight: {type: B | null, maxLength: 5}}}
)");
  const auto plan = plan_of(compiled);
  const auto types = plan.plan().types;
  const auto& record = type_of(plan, compiled, "R");
  CHECK(record.members[0].type == plan.find(compiled.id("B")));
  const auto& nullable = types[record.members[1].type];
  CHECK(nullable.kind == Kind::nullable);
  CHECK(nullable.constraints.empty());
  const auto constraints = types[nullable.element].constraints;
  REQUIRE(constraints.size() == 4);
  CHECK(constraints[0].text == "1");
  CHECK(constraints[1].pattern->source == "a");
  CHECK(constraints[2].text == "9");
  CHECK(constraints[3].text == "5");
  CHECK(constraints[3].integer == 5);
  CHECK(constraints[1].pattern == types[record.members[0].type].constraints[1].pattern);
}

TEST_CASE("maps have a type for their keys") {
  const auto compiled = compile_types(
      "  M: {alias: map<int64>, keys: {maxLength: 3}, values: {json: number, minimum: 1}}\n");
  const auto plan = plan_of(compiled);
  const auto types = plan.plan().types;
  const auto& map = type_of(plan, compiled, "M");
  CHECK(types[map.key].kind == Kind::string);
  CHECK(types[map.key].constraints[0].integer == 3);
  CHECK(types[map.element].kind == Kind::int64);
  CHECK(types[map.element].encoding == plan::Encoding::number);
}

TEST_CASE("the same type is there once") {
  const auto compiled = compile_types(R"(
  R:
    record:
      a: string
      b: string
      c: P
      d: list<P>
      e: timestamp
      f: {type: timestamp, encoding: unixMillis}
  P: {record: {x: string}}
)");
  const auto plan = plan_of(compiled);
  CHECK(plan.plan().types.size() == 6);  // R, string, P, list, two timestamps
}

TEST_CASE("a plan holds what its contract reaches, under its own limits") {
  const auto compiled = compile_files(
      {{"x",
        "contract: 1\npackage: x\nimports: {y: y}\nlimits: {depth: 3}\n"
        "types:\n  A: {record: {b: y.B}}\n"},
       {"y", "contract: 1\npackage: y\ntypes:\n  B: {record: {}}\n  C: {record: {}}\n"}},
      "x");
  const auto plan = plan_of(compiled);
  CHECK(plan.plan().types.size() == 2);
  CHECK(plan.plan().limits.depth == 3);
  CHECK(plan.entries().size() == 1);
}

TEST_CASE("a plan outlives its model and may be moved") {
  const auto make = [] {
    const auto compiled = compile_types("  T: {newtype: string, pattern: ^ab$, maxLength: 2}\n");
    auto plan = plan_of(compiled);
    auto moved = std::move(plan);
    return moved;
  };
  const OwnedPlan plan = make();
  const auto issues = [&](std::string_view text) {
    const Document document(text);
    return explain(plan.plan(), plan.entries()[0].type, document.padded());
  };
  CHECK(issues(R"("ab")").empty());
  CHECK(issues(R"("ba")").at(0).code == "pattern");
}

}  // namespace
}  // namespace tally::compiler
