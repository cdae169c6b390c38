// The ids of rules.
#include <map>
#include <string_view>

#include "check/passes.h"
#include "diagnose/quote.h"

namespace tally::compiler::checking {
namespace {

// Rules by their ids, as far as they were looked at.
using Known = std::map<std::string_view, const model::Rule*>;

void check_id(const model::Declaration& record, const model::Rule& rule, Known& known,
              Diagnostics& diagnostics) {
  if (is_issue_code(rule.id)) {
    diagnostics
        .add(Code::reserved_name, rule.span,
             quote(rule.id) + " is the code of other issues and cannot name a rule")
        .label("say what the rule is about: " + quote(rule.id + "-known"));
  }
  const auto [first, fresh] = known.emplace(rule.id, &rule);
  if (fresh || rule.id.empty()) return;
  diagnostics
      .add(Code::duplicate_name, rule.span, quote(record.name) + " has two rules " + quote(rule.id))
      .related(first->second->span, "first declared");
}

}  // namespace

void check_rules(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    if (declaration.broken) continue;
    Known known;
    for (const auto& rule : rules_of(declaration)) check_id(declaration, rule, known, diagnostics);
  }
}

}  // namespace tally::compiler::checking
