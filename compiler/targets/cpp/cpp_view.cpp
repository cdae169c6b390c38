// The view model of the C++ target: one header and one source per contract, and one of each for the
// set.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "compat/canonical.h"
#include "model/query.h"
#include "model/vocabulary.h"
#include "plan/plan.h"
#include "render/quote.h"
#include "rules/wording.h"
#include "targets/cpp/conditions.h"
#include "targets/cpp/fold.h"
#include "targets/cpp/literals.h"
#include "targets/cpp/names.h"
#include "targets/cpp/plan_tables.h"
#include "targets/cpp/rules.h"
#include "targets/cpp/values.h"
#include "targets/layout.h"
#include "targets/set_fingerprint.h"
#include "targets/template_data.h"
#include "targets/template_models.h"

namespace tally::compiler::targets {
namespace {

using cpp::Conditions;
using cpp::Names;
using model::Declaration;
using model::TypeExpression;

/// Documentation as lines of comment; false when there is none, as templates want it.
Json comment(const std::string& doc, const std::string& unit = {}, const std::string& since = {},
             bool sensitive = false) {
  std::string text = doc;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (!unit.empty()) text += (text.empty() ? "" : " ") + std::string("Unit: ") + unit + ".";
  if (!since.empty()) text += (text.empty() ? "" : " ") + std::string("Since ") + since + ".";
  if (sensitive) text += (text.empty() ? "" : " ") + std::string("Sensitive: not for logs.");
  if (text.empty()) return false;
  return line_comment_text(text);
}

/// The argument of the attribute, or false.
Json deprecated(const model::History& history) {
  if (!history.deprecated) return false;
  return cpp_string_literal(model::sentence(*history.deprecated));
}

/// The text of tables wrapped to the width of a page.
std::string wrapped(const auto& numbers) {
  constexpr std::size_t width = 96;
  std::string text;
  std::size_t line = 0;
  for (const auto number : numbers) {
    const std::string item = std::to_string(number) + ",";
    if (line + item.size() > width) {
      text += "\n";
      line = 0;
    }
    text += item;
    line += item.size();
  }
  return text;
}

/// The rows of tally::byte_classes: runs of bytes with a column other than the first.
std::string byte_classes(const auto& columns) {
  std::vector<std::string> rows;
  for (std::size_t first = 0; first < columns.size();) {
    std::size_t last = first;
    while (last + 1 < columns.size() && columns[last + 1] == columns[first]) ++last;
    if (columns[first] != 0) {
      rows.push_back("{" + std::to_string(first) + ", " + std::to_string(last) + ", " +
                     std::to_string(columns[first]) + "}");
    }
    first = last + 1;
  }
  return cpp::filled(rows);
}

/// What the views of all contracts are made from.
struct Shared {
  Shared(const model::Model& of, const Definition& definition)
      : model(of),
        names(of, definition),
        published(compat::publish(of)),
        patterns(cpp::find_patterns(of)),
        compared(model::compared(of)) {}

  const model::Model& model;
  Names names;
  compat::Published published;
  cpp::Patterns patterns;
  std::set<model::DeclarationId> compared;
};

class ContractView {
 public:
  ContractView(const Shared& shared, model::ContractId id)
      : shared_(shared),
        model_(shared.model),
        names_(shared.names),
        id_(id),
        contract_(shared.model.contracts[id]),
        conditions_(shared.model, shared.names, shared.patterns) {}

  /// As the whole set sees it.
  [[nodiscard]] Json heading() const {
    Json entries = Json::array();
    for (const model::DeclarationId id : model::entry_points(model_, contract_))
      entries.push_back(entry_point(model_.declarations[id]));
    return {{"stem", names_.stem(contract_)}, {"entries", std::move(entries)}};
  }

