// `migrations`: what makes a current record of an old document.
#include <algorithm>
#include <array>
#include <string>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/context.h"
#include "resolve/example_json.h"
#include "resolve/keys.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Action = syntax::MigrationStep::Action;

struct StepKey {
  std::string_view name;
  Action action;
  const language::Place& place;
};

constexpr std::array step_keys{
    StepKey{"rename", Action::rename, language::rename_place},
    StepKey{"convert", Action::convert, language::convert_place},
    StepKey{"set", Action::set, language::set_place},
    StepKey{"mapEnum", Action::map_enum, language::map_enum_place},
    StepKey{"remove", Action::remove, language::remove_place},
};

constexpr std::uint64_t largest_version = 999'999'999;

const yaml::Node* require(Context& context, const yaml::Node& mapping, std::string_view key,
                          std::string_view owner) {
  const auto* node = mapping.find(key);
  if (node == nullptr) {
    context.diagnostics.add(Code::missing_key, mapping.span,
                            std::string(owner) + " has no " + quote(key));
  }
  return node;
}

// A name or a type that cannot be left out; null if it is not there or no text.
const yaml::Node* require_text(Context& context, const yaml::Node& mapping, std::string_view key,
                               std::string_view owner) {
  const auto* node = require(context, mapping, key, owner);
  const bool sound = node != nullptr && yaml::read_text(*node, quote(key), context.diagnostics);
  return sound ? node : nullptr;
}

void read_convert(Context& context, const yaml::Node& node, syntax::MigrationStep& step) {
  if (const auto* from = node.find("from")) step.old_type = read_type(context, *from);
  const auto* function = require_text(context, node, "using", "`convert`");
  if (function == nullptr) {
    step.broken = true;
    return;
  }
  step.to = function->text;
  step.to_span = function->span;
  if (!is_function_name(step.to)) {
    context.diagnostics
        .add(Code::bad_converter_name, function->span,
             quote(step.to) + " is no name of a C++ function in a namespace")
        .label("for example `acme::orders::micros_from_cents`");
    step.broken = true;
  }
}

void read_new_names(Context& context, const yaml::Node& node, syntax::MigrationStep& step) {
  const auto* values = require(context, node, "values", "`mapEnum`");
  if (values == nullptr || !yaml::expect_mapping(*values, "`values`", context.diagnostics)) {
    step.broken = true;
    return;
  }
  for (const auto& [key, value] : values->entries) {
    if (yaml::read_text(*value, "a value", context.diagnostics)) {
      step.values.push_back({key->text, value->text, value->span});
    }
  }
}

// What stands under the step's key.
void read_action(Context& context, const yaml::Node& node, std::string_view name,
                 syntax::MigrationStep& step) {
  const bool rename = step.action == Action::rename;
  const auto* field = require_text(context, node, rename ? "from" : "field", name);
  if (field == nullptr) {
    step.broken = true;
  } else {
    step.field = field->text;
    step.field_span = field->span;
  }
  if (rename) {
    const auto* to = require_text(context, node, "to", name);
    step.broken = step.broken || to == nullptr;
    if (to != nullptr) {
      step.to = to->text;
      step.to_span = to->span;
    }
  } else if (step.action == Action::convert) {
    read_convert(context, node, step);
  } else if (step.action == Action::map_enum) {
    read_new_names(context, node, step);
  } else if (step.action == Action::set) {
    const auto* value = require(context, node, "value", name);
    step.broken = step.broken || value == nullptr;
    if (value != nullptr) {
      step.to_span = value->span;
      context.defaults[{value->span.file, value->span.begin}] = value;
    }
  }
}

