// Rules of records: ids, the fields that they blame, and their expressions.
#include "rules/typing.h"

#include <string>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "source/suggest.h"

namespace tally::compiler::checking {
namespace {

void check_id(const model::Declaration& record, const model::Rule& rule, Diagnostics& diagnostics) {
  if (is_issue_code(rule.id)) {
    diagnostics
        .add(Code::reserved_name, rule.span,
             quote(rule.id) + " is the code of other issues and cannot name a rule")
        .label("say what the rule is about: " + quote(rule.id + "-known"));
  }
  for (const auto& other : record.rules) {
    if (&other == &rule) return;
    if (other.id != rule.id || rule.id.empty()) continue;
    diagnostics
        .add(Code::duplicate_name, rule.span,
             quote(record.name) + " has two rules " + quote(rule.id))
        .related(other.span, "first declared");
  }
}

void find_place(const model::Declaration& record, model::Rule& rule, Diagnostics& diagnostics) {
  if (!rule.at) return;
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
    if (record.fields[i].name == rule.at->name) rule.place = i;
    names.push_back(record.fields[i].name);
  }
  if (rule.place) return;
  rule.broken = true;
  diagnostics
      .add(Code::unknown_member, rule.at->span,
           quote(record.name) + " has no field " + quote(rule.at->name))
      .suggest(find_suggestion(rule.at->name, names), rule.at->span);
}

}  // namespace

void check_rules(model::Model& model, Diagnostics& diagnostics) {
  for (model::DeclarationId id = 0; id < model.declarations.size(); ++id) {
    auto& record = model.declarations[id];
    if (record.broken) continue;
    for (auto& rule : record.rules) {
      check_id(record, rule, diagnostics);
      if (rule.broken) continue;
      find_place(record, rule, diagnostics);
      rules::type_rule(model, id, rule, diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