  Json build() {
    Json declarations = Json::array();
    Json enumerations = Json::array();
    Json open_enumerations = Json::array();
    Json shapes = Json::array();  // records and unions: what has a view of its own
    Json wrappers = Json::array();
    Json entries = Json::array();
    const OwnedPlan plan = build_plan(model_, id_);
    const plan::Plan plan_view = plan.view();
    cpp::PlanTables tables(plan_view, conditions_);
    note_rules(plan);
    for (const model::DeclarationId id : model::in_dependency_order(model_, contract_)) {
      const Declaration& declaration = model_.declarations[id];
      const std::optional<plan::TypeIndex> type = plan.type_of(id);
      Json view = declare(declaration, type ? &plan_view.types[*type] : nullptr, tables);
      declared_.insert(&declaration);
      if (view["is_enum"]) enumerations.push_back(view);
      if (view["is_record"] || view["is_union"]) shapes.push_back(view);
      if (view["is_open_enum"]) open_enumerations.push_back(view);
      if (view["is_newtype"] || view["is_alias"] || view["is_open_enum"]) wrappers.push_back(view);
      declarations.push_back(std::move(view));
    }
    const auto fingerprints = compat::entry_fingerprints(model_, shared_.published, contract_);
    for (const OwnedPlan::Entry& entry : plan.entries()) {
      const Declaration& declaration = model_.declarations[entry.declaration];
      Json view = entry_point(declaration);
      view["fingerprint"] =
          cpp_string_literal(fingerprints.at(model::qualified_name(model_, declaration)));
      view["type"] = std::to_string(entry.type);
      entries.push_back(std::move(view));
    }
    Json constants = Json::array();
    for (const model::Constant& constant : contract_.constants) {
      Json view = cpp::constant_view(model_, names_, contract_, constant);
      view["doc"] = comment(constant.doc, {}, constant.history.since);
      view["deprecated"] = deprecated(constant.history);
      constants.push_back(std::move(view));
    }
    Json keys = cpp::keys_view(model_, names_, contract_);
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i]["doc"] = comment(contract_.keys[i].doc);
    Json signals = cpp::signals_view(model_, names_, contract_);
    const bool has_signals = !signals.empty();
    Json plan_tables = tables.finish(generated_, converters(plan), defaults_);
    return {
        {"path", comment_name(contract_.path)},
        {"stem", names_.stem(contract_)},
        {"package", contract_.package},
        {"version", contract_.version},
        {"fingerprint", compat::contract_fingerprint(fingerprints)},
        {"namespace", names_.name_space(contract_)},
        {"plan_name", names_.of_contract("plan", contract_)},
        {"keys_name", names_.of_contract("keys", contract_)},
        {"doc", comment(contract_.doc)},
        {"has_deprecated", model::has_deprecated(model_, contract_)},
        {"includes", includes()},
        {"forward", forward_declarations()},
        {"declarations", std::move(declarations)},
        {"constants", std::move(constants)},
        {"has_keys", !keys.empty()},
        {"keys", std::move(keys)},
        {"has_signals", has_signals},
        {"signals", std::move(signals)},
        {"enumerations", all_enumerations(enumerations, open_enumerations)},
        {"enums", std::move(enumerations)},
        {"open_enums", std::move(open_enumerations)},
        {"has_shapes", !shapes.empty()},
        {"shapes", std::move(shapes)},
        {"defaults", defaults_},
        {"wrappers", std::move(wrappers)},
        {"entries", std::move(entries)},
        {"patterns", patterns()},
        {"plan", std::move(plan_tables)},
        {"has_converters", !converters_.empty()},
        {"converters", converters_},
        {"natives", natives()},
        {"has_rules", has_rules()},
    };
  }

 private:
  /// The functions of `convert` steps, as the plan names them; notes what users have to define.
  std::vector<std::string> converters(const OwnedPlan& plan) {
    std::vector<std::string> functions;
    for (const model::Migration& migration : contract_.migrations) {
      if (!plan.type_of(migration.type)) continue;
      for (const model::MigrationStep& step : migration.steps) {
        if (step.action != model::MigrationStep::Action::convert) continue;
        functions.push_back(converter(migration, step));
      }
    }
    return functions;
  }

