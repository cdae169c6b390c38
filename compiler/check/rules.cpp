// Rules of records: ids, the fields that they blame, and their expressions.
#include "rules/typing.h"

#include <map>
#include <string>
#include <string_view>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "rules/field_index.h"
#include "source/suggest.h"

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

void find_place(const model::Declaration& record, model::DeclarationId id, model::Rule& rule,
                rules::FieldIndex& fields, Diagnostics& diagnostics) {
  if (!rule.at) return;
  rule.place = fields.find(id, rule.at->name);
  if (rule.place) return;
  rule.broken = true;
  diagnostics
      .add(Code::unknown_member, rule.at->span,
           quote(record.name) + " has no field " + quote(rule.at->name))
      .suggest(find_suggestion(rule.at->name, fields.names(id)), rule.at->span);
}

}  // namespace

void check_rules(model::Model& model, Diagnostics& diagnostics) {
  rules::FieldIndex fields(model);
  for (model::DeclarationId id = 0; id < model.declarations.size(); ++id) {
    auto& record = model.declarations[id];
    if (record.broken) continue;
    Known known;
    for (auto& rule : record.rules) {
      check_id(record, rule, known, diagnostics);
      if (rule.broken) continue;
      find_place(record, id, rule, fields, diagnostics);
      rules::type_rule(model, id, rule, fields, diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
