// Defaults, judged by the engine as documents of their fields' types.
#include <algorithm>

#include "check/passes.h"
#include "diagnose/quoted.h"
#include "plan/plan.h"
#include "tally/engine/document.h"
#include "tally/engine/explain.h"

namespace tally::compiler::checking {
namespace {

bool has_default(const model::Field& field) {
  return field.default_value.has_value();
}

bool has_defaults(const model::Declaration& record) {
  return std::any_of(record.fields.begin(), record.fields.end(), has_default);
}

void check_record(const model::Declaration& record, const plan::Plan& plan, const plan::Type& type,
                  Diagnostics& diagnostics) {
  Document document;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const auto& value = record.fields[i].default_value;
    if (!value) continue;
    document.assign(value->json);
    const Issues issues = explain(plan, type.members[i].type, document.padded(), Source::text);
    if (issues.empty()) continue;
    const Issue& first = issues.front();
    const std::string place = first.path.empty() ? "" : " at " + quoted(first.path);
    diagnostics
        .add(Code::bad_default, value->span,
             "the default of " + quoted(record.fields[i].name) + " is refused")
        .label(std::string(first.code) + place + ": " + first.message);
  }
}

}  // namespace

void check_defaults(const model::Model& model, Diagnostics& diagnostics) {
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    const auto& declarations = model.contracts[id].declarations;
    const auto wanted = [&](model::DeclarationId declared) {
      return has_defaults(model.declarations[declared]);
    };
    if (std::none_of(declarations.begin(), declarations.end(), wanted)) continue;
    const OwnedPlan plan = build_plan(model, id);
    const plan::Plan view = plan.view();
    for (const auto declared : declarations) {
      const auto type = wanted(declared) ? plan.type_of(declared) : std::nullopt;
      if (type) check_record(model.declarations[declared], view, view.types[*type], diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