  std::string converter(const model::Migration& migration, const model::MigrationStep& step) {
    static const model::Contract nowhere;  // so that all names are qualified
    const std::string to = names_.owned(*step.new_type, nowhere);
    const std::string parameter =
        parameter_of(*step.old_type, names_.owned(*step.old_type, nowhere));
    const std::string function = names_.function(step.to);
    const std::size_t split = function.rfind("::");
    const Json declared = {
        {"namespace", function.substr(0, split)},
        {"doc",
         line_comment_text("`" + step.field + "` of " + model_.declarations[migration.type].name +
                           " in documents of version " + std::to_string(migration.from) +
                           ", for version " + std::to_string(migration.to) + ".")},
        {"to", to},
        {"function", function.substr(split + 2)},
        {"parameter", parameter},
    };
    const auto same = [&](const Json& other) {
      return other["namespace"] == declared["namespace"] &&
             other["function"] == declared["function"] &&
             other["parameter"] == declared["parameter"] && other["to"] == declared["to"];
    };
    if (std::none_of(converters_.begin(), converters_.end(), same)) converters_.push_back(declared);
    return "tally::convert<" + names_.view(*step.old_type) + ", " + names_.view(*step.new_type) +
           ", " + parameter + ", " + to + ", " + names_.function_in_scope(step.to) + ">";
  }

  /// What is as small as a reference is passed as it is.
  static std::string parameter_of(const TypeExpression& type, const std::string& owned) {
    using model::Kind;
    const bool small = type.form == TypeExpression::Form::builtin && type.builtin != Kind::string &&
                       type.builtin != Kind::bytes && type.builtin != Kind::json;
    return small ? owned : "const " + owned + "&";
  }

  [[nodiscard]] bool has_rules() const {
    return std::any_of(
        contract_.declarations.begin(), contract_.declarations.end(),
        [&](model::DeclarationId id) { return !rules_of(model_.declarations[id]).empty(); });
  }

  /// The functions of native rules, which whoever uses the contract defines.
  [[nodiscard]] Json natives() const {
    Json list = Json::array();
    std::set<std::string> known;
    for (const model::DeclarationId id : contract_.declarations) {
      const Declaration& record = model_.declarations[id];
      for (const model::Rule& rule : rules_of(record)) {
        if (rule.native.empty() || !known.insert(rule.native + " " + record.name).second) continue;
        const std::string function = names_.function(rule.native);
        const std::size_t split = function.rfind("::");
        list.push_back(
            {{"namespace", function.substr(0, split)},
             {"function", function.substr(split + 2)},
             {"view", names_.view(record)},
             {"doc", comment("Whether the rule `" + rule.id + "` of " + record.name +
                             " holds: " + rules::sentence(*record.as<model::Record>(), rule) +
                             ". Defined by the contract's user, once for every "
                             "platform.")}});
      }
    }
    return list;
  }

  static Json all_enumerations(const Json& closed, const Json& open) {
    Json all = closed;
    for (const Json& each : open) all.push_back(each);
    return all;
  }

  /// The plan may hold records of other contracts, whose rules are in their files.
  void note_rules(const OwnedPlan& plan) {
    const plan::Plan view = plan.view();
    for (model::DeclarationId id = 0; id < model_.declarations.size(); ++id) {
      const Declaration& record = model_.declarations[id];
      const std::optional<plan::TypeIndex> type = plan.type_of(id);
      if (type && !rules_of(record).empty())
        generated_.ruled[view.types[*type].rules.data()] = names_.view(record);
    }
  }

  Json rules(const Declaration& declaration, const model::Record& record, const plan::Type& type) {
    Json list = Json::array();
    for (std::size_t i = 0; i < record.rules.size(); ++i) {
      const model::Rule& rule = record.rules[i];
      const std::string function =
          conditions_.helper(names_.snake(declaration.name) + "_" + names_.snake(rule.id));
      const std::string judge =
          "tally::rule::judge<" + names_.type_name(declaration) + ", rules::" + function + ">";
      list.push_back({{"source", line_comment_text(rules::statement(record, rule))},
                      {"function", function},
                      {"view", names_.type_name(declaration)},
                      {"unused", !cpp::reads_record(rule)},
                      {"body", cpp::rule_body(model_, names_, rule)},
                      {"row", cpp::PlanTables::rule(type.rules[i], judge)}});
    }
    return list;
  }

