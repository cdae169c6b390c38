// Migrations: what is read, how a chain is followed, and what is said of one that does not hold.
#include <string>

#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler {
namespace {

using Action = model::MigrationStep::Action;

testing::Compiled compile(const std::string& migrations, const std::string& version = "3.0.0") {
  const std::string text = "contract: 1\npackage: test\nversion: " + version +
                           R"(
types:
  Status: {enum: {placed: {}, voided: {wire: VOID}}}
  Cents: {newtype: int64, minimum: 0}
  Order:
    record: {total: Cents, status: Status, kind: {type: string, wire: '@kind'}, note?: string | null}
    reserved: [coupon]
  Patch: {derive: {from: Order, pick: [note]}}
migrations:
)" + migrations;
  return testing::compile_files({{"test.contract.yaml", text}}, "test.contract.yaml");
}

// The steps of the only migration, on lines from 13 on.
testing::Compiled compile_steps(const std::string& steps) {
  return compile("  - from: 2\n    to: 3\n    type: Order\n    steps:\n" + steps);
}

std::string said(const std::string& steps) {
  return compile_steps("      - " + steps + "\n").message();
}

const model::MigrationStep& step(const testing::Compiled& compiled, std::size_t migration,
                                 std::size_t index) {
  return compiled.model->contracts.front().migrations.at(migration).steps.at(index);
}

TEST_CASE("a migration is read with all of its steps") {
  const auto compiled = compile_steps(
      "      - rename: {from: amount, to: total}\n"
      "      - convert: {field: total, using: a::b::cents, from: float64}\n"
      "      - set: {field: note, value: no}\n"
      "      - mapEnum: {field: status, values: {cancelled: voided}}\n"
      "      - remove: {field: coupon}\n");
  CHECK(compiled.messages().empty());
  CHECK(step(compiled, 0, 0).action == Action::rename);
  CHECK(step(compiled, 0, 1).to == "a::b::cents");
  CHECK(step(compiled, 0, 1).old_type->builtin == model::Kind::float64);
  CHECK(step(compiled, 0, 1).new_type->declared == compiled.id("Cents"));
  CHECK(step(compiled, 0, 2).to == "\"no\"");
  CHECK(step(compiled, 0, 3).values.front().to == "VOID");
  CHECK(step(compiled, 0, 4).field == "coupon");
}

TEST_CASE("names of a contract become those of its documents") {
  const auto compiled = compile_steps("      - rename: {from: sort, to: kind}\n");
  CHECK(compiled.messages().empty());
  CHECK(step(compiled, 0, 0).to == "@kind");
}

TEST_CASE("a chain is followed from its end, in whichever order it is written") {
  const auto compiled = compile(
      "  - {from: 2, to: 3, type: Order, steps: [{convert: {field: total, using: a::f, from: "
      "string}}]}\n"
      "  - from: 1\n    to: 2\n    type: Order\n    steps:\n"
      "      - convert: {field: amount, using: a::g, from: int32}\n"
      "      - rename: {from: amount, to: total}\n"
      "      - convert: {field: total, using: a::h}\n");
  CHECK(compiled.messages().empty());
  CHECK(compiled.model->contracts.front().migrations.front().from == 1);
  CHECK(step(compiled, 0, 0).new_type->builtin == model::Kind::string);
  CHECK(step(compiled, 0, 2).old_type->builtin == model::Kind::string);
  CHECK(step(compiled, 1, 0).new_type->form == model::TypeExpression::Form::declared);
}

TEST_CASE("the values of an older enum are those that later steps rename") {
  CHECK(compile("  - {from: 1, to: 2, type: Order, steps: [{mapEnum: {field: status, values: "
                "{lost: gone}}}]}\n"
                "  - {from: 2, to: 3, type: Order, steps: [{mapEnum: {field: status, values: "
                "{gone: VOID}}}]}\n")
            .messages()
            .empty());
  CHECK(compile("  - {from: 1, to: 2, type: Order, steps: [{mapEnum: {field: status, values: "
                "{lost: gon}}}]}\n"
                "  - {from: 2, to: 3, type: Order, steps: [{mapEnum: {field: status, values: "
                "{gone: VOID}}}]}\n")
            .message() == "12:84 T222 the enum `Status` has no value `gon`");
}

TEST_CASE("a name may be used anew behind the step that takes it away") {
  CHECK(compile_steps("      - rename: {from: total, to: note}\n"
                      "      - set: {field: total, value: 1}\n")
            .messages()
            .empty());
}

TEST_CASE("versions make a chain that ends at the contract's version at the latest") {
  const std::string steps = ", type: Order, steps: []}\n";
  CHECK(compile("  - {from: 1, to: 3" + steps).messages().empty());
  CHECK(compile("  - {from: 0, to: 1" + steps).messages().empty());
  CHECK(compile("  - {from: 3, to: 3" + steps).message() ==
        "12:19 T360 a migration from 3 to 3 does not lead to a later version");
  CHECK(compile("  - {from: 3, to: 4" + steps).message() ==
        "12:19 T360 the migration leads to version 4, and the contract is of version 3.0.0");
  CHECK(compile("  - {from: 1, to: 3" + steps + "  - {from: 2, to: 3" + steps).message() ==
        "13:12 T360 the migrations of `Order` from 1 to 3 and from 2 to 3 overlap");
  CHECK(compile("  - {from: 0, to: 1" + steps + "  - {from: 2, to: 3" + steps).message() ==
        "13:12 T360 the migrations of `Order` from 0 to 1 and from 2 to 3 leave a gap");
  CHECK(compile("  - {from: 1, to: 3" + steps + "  - {from: 2, to: 3, type: Patch, steps: []}\n")
            .messages()
            .empty());
  CHECK(compile("  - {from: 1.5, to: 3" + steps).message() ==
        "12:12 T207 `from` must be a whole number");
}

