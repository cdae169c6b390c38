// What a record observes, and how values of its fields are made up.
#include <string>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/context.h"
#include "resolve/example_json.h"
#include "resolve/keys.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using simulate::Generator;

// In the order of the generators.
constexpr const language::Place* parameters_of[] = {
#define TALLY_GENERATOR(id, ...) &language::id##_place,
#include "tally/engine/vocabulary/generators.def"
};

// "`uniform`, `walk` and `sine`".
std::string listed_generators() {
  const language::Keys generators = language::simulation_place.keys;
  std::string list;
  for (std::size_t i = 0; i < generators.size(); ++i) {
    if (i > 0) list += i + 1 == generators.size() ? " and " : ", ";
    list += quote(generators[i].name);
  }
  return list;
}

void read_parameter(Context& context, const yaml::Node& key, const yaml::Node& value,
                    syntax::Simulation& simulation) {
  const std::string what = quote(key.text);
  const bool values = key.text == "values";
  const bool weights = key.text == "weights";
  if (!values && !weights) {
    const auto text = key.text == "period" ? yaml::read_text(value, what, context.diagnostics)
                                           : yaml::read_number(value, what, context.diagnostics);
    if (text) simulation.parameters.push_back({key.text, std::string(*text), value.span});
    return;
  }
  if (!yaml::expect_sequence(value, what, context.diagnostics)) return;
  for (const auto* item : value.items) {
    if (values) {
      context.choices[{item->span.file, item->span.begin}] = item;
      simulation.parameters.push_back({"value", {}, item->span});
    } else if (const auto text = yaml::read_number(*item, "a weight", context.diagnostics)) {
      simulation.parameters.push_back({"weight", std::string(*text), item->span});
    }
  }
}

}  // namespace

std::optional<syntax::Simulation> read_simulation(Context& context, const yaml::Node& field) {
  const auto* node = field.find("simulate");
  if (node == nullptr || !yaml::expect_mapping(*node, "`simulate`", context.diagnostics))
    return std::nullopt;
  check_keys(*node, language::simulation_place, context.diagnostics);
  syntax::Simulation simulation;
  int found = 0;
  for (const auto& [key, value] : node->entries) {
    const language::Keys generators = language::simulation_place.keys;
    for (std::size_t i = 0; i < generators.size(); ++i) {
      if (generators[i].name != key->text) continue;
      ++found;
      simulation.generator = static_cast<Generator>(i);
      simulation.span = key->span;
      const std::string what = quote(key->text);
      if (!yaml::expect_mapping(*value, what, context.diagnostics)) return std::nullopt;
      check_keys(*value, *parameters_of[i], context.diagnostics);
      for (const auto& [name, given] : value->entries) {
        if (language::find_key(*parameters_of[i], name->text) != nullptr)
          read_parameter(context, *name, *given, simulation);
      }
    }
  }
  if (found == 1) return simulation;
  if (found == 0 && !node->entries.empty()) return std::nullopt;  // reported as unknown
  context.diagnostics
      .add(Code::bad_simulation, node->span,
           found == 0 ? "the simulation names no generator"
                      : "the simulation names more than one generator")
      .label("write one of " + listed_generators());
  return std::nullopt;
}

void read_choices(Context& context) {
  for (auto& declaration : context.model.declarations) {
    for (auto& field : declaration.fields) {
      if (!field.simulation) continue;
      for (const auto& parameter : field.simulation->parameters) {
        if (parameter.name != "value") continue;
        const Span place = parameter.span;
        const auto* node = context.choices.at({place.file, place.begin});
        auto json =
            example_json(*node, field.type, "the choice", context.model, context.diagnostics);
        field.simulation->values.push_back(json ? std::move(*json) : "null");
      }
    }
  }
}

}  // namespace tally::compiler::resolving