  /// Notes the records and unions of this contract that a type names before they are declared,
  /// which only recursive types do.
  void note_undeclared(const TypeExpression& type, const Declaration& owner) {
    for (const TypeExpression& element : type.element) note_undeclared(element, owner);
    if (type.form != TypeExpression::Form::declared) return;
    const Declaration& target = model_.declarations[type.declared];
    if (const auto* alias = target.as<model::Alias>()) return note_undeclared(alias->type, owner);
    const bool has_struct =
        target.as<model::Record>() != nullptr || target.as<model::Union>() != nullptr;
    if (!has_struct || target.contract != id_ || declared_.contains(&target) || &target == &owner)
      return;
    forward_.push_back(names_.type_name(target));
  }

  /// Whether values of the type hold, at any depth, what is not defined yet but for `owner`. Where
  /// a member is initialised compilers may need the destructor of all of it.
  bool holds_undefined(const TypeExpression& type, const Declaration& owner) {
    std::set<const Declaration*> seen;
    const bool found = holds_undefined(type, owner, seen);
    if (!found) finished_.merge(seen);
    return found;
  }

  bool holds_undefined(const TypeExpression& type, const Declaration& owner,
                       std::set<const Declaration*>& seen) const {
    for (const TypeExpression& element : type.element) {
      if (holds_undefined(element, owner, seen)) return true;
    }
    if (type.form != TypeExpression::Form::declared) return false;
    const Declaration& target = model_.declarations[type.declared];
    if (target.contract != id_ || finished_.contains(&target) || !seen.insert(&target).second)
      return false;
    if (target.as<model::Enumeration>() != nullptr) return false;
    if (const auto* named = named_type(target)) return holds_undefined(*named, owner, seen);
    if (&target != &owner && !declared_.contains(&target)) return true;
    const auto in_variant = [&](const model::Variant& variant) {
      return holds_undefined(use_of(variant.record), owner, seen);
    };
    const auto in_field = [&](const model::Field& field) {
      return holds_undefined(field.type, owner, seen);
    };
    const auto fields = fields_of(target);
    const auto variants = variants_of(target);
    return std::any_of(fields.begin(), fields.end(), in_field) ||
           std::any_of(variants.begin(), variants.end(), in_variant);
  }

  static TypeExpression use_of(model::DeclarationId declared) {
    TypeExpression use;
    use.form = TypeExpression::Form::declared;
    use.declared = declared;
    return use;
  }

  [[nodiscard]] Json forward_declarations() const {
    const std::set<std::string> names(forward_.begin(), forward_.end());
    return names;
  }

  [[nodiscard]] Json includes() const {
    Json stems = Json::array();
    for (const model::Import& import : contract_.imports)
      stems.push_back(names_.stem(model_.contracts[import.contract]));
    return stems;
  }

  /// `type` is what the plan has; null if nothing in it is of that declaration.
  Json declare(const Declaration& declaration, const plan::Type* type, cpp::PlanTables& tables) {
    const auto* named = named_type(declaration);
    Json view = {
        {"name", names_.type_name(declaration)},
        {"record", names_.type_name(declaration)},  // where `name` is a field's
        {"qualified", names_.qualified(declaration)},
        {"snake", names_.snake(declaration.name)},
        {"doc", comment(declaration.doc, std::string(unit_of(declaration)),
                        declaration.history.since, named != nullptr && named->sensitive)},
        {"deprecated", deprecated(declaration.history)},
        {"is_record", declaration.as<model::Record>() != nullptr},
        {"is_enum", declaration.as<model::Enumeration>() != nullptr && !is_open(declaration)},
        {"is_open_enum", is_open(declaration)},
        {"is_union", declaration.as<model::Union>() != nullptr},
        {"is_newtype", declaration.as<model::Newtype>() != nullptr},
        {"is_alias", declaration.as<model::Alias>() != nullptr},
        {"is_compared", is_compared(declaration)},
        {"names", helper(names_.snake(declaration.name) + "_names")},
    };
    std::visit([&](const auto& form) { add_form(view, declaration, form, type, tables); },
               declaration.form);
    return view;
  }

