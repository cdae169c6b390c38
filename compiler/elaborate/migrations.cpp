// Migrations, followed backwards from the records that they lead to.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnose/quote.h"
#include "elaborate/passes.h"
#include "model/vocabulary.h"
#include "model/walk.h"
#include "source/suggest.h"

namespace tally::compiler::elaborating {
namespace {

using Action = model::MigrationStep::Action;
using model::Migration;
using model::MigrationStep;

// A field at one point of a chain.
struct Known {
  std::optional<model::TypeExpression> type;  // nothing for one that a later step removes
  std::vector<std::string> old_values;        // of its enum, which later steps rename
  bool filled = false;                        // a later step sets it: documents may not have it yet
};

// The fields at one point of a chain by their names in documents.
using Fields = std::map<std::string, Known, std::less<>>;

// Goes through the migrations of one type, the last one first.
class Chain {
 public:
  Chain(const model::Model& model, const model::Declaration& declaration,
        const model::Record& record, Diagnostics& diagnostics)
      : model_(model), declaration_(declaration), record_(record), diagnostics_(diagnostics) {
    for (const auto& field : record.fields) fields_[field.wire].type = field.type;
  }

  void undo(Migration& migration) {
    version_ = migration.to;
    set_.clear();
    for (auto step = migration.steps.rbegin(); step != migration.steps.rend(); ++step) {
      if (!step->broken) undo(*step);
    }
  }

 private:
  void undo(MigrationStep& step) {
    switch (step.action) {
      case Action::rename:
        return undo_rename(step);
      case Action::convert:
        return undo_convert(step);
      case Action::set:
        return undo_set(step);
      case Action::map_enum:
        return undo_map_enum(step);
      case Action::remove:
        if (is_free(step)) fields_[step.field] = {};
        return;
    }
  }

  // The field of that name, which is put as documents spell it; null if there is none.
  Known* find(std::string& name, Span span) {
    auto found = fields_.find(name);
    for (const auto& field : record_.fields) {
      if (found == fields_.end() && field.name == name) found = fields_.find(field.wire);
    }
    if (found != fields_.end()) {
      name = found->first;
      return &found->second;
    }
    auto draft = diagnostics_.add(Code::migration_unknown_field, span,
                                  quote(declaration_.name) + " has no field " + quote(name) +
                                      " behind this step, in version " + std::to_string(version_));
    std::vector<std::string> names;
    for (const auto& [known, ignored] : fields_) names.push_back(known);
    draft.suggest(find_suggestion(name, names), span);
    for (const auto& taken : record_.reserved) {
      if (taken.name == name) draft.related(taken.span, "reserved");
    }
    return nullptr;
  }

  // Whether nothing has the name that the step takes away.
  bool is_free(const MigrationStep& step) {
    const auto found = fields_.find(step.field);
    if (found == fields_.end() || found->second.filled) return true;
    auto draft =
        diagnostics_.add(Code::migration_name_in_use, step.field_span,
                         quote(declaration_.name) + " still has a field " + quote(step.field) +
                             " behind this step, in version " + std::to_string(version_));
    for (const auto& field : record_.fields) {
      if (field.wire == step.field) draft.related(field.span, "declared");
    }
    return false;
  }

  void undo_rename(MigrationStep& step) {
    const bool free = is_free(step);
    Known* renamed = find(step.to, step.to_span);
    if (renamed == nullptr || !free) return;
    Known known = std::move(*renamed);
    known.filled = false;
    fields_.erase(step.to);
    fields_[step.field] = std::move(known);
  }

  void undo_convert(MigrationStep& step) {
    Known* known = find(step.field, step.field_span);
    if (known == nullptr) return;
    if (!known->type) {
      diagnostics_
          .add(Code::migration_step_not_applicable, step.field_span,
               "the type of " + quote(step.field) + " behind this step is not known")
          .label("a later step removes it: no need to convert it");
      return;
    }
    step.new_type = known->type;
    if (!step.old_type) step.old_type = known->type;
    known->type = step.old_type;
    known->old_values.clear();
  }

  void undo_set(MigrationStep& step) {
    Known* known = find(step.field, step.field_span);
    if (known == nullptr) return;
    if (!set_.insert(step.field).second) {
      diagnostics_.add(Code::duplicate_name, step.field_span,
                       "the migration sets " + quote(step.field) + " twice");
    }
    step.new_type = known->type;
    known->filled = true;
  }

  void undo_map_enum(MigrationStep& step) {
    Known* known = find(step.field, step.field_span);
    if (known == nullptr || !known->type) return;
    const auto base = find_base(model_, *known->type);
    if (!base) return;
    if (base->kind != model::Kind::enumeration) {
      diagnostics_.add(Code::migration_step_not_applicable, step.field_span,
                       quote(step.field) + " is of type " +
                           std::string(model::name_of(base->kind)) +
                           " behind this step, and `mapEnum` is for enums");
      return;
    }
    const auto& enumeration = model_.declarations[base->written->declared];
    for (auto& value : step.values) check_value(enumeration, *known, value);
    for (const auto& value : step.values) known->old_values.push_back(value.from);
  }

  void check_value(const model::Declaration& enumeration, const Known& known,
                   MigrationStep::NewName& value) {
    std::vector<std::string> names = known.old_values;
    for (const auto& candidate : values_of(enumeration)) {
      if (candidate.name == value.to) value.to = candidate.wire;
      names.push_back(candidate.wire);
    }
    if (std::find(names.begin(), names.end(), value.to) != names.end()) return;
    diagnostics_
        .add(Code::unknown_member, value.span,
             "the enum " + quote(enumeration.name) + " has no value " + quote(value.to))
        .suggest(find_suggestion(value.to, names), value.span)
        .related(enumeration.span, "declared");
  }

  const model::Model& model_;
  const model::Declaration& declaration_;
  const model::Record& record_;
  Diagnostics& diagnostics_;
  Fields fields_;
  std::set<std::string, std::less<>> set_;  // fields that the migration sets
  std::uint32_t version_ = 0;               // behind the step
};

}  // namespace

void follow_migrations(model::Model& model, Diagnostics& diagnostics) {
  for (auto& contract : model.contracts) {
    auto& migrations = contract.migrations;
    std::stable_sort(migrations.begin(), migrations.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
    std::map<model::DeclarationId, Chain> chains;
    for (auto migration = migrations.rbegin(); migration != migrations.rend(); ++migration) {
      const auto& declaration = model.declarations[migration->type];
      if (migration->broken || declaration.broken) continue;
      const auto* record = declaration.as<model::Record>();
      if (record == nullptr || declaration.use != model::Declaration::Use::type) continue;
      chains.try_emplace(migration->type, model, declaration, *record, diagnostics)
          .first->second.undo(*migration);
    }
  }
}

}  // namespace tally::compiler::elaborating
