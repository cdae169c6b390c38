#include "targets/cpp/plan_tables.h"

#include <algorithm>
#include <iterator>

#include "model/vocabulary.h"
#include "plan/code.h"
#include "render/quote.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

std::string_view name_of(plan::Kind kind) {
  using plan::Kind;
  switch (kind) {
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::int8:
      return "int8";
    case Kind::int16:
      return "int16";
    case Kind::int32:
      return "int32";
    case Kind::int64:
      return "int64";
    case Kind::uint8:
      return "uint8";
    case Kind::uint16:
      return "uint16";
    case Kind::uint32:
      return "uint32";
    case Kind::uint64:
      return "uint64";
    case Kind::float32:
      return "float32";
    case Kind::float64:
      return "float64";
    case Kind::decimal:
      return "decimal";
    case Kind::string:
      return "string";
    case Kind::bytes:
      return "bytes";
    case Kind::uuid:
      return "uuid";
    case Kind::timestamp:
      return "timestamp";
    case Kind::date:
      return "date";
    case Kind::time:
      return "time";
    case Kind::duration:
      return "duration";
    case Kind::json:
      return "json";
    case Kind::list:
      return "list";
    case Kind::map:
      return "map";
    case Kind::nullable:
      return "nullable";
    case Kind::enumeration:
      return "enumeration";
    case Kind::union_:
      return "union_";
    case Kind::record:
      return "record";
  }
  return "";
}

std::string_view name_of(plan::Keyword keyword) {
  using plan::Keyword;
  switch (keyword) {
    case Keyword::minimum:
      return "minimum";
    case Keyword::maximum:
      return "maximum";
    case Keyword::exclusive_minimum:
      return "exclusive_minimum";
    case Keyword::exclusive_maximum:
      return "exclusive_maximum";
    case Keyword::multiple_of:
      return "multiple_of";
    case Keyword::min_length:
      return "min_length";
    case Keyword::max_length:
      return "max_length";
    case Keyword::pattern:
      return "pattern";
    case Keyword::format:
      return "format";
    case Keyword::min_items:
      return "min_items";
    case Keyword::max_items:
      return "max_items";
    case Keyword::min_properties:
      return "min_properties";
    case Keyword::max_properties:
      return "max_properties";
    case Keyword::unique_items:
      return "unique_items";
    case Keyword::unique_by:
      return "unique_by";
  }
  return "";
}

std::string quote(std::string_view text) {
  return cpp_string_literal(text);
}

Json numbered(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) {
    list.push_back({{"index", std::to_string(list.size())}, {"text", text}});
  }
  return list;
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

 private:
  std::string name_;
  std::vector<std::string> rows_;
};

bool is_float(plan::Kind kind) {
  return kind == plan::Kind::float32 || kind == plan::Kind::float64;
}

std::string_view name_of(plan::LengthUnit unit) {
  return unit == plan::LengthUnit::bytes ? "bytes" : "utf16";
}

std::string constraint_row(const plan::Type& type, const plan::Constraint& constraint,
                           Conditions& conditions, Table& positions) {
  std::string row = "{.keyword = Keyword::" + std::string(name_of(constraint.keyword)) +
                    ", .text = " + quote(constraint.text);
  if (constraint.pattern != nullptr)
    return row + ", .pattern = &" + conditions.pattern_constant(constraint.text) + "}";
  if (constraint.format != nullptr)
    return row + ", .format = " + conditions.format_function(constraint.text) + "}";
  if (!constraint.fields.empty()) {
    const std::size_t first = positions.size();
    for (const std::uint32_t field : constraint.fields) positions.add(std::to_string(field));
    return row + ", .fields = " + positions.slice(first) + "}";
  }
  if (constraint.unit != plan::LengthUnit::characters) {
    return row + ", .integer = " + integer_literal(constraint.integer, false) +
           ", .unit = LengthUnit::" + std::string(name_of(constraint.unit)) + "}";
  }
  if (is_float(type.kind)) return row + ", .number = " + double_literal(constraint.number) + "}";
  return row + ", .integer = " + integer_literal(constraint.integer, false) + "}";
}

/// Rows of how values are made up, and of what they choose from.
struct SimulatedTables {
  Table simulated{"simulated"};
  Table choices{"choices"};
  Table weights{"weights"};
};