  [[nodiscard]] bool is_compared(const Declaration& declaration) const {
    return shared_.compared.contains(
        static_cast<model::DeclarationId>(&declaration - model_.declarations.data()));
  }

  void add_form(Json& view, const Declaration& declaration, const model::Newtype& newtype,
                const plan::Type* /*type*/, cpp::PlanTables& /*tables*/) {
    add_wrapper(view, declaration, newtype.type);
  }

  void add_form(Json& view, const Declaration& declaration, const model::Alias& alias,
                const plan::Type* /*type*/, cpp::PlanTables& /*tables*/) {
    add_wrapper(view, declaration, alias.type);
  }

  void add_wrapper(Json& view, const Declaration& declaration, const TypeExpression& type) {
    note_undeclared(type, declaration);
    const std::string owner = names_.snake(declaration.name);
    const std::vector<std::string> conditions = conditions_.of(type, "value", owner);
    view["owned"] = names_.owned(type, contract_);
    view["view"] = names_.view(type);
    view["conditions"] = conditions;
    view["unused"] = conditions.empty();
  }

  void add_form(Json& view, const Declaration& declaration, const model::Enumeration& enumeration,
                const plan::Type* type, cpp::PlanTables& tables) {
    const std::vector<std::string> names = names_.values(declaration);
    if (type != nullptr) {
      std::vector<std::string> rows;
      for (const plan::Member& value : type->members)
        rows.push_back(tables.member(*type, value, {}));
      view["wires"] = cpp::filled(rows);
      generated_.members[type->members.data()] = view["names"].get<std::string>();
    }
    Json values = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      values.push_back(
          {{"name", names[i]},
           {"doc", comment(enumeration.values[i].doc, {}, enumeration.values[i].history.since)},
           {"deprecated", deprecated(enumeration.values[i].history)}});
    }
    if (enumeration.open) {
      // In views it is a string, and any string is sound.
      view["view"] = names_.view(declaration);
      view["unused"] = true;
    }
    view["known"] = names_.nested("Known", declaration);
    view["underlying"] = cpp::underlying_type(declaration);
    view["count"] = std::to_string(names.size());
    view["values"] = std::move(values);
  }

  /// How a member with a default is initialised where that is short; else a function makes it.
  [[nodiscard]] std::optional<std::string> initialiser(const model::Field& field) const {
    if (!field.default_value) return std::nullopt;
    const Json value = Json::parse(field.default_value->json, nullptr, false);
    const model::Resolved resolved = model::resolve(model_, field.type);
    switch (resolved.base->form) {
      case TypeExpression::Form::list:
      case TypeExpression::Form::map:
        return value.empty() ? std::optional<std::string>("{}") : std::nullopt;
      case TypeExpression::Form::nullable:
        return value.is_null() ? std::optional<std::string>("{}") : std::nullopt;
      case TypeExpression::Form::declared: {
        const auto value_name =
            cpp::literal_of(model_, names_, field.type, field.default_value->json);
        return value_name ? std::optional(" = " + *value_name) : std::nullopt;
      }
      case TypeExpression::Form::builtin:
        break;
    }
    const std::optional<std::string> literal =
        cpp::literal_of(model_, names_, field.type, field.default_value->json);
    if (!literal || field.type.form == TypeExpression::Form::builtin) {
      return literal ? " = " + *literal : literal;
    }
    const Declaration& wrapper = model_.declarations[field.type.declared];
    const auto* newtype = wrapper.as<model::Newtype>();
    const bool simple = newtype != nullptr && newtype->type.form == TypeExpression::Form::builtin;
    return simple ? std::optional("{" + *literal + "}") : std::nullopt;
  }

