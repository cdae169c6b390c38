// Migrations: that their versions make a chain, and the values that they set.
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "plan/plan.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/json/document.h"

namespace tally::compiler::checking {
namespace {

using Action = model::MigrationStep::Action;
using model::Migration;

// The migrations of one type, in ascending order.
using Chain = std::vector<const Migration*>;

std::uint32_t major_version(std::string_view version) {
  std::uint32_t major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

std::string versions(const Migration& migration) {
  return "from " + std::to_string(migration.from) + " to " + std::to_string(migration.to);
}

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

void check_chain(const model::Declaration& record, const Chain& chain, Diagnostics& diagnostics) {
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

void check_type(const model::Model& model, const Chain& chain, Diagnostics& diagnostics) {
  const auto& record = model.declarations[chain.front()->type];
  check_chain(record, chain, diagnostics);
  if (record.broken) return;
  if (record.as<model::Record>() == nullptr || record.use != model::Declaration::Use::type) {
    diagnostics.add(Code::wrong_declaration_kind, chain.front()->span,
                    quote(record.name) + " is no record, and only records have migrations");
  }
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

void check_migrations(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    std::map<model::DeclarationId, Chain> chains;
    for (const auto& migration : contract.migrations) {
      if (migration.broken) continue;
      check_range(migration, contract, diagnostics);
      chains[migration.type].push_back(&migration);
    }
    for (const auto& [type, chain] : chains) check_type(model, chain, diagnostics);
  }
}

void check_migration_values(const model::Model& model, Diagnostics& diagnostics) {
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    const auto& migrations = model.contracts[id].migrations;
    if (migrations.empty()) continue;
    const OwnedPlan owned = build_plan(model, id);
    const plan::Plan plan = owned.plan();
    auto planned = plan.migrations.begin();
    for (const auto& migration : migrations) {
      if (!owned.type_of(migration.type)) continue;
      check_values(migration, plan, *planned, diagnostics);
      ++planned;
    }
  }
}

}  // namespace tally::compiler::checking
