// What the rules of records mean.
#include "diagnose/quote.h"
#include "elaborate/passes.h"
#include "rules/field_index.h"
#include "rules/typing.h"
#include "source/suggest.h"

namespace tally::compiler::elaborating {
namespace {

void find_place(const model::Declaration& record, model::DeclarationId id, model::Rule& rule,
                rules::FieldIndex& fields, Diagnostics& diagnostics) {
  if (!rule.at) return;
  rule.place = fields.find(id, rule.at->name);
  if (rule.place) return;
  diagnostics
      .add(Code::unknown_member, rule.at->span,
           quote(record.name) + " has no field " + quote(rule.at->name))
      .suggest(find_suggestion(rule.at->name, fields.names(id)), rule.at->span);
}

}  // namespace

void type_rules(const syntax::Model& source, model::Model& model, Diagnostics& diagnostics) {
  rules::FieldIndex fields(model);
  for (model::DeclarationId id = 0; id < model.declarations.size(); ++id) {
    auto& declaration = model.declarations[id];
    auto* record = std::get_if<model::Record>(&declaration.form);
    if (record == nullptr || declaration.broken) continue;
    const auto& written = source.declarations[id].rules;
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (written[i].broken) continue;
      model::Rule& rule = record->rules[i];
      find_place(declaration, id, rule, fields, diagnostics);
      auto typed = rules::type_rule(model, id, written[i], fields, diagnostics);
      rule.condition = std::move(typed.condition);
      rule.named = std::move(typed.named);
    }
  }
}

}  // namespace tally::compiler::elaborating