TEST_CASE("steps name fields that are there") {
  CHECK(said("rename: {from: amount, to: totl}") ==
        "16:36 T361 `Order` has no field `totl` behind this step, in version 3");
  CHECK(said("set: {field: coupon, value: x}") ==
        "16:22 T361 `Order` has no field `coupon` behind this step, in version 3");
  CHECK(said("convert: {field: amount, using: a::b}") ==
        "16:26 T361 `Order` has no field `amount` behind this step, in version 3");
  CHECK(said("mapEnum: {field: state, values: {}}") ==
        "16:26 T361 `Order` has no field `state` behind this step, in version 3");
  CHECK(said("rename: {from: note, to: total}") ==
        "16:24 T362 `Order` still has a field `note` behind this step, in version 3");
  CHECK(said("remove: {field: total}") ==
        "16:25 T362 `Order` still has a field `total` behind this step, in version 3");
  CHECK(compile_steps("      - rename: {from: a, to: total}\n"
                      "      - rename: {from: b, to: total}\n")
            .message() == "16:31 T361 `Order` has no field `total` behind this step, in version 3");
}

TEST_CASE("steps fit the types of their fields") {
  CHECK(said("set: {field: total, value: -1}") ==
        "16:36 T363 the value that `total` is set to is refused");
  CHECK(said("set: {field: note, value: null}").empty());
  CHECK(compile("  - {from: 1, to: 2, type: Order, steps: [{set: {field: total, value: much}}]}\n"
                "  - {from: 2, to: 3, type: Order, steps: [{convert: {field: total, using: a::f, "
                "from: bool}}]}\n")
            .message() == "12:71 T363 the value that `total` is set to is refused");
  CHECK(said("mapEnum: {field: total, values: {a: b}}") ==
        "16:26 T364 `total` is of type int64 behind this step, and `mapEnum` is for enums");
  CHECK(said("mapEnum: {field: status, values: {cancelled: viod}}") ==
        "16:54 T222 the enum `Status` has no value `viod`");
  CHECK(compile_steps("      - convert: {field: coupon, using: a::b}\n"
                      "      - remove: {field: coupon}\n")
            .message() == "16:26 T364 the type of `coupon` behind this step is not known");
  CHECK(compile_steps(
            "      - set: {field: total, value: 1}\n      - set: {field: total, value: 2}\n")
            .message() == "16:22 T205 the migration sets `total` twice");
  CHECK(said("convert: {field: total, using: a::b, from: decimal}") ==
        "16:52 T202 the decimal has no `precision`");
  CHECK(said("convert: {field: total, using: a::b, from: Cent}") ==
        "16:52 T204 unknown type `Cent`");
}

TEST_CASE("only records of the language have migrations") {
  CHECK(compile("  - {from: 2, to: 3, type: Status, steps: []}\n").message() ==
        "12:28 T218 `Status` is no record, and only records have migrations");
  CHECK(compile("  - {from: 2, to: 3, type: Ordr, steps: []}\n").message() ==
        "12:28 T204 unknown type `Ordr`");
}

TEST_CASE("a migration and its steps have the keys that they need, and no others") {
  CHECK(compile("  - {from: 2, to: 3, type: Order}\n").message() ==
        "12:5 T202 the migration has no `steps`");
  CHECK(said("rename: {from: amount}") == "16:17 T202 `rename` has no `to`");
  CHECK(said("convert: {field: total}") == "16:18 T202 `convert` has no `using`");
  CHECK(said("set: {field: total}") == "16:14 T202 `set` has no `value`");
  CHECK(said("mapEnum: {field: status}") == "16:18 T202 `mapEnum` has no `values`");
  CHECK(said("{}") == "16:9 T202 the step does nothing");
  CHECK(said("{remove: {field: a}, set: {field: total, value: 1}}") ==
        "16:9 T203 a step does one thing");
  CHECK(said("delete: {field: a}") == "16:9 T201 unknown key `delete` in a step");
  CHECK(compile_steps("      - remove: {name: a}\n").messages() ==
        std::vector<std::string>{"16:17 T202 `remove` has no `field`",
                                 "16:18 T201 unknown key `name` in `remove`"});
  CHECK(said("convert: {field: total, using: cents}") ==
        "16:40 T365 `cents` is no name of a C++ function in a namespace");
  CHECK(said("convert: {field: total, using: 'a::b()'}") ==
        "16:40 T365 `a::b()` is no name of a C++ function in a namespace");
}

}  // namespace
}  // namespace tally::compiler
