#include "targets/cpp/plan_tables.h"

#include <algorithm>

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

/// The constant of some positions of members.
std::string positions_of(std::span<const std::uint32_t> members) {
  std::string list;
  for (const std::uint32_t member : members)
    list += (list.empty() ? "" : ", ") + std::to_string(member);
  return "tally::plan::positions<" + list + ">";
}

std::string constraint_row(const plan::Type& type, const plan::Constraint& constraint,
                           Conditions& conditions) {
  std::string row = "{.keyword = Keyword::" + std::string(id_of(constraint.keyword)) +
                    ", .text = " + quote(constraint.text);
  if (constraint.pattern != nullptr)
    return row + ", .pattern = &" + conditions.pattern_constant(constraint.text) + "}";
  if (constraint.format != nullptr)
    return row + ", .format = " + conditions.format_function(constraint.text) + "}";
  if (!constraint.fields.empty())
    return row + ", .fields = " + positions_of(constraint.fields) + "}";
  if (constraint.unit != plan::LengthUnit::characters) {
    return row + ", .integer = " + integer_literal(constraint.integer, false) +
           ", .unit = LengthUnit::" + std::string(id_of(constraint.unit)) + "}";
  }
  if (model::is_float(type.kind))
    return row + ", .number = " + double_literal(constraint.number) + "}";
  return row + ", .integer = " + integer_literal(constraint.integer, false) + "}";
}

/// Rows of how values are made up, and of what they choose from.
struct SimulatedTables {
  Table simulated{"simulated"};
  Table choices{"choices"};
  Table weights{"weights"};
};

std::string simulated_row(const plan::Simulated& simulated, SimulatedTables& tables) {
  const simulate::Spec& spec = simulated.spec;
  std::string row = "{.spec = {.generator = Generator::" + std::string(id_of(spec.generator));
  if (spec.whole) row += ", .whole = true";
  const std::pair<std::string_view, double> numbers[] = {
      {"minimum", spec.minimum}, {"maximum", spec.maximum}, {"start", spec.start},
      {"step", spec.step},       {"offset", spec.offset},   {"amplitude", spec.amplitude},
  };
  for (const auto& [name, number] : numbers) {
    if (number != 0) row += ", ." + std::string(name) + " = " + double_literal(number);
  }
  if (spec.period != 0) row += ", .period = " + integer_literal(spec.period, false);
  row += "}";
  if (!simulated.values.empty()) {
    const std::size_t first = tables.choices.size();
    for (const std::string_view json : simulated.values) tables.choices.add(quote(json));
    for (const double weight : simulated.weights) tables.weights.add(double_literal(weight));
    row += ", .values = " + tables.choices.slice(first) +
           ", .weights = " + tables.weights.slice(first);
  }
  return row + "}";
}

std::string step_row(const plan::Step& step, Table& new_names) {
  std::string row =
      "{.action = Action::" + std::string(id_of(step.action)) + ", .field = " + quote(step.field);
  if (!step.to.empty()) row += ", .to = " + quote(step.to);
  if (step.action == plan::Step::Action::convert) row += ", .type = " + std::to_string(step.type);
  if (!step.values.empty()) {
    const std::size_t first = new_names.size();
    for (const plan::NewName& name : step.values) {
      new_names.add("{.from = " + quote(name.from) + ", .to = " + quote(name.to) + "}");
    }
    row += ", .values = " + new_names.slice(first);
  }
  return row;  // still open
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
      std::string row = step_row(step, tables.new_names);
      if (step.action == plan::Step::Action::convert) row += ", .convert = " + *converter++;
      tables.steps.add(row + "}");
    }
    tables.migrations.add("{.type = " + std::to_string(migration.type) +
                          ", .from = " + std::to_string(migration.from) +
                          ", .to = " + std::to_string(migration.to) +
                          ", .steps = " + tables.steps.slice(first) + "}");
  }
  return tables;
}

}  // namespace

std::string filled(const std::vector<std::string>& rows) {
  constexpr std::size_t width = 112;
  std::string text;
  std::size_t line = 0;
  for (const std::string& row : rows) {
    if (line != 0 && line + row.size() + 2 > width) {
      text += "\n";
      line = 0;
    }
    text += (line == 0 ? "" : " ") + row + ",";
    line += row.size() + 2;
  }
  return text;
}

/// The tables that types share; each takes a slice.
struct PlanTables::Shared {
  Table constraints{"constraints"};
  Table imported{"imported"};
  Table old_names{"tables::old_names"};
  SimulatedTables simulated;
};

PlanTables::PlanTables(const plan::Plan& plan, Conditions& conditions)
    : plan_(plan), conditions_(conditions), shared_(std::make_unique<Shared>()) {}
PlanTables::~PlanTables() = default;

std::string PlanTables::member(const plan::Type& type, const plan::Member& member,
                               const std::string& fallback) {
  std::string row = "{.name = " + quote(member.name);
  if (type.kind != plan::Kind::enumeration) row += ", .type = " + std::to_string(member.type);
  if (member.optional) row += ", .optional = true";
  if (!member.renamed_from.empty()) {
    const std::size_t first = shared_->old_names.size();
    for (const std::string_view name : member.renamed_from) shared_->old_names.add(quote(name));
    row += ", .renamed_from = " + shared_->old_names.slice(first);
  }
  if (!fallback.empty()) row += ", .fallback = " + fallback + ".text";
  if (member.simulated != nullptr) {
    Table& simulated = shared_->simulated.simulated;
    row += ", .simulated = &tables::simulated[" + std::to_string(simulated.size()) + "]";
    simulated.add(simulated_row(*member.simulated, shared_->simulated));
  }
  return row + "}";
}

