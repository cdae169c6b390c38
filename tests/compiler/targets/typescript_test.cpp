// Names that the TypeScript target puts together: one for each thing, whatever the things are
// called.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "targets/template_models.h"

using namespace tally::compiler;
using testing::compile_files;
using testing::compile_types;
using testing::Compiled;

namespace {

targets::TemplateData data_of(const Compiled& compiled) {
  static const targets::Definition definition;
  REQUIRE(compiled.messages().empty());
  return targets::typescript_data(*compiled.model, definition, {});
}

/// Every type that `leaves` give with up to so many lists, maps and nullables around them; none is
/// nullable twice.
std::vector<std::string> structures(const std::vector<std::string>& leaves, int depth) {
  if (depth < 0) return {};
  std::vector<std::string> all = leaves;
  for (const std::string& element : structures(leaves, depth - 1)) {
    all.push_back("list<" + element + ">");
    all.push_back("map<" + element + ">");
  }
  for (std::size_t i = 0, count = all.size(); i < count; ++i) all.push_back(all[i] + " | null");
  return all;
}

}  // namespace

TEST_CASE("types of different structure have readers and writers of their own in TypeScript") {
  // Leaves that are called like what others become.
  const std::vector<std::string> records = {"Int",      "IntOrNull",       "ListOfInt",
                                            "MapOfInt", "ListOfIntOrNull", "NullOrListOfInt",
                                            "NullOr",   "OrNull"};
  std::string types;
  std::vector<std::string> leaves = records;
  leaves.emplace_back("int");
  for (const std::string& name : records) types += "  " + name + ": {record: {}}\n";
  const std::vector<std::string> all = structures(leaves, 2);
  for (std::size_t i = 0; i < all.size(); ++i)
    types += "  A" + std::to_string(i) + "x: {alias: '" + all[i] + "'}\n";
  // Another name for the same structure.
  types += "  Again: {alias: 'list<A0x | null>'}\n";

  const targets::Json module = data_of(compile_types(types)).contract(0);
  std::map<std::string, std::set<std::string>> readers;  // entry points by reader
  std::set<std::string> writers;
  for (const targets::Json& entry : module["entries"]) {
    readers[entry["read"]].insert(entry["name"].get<std::string>());
    writers.insert(entry["write"].get<std::string>());
  }
  // What shares a reader is an alias of a record, and `Again`.
  std::set<std::string> composites;
  for (const targets::Json& composite : module["composites"]) {
    CHECK(composites.insert(composite["reader"]).second);
    CHECK(composites.insert(composite["writer"]).second);
  }
  CHECK(readers.size() == all.size());
  CHECK(writers.size() == all.size());
  CHECK(composites.size() == 2 * (all.size() - leaves.size()));
  for (const std::string& name : records) {
    CHECK_FALSE(composites.contains("read" + name));
    CHECK_FALSE(composites.contains("write" + name));
  }
}

TEST_CASE("what is kept behind a pointer is another structure, also where its name is an alias") {
  const std::pair<std::string, std::string> cases[] = {
      {"R", "R"}, {"list<R>", "ListOfR"}, {"list<list<R>>", "ListOfListOfR"}};
  for (const auto& [field, spelled] : cases) {
    const targets::Json module =
        data_of(
            compile_types("  R: {record: {f?: {type: 'list<map<Field>>'}}}\n  Field: {alias: '" +
                          field + "'}\n  Open: {alias: list<map<Field>>}\n"))
            .contract(0);
    std::set<std::string> readers;
    for (const targets::Json& composite : module["composites"]) readers.insert(composite["reader"]);
    INFO(field);
    CHECK(readers.contains("readListOfMapOfBoxOf" + spelled));
    CHECK(readers.contains("readListOfMapOf" + spelled));
  }
}

