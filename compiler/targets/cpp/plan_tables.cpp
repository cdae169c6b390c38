#include "targets/cpp/plan_tables.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "model/vocabulary.h"
#include "plan/code.h"
#include "render/quote.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::id_of;

std::string quote(std::string_view text) {
  return cpp_string_literal(text);
}

/// Rows of all arrays of one kind in one table; each type takes a slice of it.
class Table {
 public:
  explicit Table(std::string name) : name_(std::move(name)) {}

  void add(std::string row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] std::string slice(std::size_t first) const {
    return "{" + name_ + " + " + std::to_string(first) + ", " +
           std::to_string(rows_.size() - first) + "}";
  }
  [[nodiscard]] const std::vector<std::string>& rows() const { return rows_; }
  /// The rows on as few lines as they need.
  [[nodiscard]] std::string filled() const { return cpp::filled(rows_); }

 private:
  std::string name_;
  std::vector<std::string> rows_;
};

std::string constraint_row(const plan::Type& type, const plan::Constraint& constraint,
                           Conditions& conditions) {
  Aggregate row;
  row.add("keyword", "Keyword", id_of(constraint.keyword));
  row.add("text", quote(constraint.text));
  if (constraint.pattern != nullptr) {
    row.add("pattern", "&" + conditions.pattern_constant(constraint.text));
  } else if (constraint.format != nullptr) {
    row.add("format", conditions.format_function(constraint.text));
  } else if (!constraint.fields.empty()) {
    row.add("fields", positions_of(constraint.fields));
  } else if (constraint.unit != plan::LengthUnit::characters) {
    row.add("integer", integer_literal(constraint.integer, false));
    row.add("unit", "LengthUnit", id_of(constraint.unit));
  } else if (model::is_float(type.kind)) {
    row.add("number", double_literal(constraint.number));
  } else {
    row.add("integer", integer_literal(constraint.integer, false));
  }
  return row.text();
}

/// Rows of how values are made up, and of what they choose from.
struct SimulatedTables {
  Table simulated{"simulated"};
  Table choices{"choices"};
  Table weights{"weights"};
};

std::string spec_row(const simulate::Spec& spec) {
  Aggregate row;
  row.add("generator", "Generator", id_of(spec.generator));
  row.add_if(spec.whole, "whole");
  const std::pair<std::string_view, double> numbers[] = {
      {"minimum", spec.minimum}, {"maximum", spec.maximum}, {"start", spec.start},
      {"step", spec.step},       {"offset", spec.offset},   {"amplitude", spec.amplitude},
  };
  for (const auto& [name, number] : numbers) {
    if (number != 0) row.add(name, double_literal(number));
  }
  if (spec.period != 0) row.add("period", integer_literal(spec.period, false));
  return row.text();
}

std::string simulated_row(const plan::Simulated& simulated, SimulatedTables& tables) {
  Aggregate row;
  row.add("spec", spec_row(simulated.spec));
  if (!simulated.values.empty()) {
    const std::size_t first = tables.choices.size();
    for (const std::string_view json : simulated.values) tables.choices.add(quote(json));
    for (const double weight : simulated.weights) tables.weights.add(double_literal(weight));
    row.add("values", tables.choices.slice(first));
    row.add("weights", tables.weights.slice(first));
  }
  return row.text();
}

std::string new_name_row(const plan::NewName& name) {
  Aggregate row;
  row.add("from", quote(name.from));
  row.add("to", quote(name.to));
  return row.text();
}

/// `convert` is the function of a step that converts.
std::string step_row(const plan::Step& step, const std::string* convert, Table& new_names) {
  Aggregate row;
  row.add("action", "Action", id_of(step.action));
  row.add("field", quote(step.field));
  if (!step.to.empty()) row.add("to", quote(step.to));
  if (convert != nullptr) row.add("type", step.type);
  if (!step.values.empty()) {
    const std::size_t first = new_names.size();
    for (const plan::NewName& name : step.values) new_names.add(new_name_row(name));
    row.add("values", new_names.slice(first));
  }
  if (convert != nullptr) row.add("convert", *convert);
  return row.text();
}

/// Rows of migrations, and of what they consist of.
struct MigrationTables {
  Table migrations{"migrations"};
  Table steps{"steps"};
  Table new_names{"new_names"};
};

MigrationTables migration_tables(const plan::Plan& plan,
                                 const std::vector<std::string>& converters) {
  MigrationTables tables;
  auto converter = converters.begin();
  for (const plan::Migration& migration : plan.migrations) {
    const std::size_t first = tables.steps.size();
    for (const plan::Step& step : migration.steps) {
      const bool converts = step.action == plan::Step::Action::convert;
      tables.steps.add(step_row(step, converts ? &*converter++ : nullptr, tables.new_names));
    }
    Aggregate row;
    row.add("type", migration.type);
    row.add("from", migration.from);
    row.add("to", migration.to);
    row.add("steps", tables.steps.slice(first));
    tables.migrations.add(row.text());
  }
  return tables;
}

}  // namespace

std::string positions_of(std::span<const std::uint32_t> members) {
  std::string list;
  for (const std::uint32_t member : members)
    list += (list.empty() ? "" : ", ") + std::to_string(member);
  return "tally::plan::positions<" + list + ">";
}

