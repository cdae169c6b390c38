// Defaults and choices of fields, and consts, judged by the engine as documents of their types.
#include <algorithm>
#include <optional>
#include <span>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "plan/plan.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/json/document.h"

namespace tally::compiler::checking {
namespace {

bool has_values(const model::Field& field) {
  return field.default_value.has_value() || field.simulation.has_value();
}

bool has_values(const model::Declaration& declaration) {
  const auto fields = fields_of(declaration);
  return std::any_of(fields.begin(), fields.end(),
                     [](const model::Field& field) { return has_values(field); });
}

// The first issue of a value, for people, if it is not sound.
std::optional<std::string> fault_of(const plan::Plan& plan, plan::TypeIndex type,
                                    const std::string& json) {
  Document document;
  document.assign(json);
  const Issues issues = explain(plan, type, document.padded(), Source::text);
  if (issues.empty()) return std::nullopt;
  const Issue& first = issues.front();
  const std::string place = first.path.empty() ? "" : " at " + quote(first.path);
  return std::string(first.code) + place + ": " + first.message;
}

void check_choices(const model::Simulation& simulation, const plan::Plan& plan,
                   plan::TypeIndex type, Diagnostics& diagnostics) {
  std::size_t next = 0;
  for (const auto& parameter : simulation.parameters) {
    if (parameter.name != "value") continue;
    const auto fault = fault_of(plan, type, simulation.values[next++]);
    if (!fault) continue;
    diagnostics.add(Code::bad_simulation, parameter.span, "the choice is no value of the field")
        .label(*fault);
  }
}

void check_fields(std::span<const model::Field> fields, const plan::Plan& plan,
                  const plan::Type& type, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const model::Field& field = fields[i];
    const plan::TypeIndex field_type = type.members[i].type;
    if (field.simulation) check_choices(*field.simulation, plan, field_type, diagnostics);
    if (!field.default_value) continue;
    const auto fault = fault_of(plan, field_type, field.default_value->json);
    if (!fault) continue;
    diagnostics
        .add(Code::bad_default, field.default_value->span,
             "the default of " + quote(field.name) + " is refused")
        .label(*fault);
  }
}

void check_constants(const model::Model& model, model::ContractId id, Diagnostics& diagnostics) {
  const auto& constants = model.contracts[id].constants;
  const ConstantsPlan made = build_constants_plan(model, id);
  for (std::size_t i = 0; i < constants.size(); ++i) {
    const auto fault = fault_of(made.plan.plan(), made.types[i], constants[i].json);
    if (!fault) continue;
    diagnostics
        .add(Code::bad_constant, constants[i].value_span,
             "the value of the const " + quote(constants[i].name) + " is refused")
        .label(*fault);
  }
}

}  // namespace

void check_defaults(const model::Model& model, Diagnostics& diagnostics) {
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    if (!model.contracts[id].constants.empty()) check_constants(model, id, diagnostics);
    const auto& declarations = model.contracts[id].declarations;
    const auto wanted = [&](model::DeclarationId declared) {
      return has_values(model.declarations[declared]);
    };
    if (std::none_of(declarations.begin(), declarations.end(), wanted)) continue;
    const OwnedPlan owned = build_plan(model, id);
    const plan::Plan plan = owned.plan();
    for (const auto declared : declarations) {
      const auto type = wanted(declared) ? owned.type_of(declared) : std::nullopt;
      if (type)
        check_fields(fields_of(model.declarations[declared]), plan, plan.types[*type], diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