syntax::MigrationStep read_step(Context& context, const yaml::Node& node) {
  syntax::MigrationStep step;
  step.broken = true;
  if (!yaml::expect_mapping(node, "a step", context.diagnostics)) return step;
  check_keys(node, language::step_place, context.diagnostics);
  const auto known = [&](const StepKey& key) { return node.find(key.name) != nullptr; };
  if (std::count_if(step_keys.begin(), step_keys.end(), known) > 1) {
    context.diagnostics.add(Code::wrong_kind, node.span, "a step does one thing")
        .label("write several steps");
    return step;
  }
  const auto key = std::find_if(step_keys.begin(), step_keys.end(), known);
  if (key == step_keys.end()) {
    if (node.entries.empty()) {
      context.diagnostics.add(Code::missing_key, node.span, "the step does nothing");
    }
    return step;
  }
  const std::string name = quote(key->name);
  const auto& body = *node.find(key->name);
  if (!yaml::expect_mapping(body, name, context.diagnostics)) return step;
  check_keys(body, key->place, context.diagnostics);
  step.broken = false;
  step.action = key->action;
  read_action(context, body, name, step);
  return step;
}

void read_version(Context& context, const yaml::Node& node, std::string_view key,
                  syntax::Migration& migration, std::uint32_t& version, Span& span) {
  const auto* value = require(context, node, key, "the migration");
  const auto count =
      value == nullptr ? std::nullopt
                       : yaml::read_count(*value, quote(key), largest_version, context.diagnostics);
  migration.broken = migration.broken || !count;
  version = static_cast<std::uint32_t>(count.value_or(0));
  if (value != nullptr) span = value->span;
}

void read_migration(Context& context, const yaml::Node& node) {
  if (!yaml::expect_mapping(node, "a migration", context.diagnostics)) return;
  check_keys(node, language::migration_place, context.diagnostics);
  syntax::Migration migration;
  read_version(context, node, "from", migration, migration.from, migration.from_span);
  read_version(context, node, "to", migration, migration.to, migration.to_span);
  const auto* type = require_text(context, node, "type", "the migration");
  const auto declared =
      type == nullptr ? std::nullopt : find_declaration(context, type->text, type->span);
  migration.broken = migration.broken || !declared;
  migration.type = declared.value_or(0);
  migration.span = type == nullptr ? node.span : type->span;
  const auto* steps = require(context, node, "steps", "the migration");
  if (steps == nullptr || !yaml::expect_sequence(*steps, "`steps`", context.diagnostics)) {
    migration.broken = true;
  } else {
    for (const auto* step : steps->items) migration.steps.push_back(read_step(context, *step));
  }
  context.current().migrations.push_back(std::move(migration));
}

// The type by which a value is read: that of the current field, if no conversion comes between.
const syntax::TypeExpression* type_of_value(const Context& context,
                                            const syntax::Contract& contract,
                                            model::DeclarationId record, const std::string& field) {
  for (const auto& migration : contract.migrations) {
    if (migration.type != record) continue;
    for (const auto& step : migration.steps) {
      if (step.action == Action::convert && step.field == field) return nullptr;
    }
  }
  for (const auto& candidate : context.model.declarations[record].fields) {
    if (candidate.wire == field || candidate.name == field) return &candidate.type;
  }
  return nullptr;
}

}  // namespace

void read_migrations(Context& context, const yaml::Node& root) {
  const auto* migrations = root.find("migrations");
  if (migrations == nullptr ||
      !yaml::expect_sequence(*migrations, "`migrations`", context.diagnostics)) {
    return;
  }
  for (const auto* migration : migrations->items) read_migration(context, *migration);
}

void read_migration_values(Context& context) {
  syntax::TypeExpression unknown;
  unknown.builtin = model::Kind::json;
  for (auto& contract : context.model.contracts) {
    for (auto& migration : contract.migrations) {
      for (auto& step : migration.steps) {
        if (step.action != Action::set || step.broken || migration.broken) continue;
        const auto* known = type_of_value(context, contract, migration.type, step.field);
        const auto* node = context.defaults.at({step.to_span.file, step.to_span.begin});
        auto json = example_json(*node, known == nullptr ? unknown : *known, "the value",
                                 context.model, context.diagnostics);
        step.broken = !json;
        step.to = std::move(json).value_or("");
      }
    }
  }
}

}  // namespace tally::compiler::resolving
