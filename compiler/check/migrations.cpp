// Migrations, followed backwards from the records that they lead to.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/passes.h"
#include "check/walk.h"
#include "diagnose/quote.h"
#include "model/vocabulary.h"
#include "plan/plan.h"
#include "source/suggest.h"
#include "tally/engine/document.h"
#include "tally/engine/explain.h"

namespace tally::compiler::checking {
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

std::uint32_t major_version(std::string_view version) {
  std::uint32_t major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

std::string versions(const Migration& migration) {
  return "from " + std::to_string(migration.from) + " to " + std::to_string(migration.to);
}

// Goes through the migrations of one type, the last one first.
class Chain {
 public:
  Chain(const model::Model& model, const model::Declaration& record, Diagnostics& diagnostics)
      : model_(model), record_(record), diagnostics_(diagnostics) {
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
                                  quote(record_.name) + " has no field " + quote(name) +
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
    auto draft = diagnostics_.add(Code::migration_name_in_use, step.field_span,
                                  quote(record_.name) + " still has a field " + quote(step.field) +
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
    for (const auto& candidate : enumeration.values) {
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
  const model::Declaration& record_;
  Diagnostics& diagnostics_;
  Fields fields_;
  std::set<std::string, std::less<>> set_;  // fields that the migration sets
  std::uint32_t version_ = 0;               // behind the step
};

void check_range(const Migration& migration, const model::Contract& contract,
                 Diagnostics& diagnostics) {
  if (migration.from >= migration.to) {
    diagnostics
        .add(Code::migration_versions, migration.to_span,
             "a migration " + versions(migration) + " does not lead to a later version")
        .label("write a version above " + std::to_string(migration.from));
  } else if (migration.to > major_version(contract.version)) {
    diagnostics
        .add(Code::migration_versions, migration.to_span,
             "the migration leads to version " + std::to_string(migration.to) +
                 ", and the contract is of version " + contract.version)
        .label("raise the contract's `version`");
  }
}

void check_chain(const model::Declaration& record, const std::vector<Migration*>& chain,
                 Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const auto& before = *chain[i - 1];
    const auto& next = *chain[i];
    if (next.from == before.to) continue;
    const std::string both = "the migrations of " + quote(record.name) + " " + versions(before) +
                             " and " + versions(next);
    diagnostics
        .add(Code::migration_versions, next.from_span,
             both + (next.from < before.to ? " overlap" : " leave a gap"))
        .label("write " + quote("from: " + std::to_string(before.to)))
        .related(before.span, "the one before");
  }
}

void check_type(const model::Model& model, const std::vector<Migration*>& chain,
                Diagnostics& diagnostics) {
  const auto& record = model.declarations[chain.front()->type];
  check_chain(record, chain, diagnostics);
  if (record.broken) return;
  if (record.form != model::Declaration::Form::record ||
      record.use != model::Declaration::Use::type) {
    diagnostics.add(Code::wrong_declaration_kind, chain.front()->span,
                    quote(record.name) + " is no record, and only records have migrations");
    return;
  }
  Chain fields(model, record, diagnostics);
  for (auto i = chain.rbegin(); i != chain.rend(); ++i) fields.undo(**i);
}

void check_values(const Migration& migration, const plan::Plan& plan,
                  const plan::Migration& planned, Diagnostics& diagnostics) {
  Document document;
  for (std::size_t i = 0; i < migration.steps.size(); ++i) {
    const auto& step = migration.steps[i];
    if (step.action != Action::set || !step.new_type) continue;
    document.assign(step.to);
    const Issues issues = explain(plan, planned.steps[i].type, document.padded());
    if (issues.empty()) continue;
    const Issue& first = issues.front();
    const std::string place = first.path.empty() ? "" : " at " + quote(first.path);
    diagnostics
        .add(Code::bad_migration_value, step.to_span,
             "the value that " + quote(step.field) + " is set to is refused")
        .label(std::string(first.code) + place + ": " + first.message);
  }
}

}  // namespace

void check_migrations(model::Model& model, Diagnostics& diagnostics) {
  for (auto& contract : model.contracts) {
    auto& migrations = contract.migrations;
    for (const auto& migration : migrations) {
      if (!migration.broken) check_range(migration, contract, diagnostics);
    }
    std::stable_sort(migrations.begin(), migrations.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
    std::map<model::DeclarationId, std::vector<Migration*>> chains;
    for (auto& migration : migrations) {
      if (!migration.broken) chains[migration.type].push_back(&migration);
    }
    for (const auto& [type, chain] : chains) check_type(model, chain, diagnostics);
  }
}

void check_migration_values(const model::Model& model, Diagnostics& diagnostics) {
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    const auto& migrations = model.contracts[id].migrations;
    if (migrations.empty()) continue;
    const OwnedPlan owned = build_plan(model, id);
    const plan::Plan plan = owned.view();
    auto planned = plan.migrations.begin();
    for (const auto& migration : migrations) {
      if (!owned.type_of(migration.type)) continue;
      check_values(migration, plan, *planned, diagnostics);
      ++planned;
    }
  }
}

}  // namespace tally::compiler::checking