std::string PlanTables::rule(const plan::Rule& rule, const std::string& judge) {
  std::string row = "{.id = " + quote(rule.id) + ", .message = " + quote(rule.message) +
                    ", .params = " + quote(rule.params);
  if (rule.at != plan::Rule::nowhere) row += ", .at = " + std::to_string(rule.at);
  if (!rule.named.empty()) row += ", .named = " + positions_of(rule.named);
  if (rule.native) row += ", .native = true";
  return row + ", .holds = " + judge + "}";
}

std::string PlanTables::members(const plan::Type& type, const Tables& generated, Json& defaults) {
  const auto known = generated.members.find(type.members.data());
  if (known != generated.members.end()) return known->second;
  // Nobody else asks for the value of a field that is not there.
  const bool has_fallbacks = std::any_of(plan_.types.begin(), plan_.types.end(), compares_items);
  const std::size_t first = shared_->imported.size();
  for (const plan::Member& each : type.members) {
    std::string fallback;
    if (has_fallbacks && each.fallback != nullptr) {
      fallback = conditions_.helper("imported_default");
      defaults.push_back({{"name", fallback}, {"text", quote(each.fallback)}});
    }
    shared_->imported.add(member(type, each, fallback));
  }
  return shared_->imported.slice(first);
}

std::string PlanTables::type(const plan::Type& type, const Tables& generated, Json& defaults) {
  using plan::Kind;
  std::string row = "{.kind = Kind::" + std::string(id_of(type.kind)) +
                    ", .explain = code::" + std::string(explainer_of(type).name);
  if (type.encoding != plan::Encoding::natural)
    row += ", .encoding = Encoding::" + std::string(id_of(type.encoding));
  if (type.unknown != plan::Unknown::reject)
    row += ", .unknown = Unknown::" + std::string(id_of(type.unknown));
  if (type.kind == Kind::decimal) {
    row += ", .precision = " + std::to_string(type.precision) +
           ", .scale = " + std::to_string(type.scale);
  }
  if (type.open) row += ", .open = true";
  if (type.sensitive) row += ", .sensitive = true";
  if (type.as_millis) row += ", .as_millis = true";
  if (type.kind == Kind::list || type.kind == Kind::map || type.kind == Kind::nullable) {
    row += ", .element = " + std::to_string(type.element);
  }
  if (type.kind == Kind::map) row += ", .key = " + std::to_string(type.key);
  if (!type.tag.empty()) row += ", .tag = " + quote(type.tag);
  if (!type.members.empty()) row += ", .members = " + members(type, generated, defaults);
  if (!type.constraints.empty()) {
    const std::size_t first = shared_->constraints.size();
    for (const plan::Constraint& constraint : type.constraints)
      shared_->constraints.add(constraint_row(type, constraint, conditions_));
    row += ", .constraints = " + shared_->constraints.slice(first);
  }
  if (!type.rules.empty()) {
    const std::string& view = generated.ruled.at(type.rules.data());
    row += ", .rules = " + view + "::tally_rules, .record = &" + view + "::tally_record";
  }
  return row + "}";
}

Json PlanTables::finish(const Tables& generated, const std::vector<std::string>& converters,
                        Json& defaults) {
  std::vector<std::string> types;
  for (const plan::Type& each : plan_.types) types.push_back(type(each, generated, defaults));
  const MigrationTables migrations = migration_tables(plan_, converters);
  const Table& simulated = shared_->simulated.simulated;
  return {
      {"types", types},
      {"has_members", shared_->imported.size() > 0},
      {"members", shared_->imported.filled()},
      {"has_constraints", shared_->constraints.size() > 0},
      {"constraints", shared_->constraints.filled()},
      {"has_early", shared_->old_names.size() + simulated.size() > 0},
      {"has_old_names", shared_->old_names.size() > 0},
      {"old_names", shared_->old_names.filled()},
      {"has_simulated", simulated.size() > 0},
      {"simulated", simulated.rows()},
      {"has_choices", shared_->simulated.choices.size() > 0},
      {"choices", shared_->simulated.choices.filled()},
      {"weights", shared_->simulated.weights.filled()},
      {"bytes", std::to_string(plan_.limits.bytes)},
      {"depth", std::to_string(plan_.limits.depth)},
      {"issues", std::to_string(plan_.limits.issues)},
      {"version", quote(plan_.version)},
      {"version_field",
       plan_.version_field.empty() ? Json(false) : Json(quote(plan_.version_field))},
      {"rewrites", !plan_.migrations.empty() || !plan_.version_field.empty()},
      {"has_migrations", !plan_.migrations.empty()},
      {"has_new_names", migrations.new_names.size() > 0},
      {"migrations", migrations.migrations.rows()},
      {"has_steps", migrations.steps.size() > 0},
      {"steps", migrations.steps.rows()},
      {"new_names", migrations.new_names.rows()},
  };
}

}  // namespace tally::compiler::targets::cpp