  void add_form(Json& view, const Declaration& declaration, const model::Record& record,
                const plan::Type* planned, cpp::PlanTables& tables) {
    const plan::Type& type = *planned;
    const RecordLayout layout = layout_of(model_, record);
    const std::vector<std::string> names = names_.fields(declaration);
    const std::string snake = names_.snake(declaration.name);
    const std::string name = names_.type_name(declaration);
    const std::string members = conditions_.helper(snake + "_members");
    Json fields = Json::array();
    Json rows = Json::array();
    std::vector<std::string> conditions;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const model::Field& field = record.fields[i];
      const std::string owner = snake + "_" + names_.snake(field.name);
      add_conditions(conditions, field, i, "value." + names[i], owner);
      const std::string owned = names_.owned(field.type, contract_);
      const std::string constant = field.default_value ? helper(owner + "_default") : std::string();
      const std::string text = constant.empty() ? "" : constant + "_text";
      if (field.default_value) {
        defaults_.push_back(
            {{"name", text}, {"text", cpp_string_literal(field.default_value->json)}});
      }
      rows.push_back("{" + tables.member(type, type.members[i], text) + ", TALLY_PLACE(" + name +
                     ", " + names[i] + ")}");
      // A list of what is not declared yet cannot be initialised here; it begins empty all the
      // same.
      note_undeclared(field.type, declaration);
      const bool early = holds_undefined(field.type, declaration);
      const auto initial = early ? std::optional<std::string>("") : initialiser(field);
      fields.push_back({
          {"name", names[i]},
          {"index", std::to_string(i)},
          {"doc", comment(field.doc, field.unit, field.history.since, field.type.sensitive)},
          {"deprecated", deprecated(field.history)},
          {"optional", field.optional},
          {"owned", field.optional ? "std::optional<" + owned + ">" : owned},
          {"view", names_.view(field.type)},
          {"key", cpp_string_literal(json_string(field.wire) + ":")},
          {"default", field.default_value ? Json(constant) : Json(false)},
          {"initial", !field.default_value ? (early ? "" : "{}")
                      : initial            ? *initial
                                           : " = " + constant + "()"},
          {"made", field.default_value.has_value() && !initial},
      });
    }
    const bool keeps = record.unknown == model::Unknown::keep;
    if (!names.empty()) {
      conditions.insert(conditions.begin(),
                        "value.present.covers(tally::record::required<" + members + ">)");
      generated_.members[type.members.data()] =
          "tally::record::in_documents<view::" + members + ">";
    }
    if (keeps) {
      conditions.push_back("tally::record::all_unknown(value.unknown_members, " + name +
                           "::tally_record)");
    }
    Json rules = this->rules(declaration, record, type);
    for (const Json& rule : rules)
      conditions.push_back("rules::" + rule["function"].get<std::string>() + "(value)");
    add_tables(view, name, record, layout, names.empty() ? "" : members);
    view["members"] = members;
    view["fields"] = std::move(fields);
    view["rows"] = std::move(rows);
    view["has_rules"] = !rules.empty();
    view["rule_count"] = std::to_string(rules.size());
    view["rules"] = std::move(rules);
    view["has_native"] = std::any_of(record.rules.begin(), record.rules.end(),
                                     [](const model::Rule& rule) { return !rule.native.empty(); });
    view["count"] = std::to_string(names.size());
    view["keeps"] = keeps;
    view["position"] = names_.nested("Position", declaration);
    view["positions"] = positions(names);
    view["is_empty"] = names.empty();
    view["unused"] = conditions.empty();
    view["conditions"] =
        conditions.empty() ? std::vector<std::string>{"true"} : std::move(conditions);
  }

  static std::string positions(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i)
      list += (i == 0 ? "" : ", ") + names[i] + " = " + std::to_string(i);
    return list;
  }

  void add_conditions(std::vector<std::string>& conditions, const model::Field& field,
                      std::size_t index, const std::string& access, const std::string& owner) {
    std::vector<std::string> parts = conditions_.of(field.type, access, owner);
    if (parts.empty()) return;
    if (field.optional) {
      const std::string absent = "!value.present.has(" + std::to_string(index) + ")";
      conditions.push_back(Conditions::either(absent, parts));
    } else {
      conditions.insert(conditions.end(), parts.begin(), parts.end());
    }
  }

  /// What is made of the table of a record's members; `members` is empty if there are none.
  static void add_tables(Json& view, const std::string& name, const model::Record& record,
                         const RecordLayout& layout, const std::string& members) {
    const bool keeps = record.unknown == model::Unknown::keep;
    const std::string unknown =
        "tally::plan::Unknown::" + std::string(model::name_of(record.unknown));
    const std::string kept = "offsetof(" + name + ", unknown_members)";
    const std::string kept_in_owned = "offsetof(" + name + "::tally_owned, unknown_members)";
    const std::string of = members.empty() ? "" : "<" + members + ">";
    view["table"] = members.empty()
                        ? "{.unknown = " + unknown + ", .view_size = sizeof(" + name + ")" +
                              (keeps ? ", .kept_offset = " + kept : ", .is_plain = true") + "}"
                        : "tally::record::record_of<" + name + ", " + members + ">(" + unknown +
                              (keeps ? ", " + kept : "") + ")";
    view["written"] = "{" + (members.empty() ? "nullptr" : "tally::record::write" + of) +
                      (keeps ? ", " + kept : "") + "}";
    view["owning"] = "{" + (members.empty() ? "{}" : "tally::record::owners" + of) +
                     (keeps ? ", " + kept + ", " + kept_in_owned : "") + "}";
    view["orders"] = members.empty() ? "{}" : "tally::record::orders" + of;
    view["size"] = std::to_string(layout.size);
    std::string offsets;
    for (const std::uint32_t offset : layout.offsets)
      offsets += (offsets.empty() ? "" : ", ") + std::to_string(offset);
    view["offsets"] = "{" + offsets + "}";
  }

  void add_form(Json& view, const Declaration& declaration, const model::Union& tagged,
                const plan::Type* planned, cpp::PlanTables& tables) {
    const plan::Type& type = *planned;
    const std::vector<std::string> names = names_.variants(declaration);
    bool early = false;  // something that it holds is not defined yet
    Json variants = Json::array();
    Json rows = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const model::Variant& variant = tagged.variants[i];
      const Declaration& record = model_.declarations[variant.record];
      const TypeExpression use = use_of(variant.record);
      early = holds_undefined(use, declaration) || early;
      rows.push_back(tables.member(type, type.members[i], {}));
      variants.push_back({
          {"name", names[i]},
          {"doc", comment(variant.doc)},
          {"owned", record.name == "Tag" ? names_.qualified(record) : names_.owned(use, contract_)},
          {"view", names_.view(use)},
      });
    }
    generated_.members[type.members.data()] =
        "view::" + names_.type_name(declaration) + "::tally_names";
    view["tag_enum"] = names_.nested("Tag", declaration);
    view["tag"] = cpp_string_literal(tagged.tag);
    view["count"] = std::to_string(names.size());
    view["initial"] = tagged.simplest == 0
                          ? (early ? "" : "{}")
                          : "{std::in_place_index<" + std::to_string(tagged.simplest) + ">}";
    view["rows"] = std::move(rows);
    view["variants"] = std::move(variants);
  }

  [[nodiscard]] Json entry_point(const Declaration& declaration) const {
    const bool alias = declaration.as<model::Alias>() != nullptr;
    const auto* type = named_type(declaration);
    const bool has_function = type != nullptr || is_open(declaration);
    const std::string home = names_.name_space(contract_);
    const std::string qualified = model::qualified_name(model_, declaration);
    const bool has_view =
        declaration.as<model::Record>() != nullptr || declaration.as<model::Union>() != nullptr;
    return {
        {"name", names_.type_name(declaration)},
        {"full_name", cpp_string_literal(qualified)},
        {"owned", names_.qualified(declaration)},
        {"view", type != nullptr ? names_.view(*type) : names_.view(declaration)},
        {"validate", has_function
                         ? conditions_.function(declaration)
                         : names_.scope(contract_) + (has_view ? "::view" : "") + "::validate"},
        {"contract", alias ? home + "::" + names_.alias_struct(declaration)
                           : "tally::Contract<" + names_.qualified(declaration) + ">"},
        {"alias_struct", alias ? Json(names_.alias_struct(declaration)) : Json(false)},
        {"is_alias", alias},
    };
  }

  [[nodiscard]] Json patterns() const {
    Json patterns = Json::array();
    for (const cpp::PatternConstant& constant : conditions_.patterns()) {
      const CompiledPattern& pattern = *constant.pattern;
      patterns.push_back({
          {"name", constant.name},
          {"source", cpp_string_literal(pattern.source)},
          {"classes", byte_classes(pattern.class_of)},
          {"is_narrow", !pattern.narrow.empty()},
          {"narrow", wrapped(pattern.narrow)},
          {"is_wide", !pattern.wide.empty()},
          {"wide", wrapped(pattern.wide)},
          {"by_characters", !pattern.characters.empty()},
          {"characters", wrapped(pattern.characters)},
          {"character_rows", std::to_string(pattern.characters.size())},
          {"start", std::to_string(pattern.start)},
          {"first_accepting", std::to_string(pattern.first_accepting)},
          {"first_sink", std::to_string(pattern.first_sink)},
      });
    }
    return patterns;
  }

  /// A name of this file alone.
  std::string helper(const std::string& wanted) { return conditions_.helper(wanted); }

  /// A JSON string; nlohmann's writer escapes as RFC 8785 does.
  static std::string json_string(const std::string& text) { return Json(text).dump(); }

  const Shared& shared_;
  const model::Model& model_;
  const Names& names_;
  model::ContractId id_;
  const model::Contract& contract_;
  Conditions conditions_;
  std::set<const Declaration*> declared_;  // so far
  std::set<const Declaration*> finished_;  // with all that they hold
  std::vector<std::string> forward_;       // named before they were declared
  Json converters_ = Json::array();        // functions that users define
  Json defaults_ = Json::array();          // constants with JSON
  cpp::Tables generated_;
};

