// Examples: YAML values as JSON text, read by what their types expect.
#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler {
namespace {

using testing::compile_files;
using testing::header;

// The JSON of the one example of the type `T`, which may use the types that stand before it.
std::string json(const std::string& type, const std::string& value, bool valid = true) {
  const std::string examples =
      valid ? "{valid: [" + value + "]}" : "{invalid: [{value: " + value + "}]}";
  const std::string text = std::string(header) +
                           "types:\n"
                           "  Name: {newtype: string}\n"
                           "  Status: {enum: {no: {}, off: {wire: OFF}}}\n"
                           "  Point: {record: {x: float64, name?: {type: Name, wire: '@name'}}}\n"
                           "  Shape: {union: {tag: kind, variants: {dot: Point, 1: {wire: one}}}}\n"
                           "  T: {alias: " +
                           type + ", examples: " + examples + "}\n";
  // As it is written: whether it is an example of the type is another question.
  Sources sources;
  Diagnostics diagnostics;
  const auto written = resolve(std::vector<std::string>{"x"}, read_sources(files_of({{"x", text}})),
                               sources, diagnostics);
  REQUIRE(written);
  const auto& examples_read = written->declarations.back().examples;
  return examples_read.empty() ? testing::lines_of(diagnostics, sources).back()
                               : examples_read.at(0).json;
}

TEST_CASE("text is text, whatever it looks like") {
  CHECK(json("string", "no") == R"("no")");
  CHECK(json("string", "12") == R"("12")");
  CHECK(json("string", "null") == R"("null")");
  CHECK(json("Name", "true") == R"("true")");
  CHECK(json("Status", "off") == R"("off")");
  CHECK(json("uuid", "1e4") == R"("1e4")");
  CHECK(json("timestamp", "2026-01-01T00:00:00Z") == R"("2026-01-01T00:00:00Z")");
  CHECK(json("string", R"("a\"\\\n\x01ü")") == R"("a\"\\\n\u0001ü")");
}

TEST_CASE("numbers and booleans keep their spelling") {
  CHECK(json("int", "1e3") == "1e3");
  CHECK(json("float64", "0.10") == "0.10");
  CHECK(json("uint64", "18446744073709551615") == "18446744073709551615");
  CHECK(json("uint64", "'18446744073709551615'") == R"("18446744073709551615")");
  CHECK(json("bool", "false") == "false");
  CHECK(json("string | null", "null") == "null");
  CHECK(json("int | null", "~") == "null");
}

TEST_CASE("a valid number has to be one; an invalid one may be anything") {
  CHECK(json("int", "no").find("T207") != std::string::npos);
  CHECK(json("int", "'1'").find("T207") != std::string::npos);
  CHECK(json("bool", "yes").find("T206") != std::string::npos);
  CHECK(json("list<int>", "[1, x]").find("T207") != std::string::npos);
  CHECK(json("int", "no", false) == R"("no")");
  CHECK(json("int", "'1'", false) == R"("1")");
  CHECK(json("bool", "1", false) == "1");
}

TEST_CASE("lists, maps, records and unions pass on what their parts expect") {
  CHECK(json("list<string>", "[1, true, x]") == R"(["1","true","x"])");
  CHECK(json("map<string>", "{a: 1, '2': no}") == R"({"a":"1","2":"no"})");
  CHECK(json("map<list<string> | null>", "{a: null, b: []}") == R"({"a":null,"b":[]})");
  CHECK(json("Point", "{x: 1, '@name': 2, other: 3}") == R"({"x":1,"@name":"2","other":3})");
  CHECK(json("Shape", "{kind: dot, x: 1, '@name': 2}") == R"({"kind":"dot","x":1,"@name":"2"})");
  CHECK(json("Shape", "{kind: 7, x: 1}", false) == R"({"kind":"7","x":1})");
}

TEST_CASE("under `json`, and where nothing is known, a scalar is what it looks like") {
  CHECK(json("json", "{a: 1, b: no, c: true, d: null, e: '1', f: [1e5, 01]}") ==
        R"({"a":1,"b":"no","c":true,"d":null,"e":"1","f":[1e5,"01"]})");
  CHECK(json("string", "[1, a]", false) == R"([1,"a"])");
}

TEST_CASE("an invalid example may say its code") {
  const auto result = compile_files(
      {{"x", std::string(header) +
                 "types:\n  T:\n    newtype: string\n    minLength: 2\n    examples:\n"
                 "      invalid: [a, {value: b, code: minLength}]\n"}},
      "x");
  CHECK(result.message().empty());
  const auto& examples = result.type("T").examples;
  REQUIRE(examples.size() == 2);
  CHECK(examples[0].code.empty());
  CHECK(examples[1].code == "minLength");
  CHECK_FALSE(examples[1].valid);
}

TEST_CASE("tests name a type of their own contract") {
  const auto test = [](const std::string& body) {
    return compile_files({{"x", std::string(header) +
                                    "imports: {m: m}\ntypes:\n  T: {record: {a: m.Amount}}\n"
                                    "tests:\n  - {" +
                                    body + "}\n"},
                          {"m", "contract: 1\npackage: m\ntypes:\n  Amount: {alias: int}\n"}},
                         "x")
        .message();
  };
  CHECK(test(R"(name: n, type: T, json: '{"a":1}')").empty());
  CHECK(test(R"(name: n, type: T, json: '{}', issues: [{path: /a, code: required}])").empty());
  CHECK(test(R"(name: n, type: T, json: '[]', issues: [{path: '', code: type}])").empty());
  CHECK(test("name: n, type: T") == "7:5 T202 the test has no `json`");
  CHECK(test("name: n, type: U, json: '1'") == "7:21 T204 unknown type `U`");
  CHECK(test("name: n, type: m.Amount, json: '1'") ==
        "7:21 T218 `m.Amount` is declared in another contract");
}

}  // namespace
}  // namespace tally::compiler