/// In the order of the enumerators.
constexpr std::string_view generators[] = {"uniform", "walk", "sine", "choice", "counter"};

std::string simulated_row(const plan::Simulated& simulated, SimulatedTables& tables) {
  const simulate::Spec& spec = simulated.spec;
  std::string row = "{.spec = {.generator = Generator::" +
                    std::string(generators[static_cast<std::size_t>(spec.generator)]);
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

std::string member_row(const plan::Type& type, const plan::Member& member, Table& old_names,
                       std::vector<std::string>* defaults, SimulatedTables& simulated) {
  std::string row = "{.name = " + quote(member.name);
  if (type.kind != plan::Kind::enumeration) row += ", .type = " + std::to_string(member.type);
  if (member.optional) row += ", .optional = true";
  if (!member.renamed_from.empty()) {
    const std::size_t first = old_names.size();
    for (const std::string_view name : member.renamed_from) old_names.add(quote(name));
    row += ", .renamed_from = " + old_names.slice(first);
  }
  if (member.fallback != nullptr && defaults != nullptr) {
    row += ", .fallback = default_" + std::to_string(defaults->size()) + ".text";
    defaults->push_back(quote(member.fallback));
  }
  if (member.simulated != nullptr) {
    row += ", .simulated = &simulated[" + std::to_string(simulated.simulated.size()) + "]";
    simulated.simulated.add(simulated_row(*member.simulated, simulated));
  }
  return row + "}";
}

std::string_view name_of(plan::Step::Action action) {
  using Action = plan::Step::Action;
  switch (action) {
    case Action::rename:
      return "rename";
    case Action::convert:
      return "convert";
    case Action::set:
      return "set";
    case Action::map_enum:
      return "map_enum";
    case Action::remove:
      return "remove";
  }
  return "";
}

std::string step_row(const plan::Step& step, Table& new_names) {
  std::string row =
      "{.action = Action::" + std::string(name_of(step.action)) + ", .field = " + quote(step.field);
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

/// In the order of the enumerators.
constexpr std::string_view operations[] = {
    "literal",  "variable",  "field",     "value",     "has",   "is_null",     "negation",
    "both",     "either",    "choose",    "minus",     "add",   "subtract",    "multiply",
    "divide",   "remainder", "equal",     "not_equal", "less",  "at_most",     "greater",
    "at_least", "one_of",    "contained", "has_key",   "size",  "starts_with", "ends_with",
    "contains", "all",       "any",       "sum",       "count",
};
static_assert(std::size(operations) == static_cast<std::size_t>(plan::Operation::count) + 1);

std::string node_row(const plan::RuleNode& node) {
  std::string row = "{.operation = Operation::" +
                    std::string(operations[static_cast<std::size_t>(node.operation)]) +
                    ", .kind = Kind::" + std::string(name_of(node.kind));
  if (node.nodes != 1) row += ", .nodes = " + std::to_string(node.nodes);
  if (node.index != 0) row += ", .index = " + std::to_string(node.index);
  if (node.integer != 0) row += ", .integer = " + integer_literal(node.integer, false);
  if (node.kind == plan::Kind::float64 && node.operation == plan::Operation::literal) {
    row += ", .number = " + double_literal(node.number);
  }
  if (!node.text.empty()) {
    const bool counted = node.text.find('\0') != std::string_view::npos;
    row += ", .text = " +
           (counted ? "{" + quote(node.text) + ", " + std::to_string(node.text.size()) + "}"
                    : quote(node.text));
  }
  return row + "}";
}

std::string rule_row(const plan::Rule& rule, const std::string& native, Table& fields,
                     Table& nodes) {
  std::string row = "{.id = " + quote(rule.id) + ", .message = " + quote(rule.message) +
                    ", .params = " + quote(rule.params);
  if (rule.at != plan::Rule::nowhere) row += ", .at = " + std::to_string(rule.at);
  if (!rule.named.empty()) {
    const std::size_t first = fields.size();
    for (const std::uint32_t field : rule.named) fields.add(std::to_string(field));
    row += ", .named = " + fields.slice(first);
  }
  if (rule.condition.empty()) return row + ", .native = " + native + "}";
  const std::size_t first = nodes.size();
  for (const plan::RuleNode& node : rule.condition) nodes.add(node_row(node));
  return row + ", .condition = " + nodes.slice(first) + ", .evaluate = code::evaluate}";
}

}  // namespace

Json plan_tables(const plan::Plan& plan, Conditions& conditions, const NativeInitialiser& native,
                 const std::vector<std::string>& converters) {
  using plan::Kind;
  Table types("types");
  Table members("members");
  Table old_names("old_names");
  Table constraints("constraints");
  Table positions("positions");
  Table rules("rules");
  Table rule_fields("rule_fields");
  Table rule_nodes("rule_nodes");
  SimulatedTables simulated;
  std::vector<std::string> defaults;
  const bool has_rules = std::any_of(plan.types.begin(), plan.types.end(),
                                     [](const plan::Type& type) { return !type.rules.empty(); });
  // Nobody else asks for the value of a field that is not there.
  const bool has_fallbacks =
      has_rules || std::any_of(plan.types.begin(), plan.types.end(), compares_items);
  for (const plan::Type& type : plan.types) {
    std::string row = "{.kind = Kind::" + std::string(name_of(type.kind)) +
                      ", .explain = code::" + std::string(explainer_of(type).name);
    if (type.encoding == plan::Encoding::unix_millis) row += ", .encoding = Encoding::unix_millis";
    if (type.encoding == plan::Encoding::number) row += ", .encoding = Encoding::number";
    if (type.encoding == plan::Encoding::base64url) row += ", .encoding = Encoding::base64url";
    if (type.unknown != plan::Unknown::reject)
      row += ", .unknown = Unknown::" + std::string(model::name_of(type.unknown));
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
    if (!type.members.empty()) {
      const std::size_t first = members.size();
      for (const plan::Member& member : type.members) {
        members.add(
            member_row(type, member, old_names, has_fallbacks ? &defaults : nullptr, simulated));
      }
      row += ", .members = " + members.slice(first);
    }
    if (!type.constraints.empty()) {
      const std::size_t first = constraints.size();
      for (const plan::Constraint& constraint : type.constraints) {
        constraints.add(constraint_row(type, constraint, conditions, positions));
      }
      row += ", .constraints = " + constraints.slice(first);
    }
    if (!type.rules.empty()) {
      const std::size_t first = rules.size();
      for (std::size_t i = 0; i < type.rules.size(); ++i) {
        const auto index = static_cast<plan::TypeIndex>(&type - plan.types.data());
        const plan::Rule& rule = type.rules[i];
        rules.add(rule_row(rule, rule.condition.empty() ? native(index, i) : "", rule_fields,
                           rule_nodes));
      }
      row += ", .rules = " + rules.slice(first);
    }
    types.add(row + "}");
  }
  const MigrationTables migrations = migration_tables(plan, converters);
  return {
      {"types", types.rows()},
      {"members", members.rows()},
      {"old_names", old_names.rows()},
      {"constraints", constraints.rows()},
      {"positions", positions.rows()},
      {"has_rules", has_rules},
      {"rules", rules.rows()},
      {"rule_fields", rule_fields.rows()},
      {"rule_nodes", rule_nodes.rows()},
      {"defaults", numbered(defaults)},
      {"has_simulated", simulated.simulated.size() > 0},
      {"simulated", simulated.simulated.rows()},
      {"choices", simulated.choices.rows()},
      {"weights", simulated.weights.rows()},
      {"bytes", std::to_string(plan.limits.bytes)},
      {"depth", std::to_string(plan.limits.depth)},
      {"issues", std::to_string(plan.limits.issues)},
      {"version", quote(plan.version)},
      {"version_field", plan.version_field.empty() ? Json(false) : Json(quote(plan.version_field))},
      {"rewrites", !plan.migrations.empty() || !plan.version_field.empty()},
      {"has_migrations", !plan.migrations.empty()},
      {"has_new_names", migrations.new_names.size() > 0},
      {"migrations", migrations.migrations.rows()},
      {"steps", migrations.steps.rows()},
      {"new_names", migrations.new_names.rows()},
  };
}

}  // namespace tally::compiler::targets::cpp