TEST_CASE("a name that nothing else has says what it is") {
  const targets::Json module = data_of(compile_types("  A: {alias: list<int | null>}\n"
                                                     "  B: {alias: list<int> | null}\n"
                                                     "  C: {alias: map<list<A | null>>}\n"))
                                   .contract(0);
  std::vector<std::string> readers;
  for (const targets::Json& entry : module["entries"]) readers.push_back(entry["read"]);
  CHECK(readers == std::vector<std::string>{"readListOfIntOrNull", "readNullOrListOfInt",
                                            "readMapOfListOfNullOrListOfIntOrNull"});
}

TEST_CASE("whatever a module declares has a name of its own") {
  // `imports` of files that are called like variables, consts like globals, and types like parts.
  const std::map<std::string, std::string> files = {
      {"value.contract.yaml", "contract: 1\npackage: a\ntypes:\n  Amount: {record: {}}\n"},
      {"order_values.contract.yaml", "contract: 1\npackage: b\ntypes:\n  Amount: {record: {}}\n"},
      {"root.contract.yaml",
       "contract: 1\npackage: c\n"
       "imports: {v: ./value.contract.yaml, o: ./order_values.contract.yaml}\n"
       "consts: {Map: {type: int, value: 1}}\n"
       "types:\n"
       "  Order: {enum: [a, b]}\n"
       "  ReadOrder: {enum: [a, b]}\n"
       "  OrderValues: {record: {a: v.Amount, b: o.Amount}}\n"
       "  Card: {union: {tag: t, variants: {as_x: CardAsAsX, asX: OrderValues}}}\n"
       "  CardAsAsX: {record: {}}\n"
       "  Plain: {record: {}}\n"}};
  const Compiled compiled = compile_files(files, "root.contract.yaml");
  const targets::TemplateData data = data_of(compiled);
  const targets::Json module =
      data.contract(static_cast<model::ContractId>(compiled.model->contracts.size() - 1));
  std::vector<std::string> names = {"bind", "keys", "contract", "shape", "m", "at", "value"};
  for (const targets::Json& each : module["imports"]) names.push_back(each["local"]);
  for (const targets::Json& each : module["constants"]) names.push_back(each["name"]);
  for (const targets::Json& each : module["enumerations"]) {
    names.push_back(each["texts"]);
    names.push_back(each["positions"]);
    names.push_back("read" + each["name"].get<std::string>());
  }
  for (const targets::Json& each : module["records"]) {
    names.push_back(each["shape"]);
    names.push_back("read" + each["name"].get<std::string>());
  }
  for (const targets::Json& each : module["unions"]) {
    names.push_back("read" + each["name"].get<std::string>());
    for (const targets::Json& variant : each["variants"]) names.push_back(variant["function"]);
  }
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(module["constants"][0]["name"] == "Map_2");
}

TEST_CASE("JSON Schemas of a module lead to types by their qualified names, on either side") {
  const targets::Json module =
      data_of(compile_types("  Part: {newtype: int}\n"
                            "  Whole: {record: {part: {type: Part, default: 1}, more?: Whole}}\n"))
          .contract(0);
  std::vector<std::string> keys;
  for (const char* side : {"input_schemas", "output_schemas"}) {
    for (const targets::Json& schema : module[side]) keys.push_back(schema["key"]);
  }
  CHECK(keys == std::vector<std::string>{R"("test.Part")", R"("test.Whole")", R"("test.Whole")"});
  const std::string input = module["input_schemas"][1]["schema"];
  const std::string output = module["output_schemas"][0]["schema"];
  CHECK(input.find(R"("$ref": "#/$defs/test.Whole")") != std::string::npos);
  CHECK(input.find(R"("required")") == std::string::npos);
  CHECK(output.find(R"("required")") != std::string::npos);
}

TEST_CASE("a member that is called __proto__ is one in a schema, too") {
  const targets::Json module =
      data_of(compile_types("  R: {record: {a: {type: string, wire: __proto__}}}\n")).contract(0);
  const std::string schema = module["input_schemas"][0]["schema"];
  CHECK(schema.find(R"(["__proto__"]: {)") != std::string::npos);
  CHECK(schema.find(R"( "__proto__": {)") == std::string::npos);
}