/// The tables that types share; each takes a slice.
struct PlanTablesBuilder::Shared {
  Table constraints{"constraints"};
  Table imported{"imported"};
  Table old_names{"old_names"};
  Table renamed{"renamed"};
  SimulatedTables simulated;
};

PlanTablesBuilder::PlanTablesBuilder(const plan::Plan& plan, Conditions& conditions)
    : plan_(plan), conditions_(conditions), shared_(std::make_unique<Shared>()) {}
PlanTablesBuilder::~PlanTablesBuilder() = default;

std::string PlanTablesBuilder::member(const plan::Type& type, const plan::Member& member,
                                      const std::string& fallback) {
  Aggregate row;
  row.add("name", quote(member.name));
  if (type.kind != plan::Kind::enumeration) row.add("type", member.type);
  if (member.simulated != nullptr) {
    Table& simulated = shared_->simulated.simulated;
    row.add("simulated", "&tables::simulated[" + std::to_string(simulated.size()) + "]");
    simulated.add(simulated_row(*member.simulated, shared_->simulated));
  }
  row.add_if(member.optional, "optional");
  if (!fallback.empty()) row.add("fallback", fallback + ".text");
  if (member.renamed_from != nullptr) {
    const std::size_t first = shared_->old_names.size();
    for (const std::string_view name : *member.renamed_from) shared_->old_names.add(quote(name));
    row.add("renamed_from", "&tables::renamed[" + std::to_string(shared_->renamed.size()) + "]");
    shared_->renamed.add(shared_->old_names.slice(first));
  }
  return row.text();
}

std::string PlanTablesBuilder::members(const plan::Type& type, const Tables& generated,
                                       std::vector<DefaultText>& defaults) {
  const auto known = generated.members.find(type.members.data());
  if (known != generated.members.end()) return known->second;
  // Nobody else asks for the value of a field that is not there.
  const bool has_fallbacks = std::any_of(plan_.types.begin(), plan_.types.end(), compares_items);
  const std::size_t first = shared_->imported.size();
  for (const plan::Member& each : type.members) {
    std::string fallback;
    if (has_fallbacks && each.fallback != nullptr) {
      fallback = conditions_.helper("imported_default");
      defaults.push_back({fallback, quote(each.fallback)});
    }
    shared_->imported.add(member(type, each, fallback));
  }
  return shared_->imported.slice(first);
}

std::string PlanTablesBuilder::type(const plan::Type& type, const Tables& generated,
                                    std::vector<DefaultText>& defaults) {
  using plan::Kind;
  Aggregate row;
  row.add("kind", "Kind", id_of(type.kind));
  row.add("explain", "code", explainer_of(type).name);
  if (type.encoding != plan::Encoding::natural)
    row.add("encoding", "Encoding", id_of(type.encoding));
  if (type.unknown != plan::Unknown::reject) row.add("unknown", "Unknown", id_of(type.unknown));
  if (type.kind == Kind::decimal) {
    row.add("precision", type.precision);
    row.add("scale", type.scale);
  }
  row.add_if(type.open, "open");
  row.add_if(type.sensitive, "sensitive");
  row.add_if(type.as_millis, "as_millis");
  if (type.kind == Kind::list || type.kind == Kind::map || type.kind == Kind::nullable)
    row.add("element", type.element);
  if (type.kind == Kind::map) row.add("key", type.key);
  if (!type.tag.empty()) row.add("tag", quote(type.tag));
  if (!type.members.empty()) row.add("members", members(type, generated, defaults));
  if (!type.constraints.empty()) {
    const std::size_t first = shared_->constraints.size();
    for (const plan::Constraint& constraint : type.constraints)
      shared_->constraints.add(constraint_row(type, constraint, conditions_));
    row.add("constraints", shared_->constraints.slice(first));
  }
  if (!type.rules.empty()) {
    const std::string& view = generated.ruled.at(type.rules.data());
    row.add("rules", view + "::tally_rules");
    row.add("record", "&" + view + "::tally_record");
  }
  return row.text();
}

PlanTables PlanTablesBuilder::finish(const Tables& generated,
                                     const std::vector<std::string>& converters,
                                     std::vector<DefaultText>& defaults) {
  std::vector<std::string> types;
  for (const plan::Type& each : plan_.types) types.push_back(type(each, generated, defaults));
  const MigrationTables migrations = migration_tables(plan_, converters);
  return {
      .types = std::move(types),
      .imported = shared_->imported.filled(),
      .constraints = shared_->constraints.filled(),
      .old_names = shared_->old_names.filled(),
      .renamed = shared_->renamed.filled(),
      .simulated = shared_->simulated.simulated.rows(),
      .choices = shared_->simulated.choices.filled(),
      .weights = shared_->simulated.weights.filled(),
      .migrations = migrations.migrations.rows(),
      .steps = migrations.steps.rows(),
      .new_names = migrations.new_names.rows(),
      .bytes = plan_.limits.bytes,
      .depth = plan_.limits.depth,
      .issues = plan_.limits.issues,
      .version = quote(plan_.version),
      .version_field =
          plan_.version_field.empty() ? std::nullopt : std::optional(quote(plan_.version_field)),
  };
}

}  // namespace tally::compiler::targets::cpp
