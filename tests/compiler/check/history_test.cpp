// What contracts say about versions.
#include "catch.h"
#include "compiler/resolve/compile.h"
#include "model/query.h"

namespace tally::compiler {
namespace {

using testing::compile_types;
using Lines = std::vector<std::string>;

TEST_CASE("since and deprecated are kept, on fields, values and types") {
  const auto result = compile_types(R"(
  Status: {enum: {on: {since: 1.0.0}, off: {deprecated: {since: 1.2.0, use: 'on'}}}}
  Old: {deprecated: {message: Gone.}, record: {status: {type: Status, since: 2.0.0}}}
)");
  CHECK(result.messages() == Lines{});
  const auto& values = result.enumeration("Status").values;
  CHECK(values.at(0).history.since == "1.0.0");
  REQUIRE(values.at(1).history.deprecated);
  CHECK(model::sentence(*values.at(1).history.deprecated) == "since 1.2.0: use on");
  const auto& old = result.type("Old");
  REQUIRE(old.history.deprecated);
  CHECK(model::sentence(*old.history.deprecated) == "Gone.");
  CHECK(result.record("Old").fields.at(0).history.since == "2.0.0");
}

TEST_CASE("deprecated says what to do instead, in one way") {
  const auto field = [](const std::string& body) {
    return compile_types("  A: {record: {n: {type: int, " + body + "}, m: int}}\n").message();
  };
  CHECK(field("deprecated: {use: m}").empty());
  CHECK(field("deprecated: {}") == "4:43 T202 `deprecated` does not say what to do instead");
  CHECK(field("deprecated: {use: m, message: No.}") ==
        "4:43 T201 `deprecated` has both `use` and `message`");
  CHECK(field("deprecated: {use: n}") == "4:49 T222 there is no other field `n` to use instead");
  CHECK(field("deprecated: {since: x, use: m}") == "4:51 T210 `x` is no version");
  CHECK(field("since: x") == "4:38 T210 `x` is no version");
  CHECK(compile_types("  A: {deprecated: {use: B}, record: {}}\n").message() ==
        "4:25 T222 there is no other type `B` to use instead");
}

TEST_CASE("a reserved name is no name and no wire name") {
  CHECK(compile_types("  A: {record: {a: {type: int, wire: b}}, reserved: [b]}\n").message() ==
        "4:16 T221 `b` is reserved and must not be used again");
  CHECK(compile_types("  A: {enum: [a, b], reserved: [a]}\n").message() ==
        "4:14 T221 `a` is reserved and must not be used again");
  CHECK(compile_types("  A: {enum: [a, b], reserved: [c]}\n").message().empty());
}

}  // namespace
}  // namespace tally::compiler