/// Whether values of the kind are among those of the type.
bool mentions(const TypeExpression& type, plan::Kind kind) {
  if (type.form == TypeExpression::Form::builtin) return type.builtin == kind;
  return std::any_of(type.element.begin(), type.element.end(),
                     [&](const TypeExpression& element) { return mentions(element, kind); });
}

bool mentions(const Declaration& declaration, plan::Kind kind) {
  const auto* type = named_type(declaration);
  const auto fields = fields_of(declaration);
  return (type != nullptr && mentions(*type, kind)) ||
         std::any_of(fields.begin(), fields.end(),
                     [&](const model::Field& field) { return mentions(field.type, kind); });
}

/// In the order by which runtime/js/views.js asks for them.
Json text_forms(const model::Model& model) {
  using plan::Kind;
  constexpr std::pair<const char*, Kind> all[] = {
      {"uuid", Kind::uuid}, {"timestamp", Kind::timestamp}, {"decimal", Kind::decimal},
      {"date", Kind::date}, {"time", Kind::time},           {"duration", Kind::duration},
  };
  Json forms = Json::array();
  for (const auto& [name, kind] : all) {
    const bool used = std::any_of(
        model.declarations.begin(), model.declarations.end(),
        [&, kind = kind](const Declaration& declaration) { return mentions(declaration, kind); });
    forms.push_back({{"kind", name}, {"used", used}});
  }
  return forms;
}

}  // namespace

TemplateData cpp_data(const model::Model& model, const Definition& definition,
                      const Json& options) {
  const auto shared = std::make_shared<const Shared>(model, definition);
  Json contracts = Json::array();
  for (model::ContractId id = 0; id < model.contracts.size(); ++id)
    contracts.push_back(ContractView(*shared, id).heading());
  const bool deprecates =
      std::any_of(model.contracts.begin(), model.contracts.end(),
                  [&](const auto& contract) { return model::has_deprecated(model, contract); });
  const std::string fingerprint = set_fingerprint(model, shared->published);
  return {{{"contracts", std::move(contracts)},
           {"namespace", option(options, "namespace", "contracts")},
           {"fingerprint", fingerprint},
           {"export", "tally_contract_set_" + fingerprint},
           {"has_deprecated", deprecates},
           {"text_forms", text_forms(model)}},
          [shared](model::ContractId id) { return ContractView(*shared, id).build(); },
          cpp::fold};
}

}  // namespace tally::compiler::targets
