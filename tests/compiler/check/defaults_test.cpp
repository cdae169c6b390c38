// Defaults and old names of fields.
#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler {
namespace {

using testing::compile_types;
using Lines = std::vector<std::string>;

std::string message(const std::string& field, const std::string& others = {}) {
  return compile_types("  A: {record: {n: {" + field + "}}}\n" + others).message();
}

std::string json(const std::string& field, const std::string& others = {}) {
  const auto result = compile_types("  A: {record: {n: {" + field + "}}}\n" + others);
  if (!result.messages().empty()) return result.message();
  return result.record("A").fields.at(0).default_value->json;
}

TEST_CASE("a default is read by what its field expects") {
  CHECK(json("type: string, default: no") == R"("no")");
  CHECK(json("type: int, default: 7") == "7");
  CHECK(json("type: int64 | null, default: null") == "null");
  CHECK(json("type: list<string>, default: [1, 2]") == R"(["1","2"])");
  CHECK(json("type: map<int>, default: {a: 1}") == R"({"a":1})");
  CHECK(json("type: E, default: X", "  E: {enum: {x: {wire: X}}}\n") == R"("X")");
  CHECK(json("type: U, default: {t: b, c: 1}",
             "  U: {union: {tag: t, variants: {b: {c: string}}}}\n") == R"({"t":"b","c":"1"})");
}

TEST_CASE("a default is judged when the contract is compiled") {
  CHECK(message("type: int, default: x") == "4:40 T207 the default must be a number");
  CHECK(message("type: bool, default: no") == "4:41 T206 the default must be `true` or `false`");
  CHECK(message("type: int, maximum: 5, default: 6") == "4:52 T307 the default of `n` is refused");
  CHECK(message("type: E, default: x", "  E: {enum: {x: {wire: X}}}\n") ==
        "4:38 T307 the default of `n` is refused");
  CHECK(message("type: string, default: null") == "");
}

TEST_CASE("a field with a default is always there") {
  CHECK(compile_types("  A: {record: {n?: {type: int, default: 1}}}\n").message() ==
        "4:41 T231 `n` has a default and is always there");
}

TEST_CASE("an old name is nobody else's") {
  const auto fields = [](const std::string& body) {
    return compile_types("  A: {record: {" + body + "}}\n").message();
  };
  CHECK(fields("n: {type: int, renamedFrom: [m, k]}").empty());
  CHECK(fields("n: {type: int, renamedFrom: [m]}, m: int") ==
        "4:45 T226 documents already know `m` as `m`");
  CHECK(fields("n: {type: int, renamedFrom: [n]}") ==
        "4:45 T226 documents already know `n` as `n`");
  CHECK(fields("n: {type: int, renamedFrom: [m]}, k: {type: int, renamedFrom: [m]}") ==
        "4:79 T226 documents already know `m` as `n`");
  CHECK(compile_types("  U: {union: {tag: t, variants: {b: {c: {type: int, renamedFrom: [t]}}}}}\n")
            .message() == "4:34 T227 the variant `b` has a field `t`, which is the tag of `U`");
}

}  // namespace
}  // namespace tally::compiler
