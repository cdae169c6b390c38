// Consts, signals, keys, and the places where types lead back to themselves.
#include "catch.h"
#include "compiler/resolve/compile.h"
#include "model/query.h"

namespace tally::compiler {
namespace {

using testing::Compiled;
using Lines = std::vector<std::string>;

Compiled compile_files(const std::map<std::string, std::string>& files) {
  return testing::compile_files(files, "main.contract.yaml");
}

Compiled compile_text(const std::string& text) {
  return compile_files({{"main.contract.yaml", std::string(testing::header) + text}});
}

TEST_CASE("a limit may be a const, of an import too") {
  const auto compiled =
      compile_files({{"main.contract.yaml",
                      "contract: 1\npackage: main\nimports: {money: money.contract.yaml}\n"
                      "types: {Few: {alias: list<int>, maxItems: money.Most, minItems: Least}}\n"
                      "consts: {Least: {type: uint8, value: 1}}\n"},
                     {"money.contract.yaml",
                      "contract: 1\npackage: money\nconsts: {Most: {type: uint16, value: 7}}\n"}});
  REQUIRE(compiled.messages() == Lines{});
  const auto& constraints = compiled.named("Few").constraints;
  REQUIRE(constraints.size() == 2);
  CHECK(constraints[0].integer == 7);
  CHECK(constraints[0].constant == "money.Most");
  CHECK(constraints[1].integer == 1);
}

TEST_CASE("a const that does not suit its limit is refused as a number would be") {
  CHECK(compile_text("consts: {Most: {type: float64, value: 1.5}}\n"
                     "types: {Few: {alias: list<int>, maxItems: Most}}\n")
            .message()
            .find("T207 `maxItems` must be a whole number") != std::string::npos);
}

TEST_CASE("the names of consts are suggested") {
  const auto compiled = compile_text(
      "consts: {MaxLines: {type: uint16, value: 1}}\n"
      "types: {Few: {alias: list<int>, maxItems: MaxLine}}\n");
  REQUIRE(compiled.diagnostics.sorted().size() == 1);
  CHECK(compiled.diagnostics.sorted().front().label == "did you mean `MaxLines`?");
}

TEST_CASE("numbers of a simulation are those of its field") {
  const auto compiled = compile_text(
      "types:\n  R:\n    record:\n"
      "      d: {type: decimal, precision: 5, scale: 2, simulate: {uniform: {min: 1.5, max: 2}}}\n"
      "      n: {type: uint8, maximum: 9, simulate: {counter: {start: 3, step: 2}}}\n"
      "      m: {type: int8, exclusiveMinimum: 0, maximum: 9, simulate: {uniform: {}}}\n");
  REQUIRE(compiled.messages() == Lines{});
  const auto& fields = compiled.record("R").fields;
  CHECK(fields[0].simulation->spec.whole);
  CHECK(fields[0].simulation->spec.minimum == 150);
  CHECK(fields[0].simulation->spec.maximum == 200);
  CHECK(fields[1].simulation->spec.maximum == 9);
  CHECK(fields[2].simulation->spec.minimum == 1);
}

TEST_CASE("a generator that could leave its field is refused") {
  const auto refused = [](const std::string& field) {
    return compile_text("types: {R: {record: {n: {" + field + "}}}}\n").message().find("T322") !=
           std::string::npos;
  };
  CHECK(refused("type: uint8, simulate: {uniform: {min: 0, max: 256}}"));
  CHECK(refused("type: float64, simulate: {uniform: {min: 0}}"));
  CHECK(refused("type: float64, simulate: {walk: {start: 5, step: 1, min: 0, max: 4}}"));
  CHECK(refused("type: float64, simulate: {walk: {start: 5, step: 0, min: 0, max: 9}}"));
  CHECK(refused("type: int, minimum: 0, simulate: {sine: {mean: 1, amplitude: 2, period: PT1S}}"));
  CHECK(refused("type: int, simulate: {sine: {mean: 1, amplitude: 2, period: ten}}"));
  CHECK(refused("type: int, simulate: {counter: {start: 0.5}}"));
  CHECK(refused("type: int, multipleOf: 5, simulate: {uniform: {min: 0, max: 10}}"));
  CHECK(refused("type: string, simulate: {counter: {start: 1}}"));
  CHECK(refused("type: int, simulate: {choice: {values: [1, 2], weights: [1]}}"));
  CHECK(refused("type: int, simulate: {choice: {values: []}}"));
  CHECK_FALSE(refused("type: int, multipleOf: 5, simulate: {counter: {start: 0, step: 5}}"));
}

TEST_CASE("keys that may be the same are refused, and others are not") {
  const std::string types = "types: {R: {record: {}}}\nkeys:\n";
  CHECK(compile_text(types + "  a.{x}: R\n  a.{x}.b: R\n  b.{x}: R\n").messages() == Lines{});
  CHECK(compile_text(types + "  a.{x}: R\n  '{y}.b': R\n").message().find("T244") !=
        std::string::npos);
  CHECK(compile_text(types + "  A.b: R\n").message().find("T243") != std::string::npos);
  CHECK(compile_text(types + "  a..b: R\n").message().find("T243") != std::string::npos);
  CHECK(compile_text(types + "  a: list<R>\n").message().find("T218") != std::string::npos);
  CHECK(compile_text(types + "  a: {type: R, buffer: {ring: 0}}\n").message().find("T207") !=
        std::string::npos);
}

TEST_CASE("what is boxed does not depend on the order of declarations") {
  const std::string a = "  A: {record: {b: B}}\n";
  const std::string b = "  B: {record: {a?: A, c: map<C>}}\n";
  const std::string c = "  C: {record: {b: B | null, other?: A}}\n";
  for (const std::string& types : {a + b + c, c + b + a, b + a + c}) {
    const auto compiled = compile_text("types:\n" + types);
    REQUIRE(compiled.messages() == Lines{});
    CHECK_FALSE(compiled.record("A").fields[0].type.boxed);
    CHECK(compiled.record("B").fields[0].type.boxed);
    CHECK(compiled.record("B").fields[1].type.element.front().boxed);
    CHECK(compiled.record("C").fields[0].type.element.front().boxed);
    CHECK_FALSE(compiled.record("C").fields[1].type.boxed);
  }
}

}  // namespace
}  // namespace tally::compiler
