// The tables of the languages say what the compiler takes, at every place.
#include "language/language.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "catch.h"
#include "commands/issue_codes.h"
#include "commands/schema.h"
#include "compiler/resolve/compile.h"
#include "model/vocabulary.h"
#include "project/project.h"
#include "tally/engine/values/formats.h"
#include "targets/template_models.h"

namespace tally::compiler {
namespace {

using language::Key;
using language::Place;
using language::Value;

// A file with `@` where a mapping of the place stands, to which a key is added, and what is there
// anyway.
struct Sample {
  const Place* place;
  std::string text;
};

const std::vector<Sample>& contract_samples() {
  const std::string types = "contract: 1\npackage: test\ntypes:\n";
  const std::string versioned =
      "contract: 1\npackage: test\nversion: 2.0.0\ntypes:\n  E: {enum: [x]}\n"
      "  T: {record: {a: int, e: E}}\n";
  const std::string migration = versioned + "migrations: [{from: 1, to: 2, type: T, steps: ";
  static const std::vector<Sample> samples = {
      {&language::contract_place, "{contract: 1, package: test@}"},
      {&language::limits_place, "contract: 1\npackage: test\nlimits: {bytes: 1@}\n"},
      {&language::test_place,
       types + "  T: {alias: int}\ntests: [{name: a, type: T, json: '1'@}]\n"},
      {&language::issue_place,
       types +
           "  T: {alias: int}\ntests: [{name: a, type: T, json: '1', issues: [{path: ''@}]}]\n"},
      {&language::record_place, types + "  T: {record: {}@}\n"},
      {&language::derived_record_place, types + "  R: {record: {}}\n  T: {derive: {from: R}@}\n"},
      {&language::derive_place, types + "  R: {record: {}}\n  T: {derive: {from: R@}}\n"},
      {&language::mixin_place, types + "  T: {mixin: {}@}\n"},
      {&language::newtype_place, types + "  T: {newtype: string@}\n"},
      {&language::alias_place, types + "  T: {alias: string@}\n"},
      {&language::enum_place, types + "  T: {enum: [a]@}\n"},
      {&language::union_place,
       types + "  R: {record: {}}\n  T: {union: {tag: a, variants: {b: R}}@}\n"},
      {&language::union_body_place,
       types + "  R: {record: {}}\n  T: {union: {tag: a, variants: {b: R}@}}\n"},
      {&language::examples_place, types + "  T: {alias: int, examples: {valid: [1]@}}\n"},
      {&language::invalid_example_place,
       types + "  T: {alias: int, examples: {invalid: [{value: a@}]}}\n"},
      {&language::field_place, types + "  T: {record: {f: {type: string@}}}\n"},
      {&language::enum_value_place, types + "  T: {enum: {a: {wire: b@}}}\n"},
      {&language::deprecated_place, types + "  T: {alias: int, deprecated: {message: b@}}\n"},
      {&language::items_place, types + "  T: {alias: list<int>, items: {minimum: 1@}}\n"},
      {&language::map_values_place, types + "  T: {alias: map<int>, values: {minimum: 1@}}\n"},
      {&language::map_keys_place, types + "  T: {alias: map<int>, keys: {minLength: 1@}}\n"},
      {&language::rule_place,
       types + "  T: {record: {a?: int, b?: int}, rules: [{id: r, atLeastOneOf: [a, b]@}]}\n"},
      {&language::simulation_place,
       types + "  T: {record: {f: {type: int, simulate: {counter: {start: 1}@}}}}\n"},
      {&language::uniform_place,
       types + "  T: {record: {f: {type: int, simulate: {uniform: {min: 1, max: 2@}}}}}\n"},
      {&language::walk_place,
       types + "  T: {record: {f: {type: int, simulate: {walk: {start: 1, step: 1, min: 1, max: "
               "2@}}}}}\n"},
      {&language::sine_place,
       types + "  T: {record: {f: {type: float64, simulate: {sine: {mean: 1, amplitude: 1, period: "
               "PT1S@}}}}}\n"},
      {&language::choice_place,
       types + "  T: {record: {f: {type: int, simulate: {choice: {values: [1]@}}}}}\n"},
      {&language::counter_place,
       types + "  T: {record: {f: {type: int, simulate: {counter: {start: 1@}}}}}\n"},
      {&language::constant_place,
       types + "  T: {alias: int}\nconsts: {C: {type: int, value: 1@}}\n"},
      {&language::record_key_place, types + "  T: {record: {}}\nkeys: {'a.{b}': {type: T@}}\n"},
      {&language::ring_place,
       types + "  T: {record: {}}\nkeys: {a: {type: T, buffer: {ring: 1@}}}\n"},
      {&language::migration_place,
       versioned + "migrations: [{from: 1, to: 2, type: T, steps: []@}]\n"},
      {&language::step_place, migration + "[{remove: {field: b}@}]}]\n"},
      {&language::rename_place, migration + "[{rename: {from: b, to: a@}}]}]\n"},
      {&language::convert_place, migration + "[{convert: {field: a, using: n::f@}}]}]\n"},
      {&language::set_place, migration + "[{set: {field: a, value: 1@}}]}]\n"},
      {&language::map_enum_place, migration + "[{mapEnum: {field: e, values: {y: x}@}}]}]\n"},
      {&language::remove_place, migration + "[{remove: {field: b@}}]}]\n"},
  };
  return samples;
}

std::string with_key(const Sample& sample, std::string_view key) {
  std::string text = sample.text;
  return text.replace(text.find('@'), 1, ", " + std::string(key) + ": x");
}

std::string without_key(const Sample& sample) {
  std::string text = sample.text;
  return text.erase(text.find('@'), 1);
}

// Every key of every place, and one that is none.
std::set<std::string_view> all_keys() {
  std::set<std::string_view> names{"nonsense"};
  for (const Sample& sample : contract_samples()) {
    for (const Key* key : language::keys_of(*sample.place)) names.insert(key->name);
  }
  return names;
}

std::vector<std::string> words_of(const Value& value) {
  std::vector<std::string> words;
  for (const auto& [text, doc] : value.words) words.emplace_back(text);
  std::sort(words.begin(), words.end());
  return words;
}

template <class Rows, class Name>
std::vector<std::string> sorted_names(const Rows& rows, Name name) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(name(row));
  std::sort(names.begin(), names.end());
  return names;
}

// Places that other places reach.
void collect(const Place& place, std::set<const Place*>& places);

void collect(const Value& value, std::set<const Place*>& places) {
  if (value.form == language::Form::place || value.form == language::Form::variant)
    collect(*value.place, places);
  for (const auto& [key, place] : value.cases) collect(*place, places);
  for (const Value* part : {value.element, value.other}) {
    if (part != nullptr) collect(*part, places);
  }
}

void collect(const Place& place, std::set<const Place*>& places) {
  if (!places.insert(&place).second) return;
  for (const Key* key : language::keys_of(place)) {
    if (key->value != nullptr) collect(*key->value, places);
  }
}

TEST_CASE("the compiler knows exactly the keys of a place, whatever the key is") {
  for (const Sample& sample : contract_samples()) {
    for (const auto name : all_keys()) {
      INFO(sample.place->shown << ": " << name);
      const auto compiled =
          testing::compile_files({{"a.contract.yaml", with_key(sample, name)}}, "a.contract.yaml");
      const std::string quoted = "`" + std::string(name) + "`";
      bool unknown = false;
      bool undecided = false;
      for (const auto& diagnostic : compiled.diagnostics.sorted()) {
        unknown = unknown || diagnostic.message.starts_with("unknown key " + quoted);
        undecided = undecided || diagnostic.code == Code::yaml_duplicate_key ||
                    diagnostic.code == Code::ambiguous_declaration;
      }
      if (undecided) continue;  // it is there already, or would declare a second type
      const Key* key = language::find_key(*sample.place, name);
      CHECK(unknown == (key == nullptr));
    }
  }
}

TEST_CASE("every place that a contract reaches is among those samples, or is told apart by keys") {
  std::set<const Place*> reached;
  collect(language::contract_place, reached);
  for (const Sample& sample : contract_samples()) reached.erase(sample.place);
  reached.erase(&language::variant_place);  // unknown keys make it the fields of a record
  CHECK(reached.empty());
}

TEST_CASE("a key says what it means, by an example too") {
  for (const Place* root :
       {&language::contract_place, &language::project_place, &language::target_place}) {
    std::set<const Place*> places;
    collect(*root, places);
    for (const Place* place : places) {
      for (const Key* key : language::keys_of(*place)) {
        INFO(place->shown << ": " << key->name);
        CHECK(key->value != nullptr);
        CHECK(key->doc.ends_with('.'));
        CHECK_FALSE(key->example.empty());
      }
    }
  }
}

TEST_CASE("words that may be chosen are those that the compiler reads") {
  CHECK(words_of(language::expression_value) ==
        sorted_names(model::builtin_types(), [](const auto& type) { return type.word; }));
  std::vector<std::string> formats;
  for (int i = 0; i <= static_cast<int>(tally::Format::uuid); ++i)
    formats.emplace_back(name_of(static_cast<tally::Format>(i)));
  std::sort(formats.begin(), formats.end());
  CHECK(words_of(language::format_value) == formats);
  const Key* model = language::find_key(language::target_place, "model");
  CHECK(words_of(*model->value) ==
        sorted_names(targets::template_models(), [](const auto& known) { return known.name; }));
}

TEST_CASE("the schema of each language is made of its places") {
  for (const char* name : {"contract", "project", "target"}) {
    const auto schema = nlohmann::json::parse(editor_schema(name));
    CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(schema["additionalProperties"] == false);
  }
  const auto schema = nlohmann::json::parse(editor_schema("contract"));
  for (const Sample& sample : contract_samples()) {
    if (sample.place == &language::contract_place) continue;
    INFO(sample.place->id);
    const auto& properties = schema["definitions"][std::string(sample.place->id)]["properties"];
    std::set<std::string> shown;
    for (const auto& [key, value] : properties.items()) shown.insert(key);
    std::set<std::string> known;
    for (const Key* key : language::keys_of(*sample.place)) known.emplace(key->name);
    CHECK(shown == known);
  }
}

TEST_CASE("samples are sound without another key") {
  for (const Sample& sample : contract_samples()) {
    INFO(without_key(sample));
    const bool incomplete = sample.place == &language::issue_place;
    const auto compiled =
        testing::compile_files({{"a.contract.yaml", without_key(sample)}}, "a.contract.yaml");
    CHECK(compiled.diagnostics.has_errors() == incomplete);
  }
}

}  // namespace
}  // namespace tally::compiler
