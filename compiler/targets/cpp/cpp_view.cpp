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
#include "targets/cpp/literals.h"
#include "targets/cpp/names.h"
#include "targets/cpp/plan_tables.h"
#include "targets/cpp/rules.h"
#include "targets/cpp/values.h"
#include "targets/layout.h"
#include "targets/set_fingerprint.h"
#include "targets/view_model.h"

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

/// What the views of all contracts are made from.
struct Shared {
  Shared(const model::Model& of, const Definition& definition)
      : model(of),
        names(of, definition),
        published(compat::publish(of)),
        patterns(cpp::find_patterns(of)),
        variants(model::variant_records(of)),
        compared(model::compared(of)) {}

  const model::Model& model;
  Names names;
  compat::Published published;
  cpp::Patterns patterns;
  std::set<const Declaration*> variants;
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
    for (const model::DeclarationId id : model::in_dependency_order(model_, contract_)) {
      const Declaration& declaration = model_.declarations[id];
      Json view = declare(declaration);
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
    const auto native = [&](plan::TypeIndex type, std::size_t rule) {
      return native_initialiser(plan, type, rule);
    };
    Json plan_tables = cpp::plan_tables(plan.view(), conditions_, native, converters(plan));
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
        {"enums", std::move(enumerations)},
        {"open_enums", std::move(open_enumerations)},
        {"shapes", std::move(shapes)},
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
        [&](model::DeclarationId id) { return !model_.declarations[id].rules.empty(); });
  }

  /// The functions of native rules, which whoever uses the contract defines.
  [[nodiscard]] Json natives() const {
    Json list = Json::array();
    std::set<std::string> known;
    for (const model::DeclarationId id : contract_.declarations) {
      const Declaration& record = model_.declarations[id];
      for (const model::Rule& rule : record.rules) {
        if (rule.native.empty() || !known.insert(rule.native + " " + record.name).second) continue;
        const std::string function = names_.function(rule.native);
        const std::size_t split = function.rfind("::");
        list.push_back({{"namespace", function.substr(0, split)},
                        {"function", function.substr(split + 2)},
                        {"view", names_.view(record)},
                        {"doc", comment("Whether the rule `" + rule.id + "` of " + record.name +
                                        " holds: " + rules::sentence(record, rule) +
                                        ". Defined by the contract's user, once for every "
                                        "platform.")}});
      }
    }
    return list;
  }

  /// The plan may hold records of other contracts.
  [[nodiscard]] std::string native_initialiser(const OwnedPlan& plan, plan::TypeIndex type,
                                               std::size_t rule) const {
    for (model::DeclarationId id = 0; id < model_.declarations.size(); ++id) {
      const Declaration& record = model_.declarations[id];
      if (record.rules.size() <= rule || plan.type_of(id) != type) continue;
      return "tally::rule::holds_at<" + names_.view(record) + ", " +
             names_.function_in_scope(record.rules[rule].native) + ">";
    }
    return "nullptr";
  }

  Json broken_rules(const Declaration& record) const {
    Json list = Json::array();
    for (const model::Rule& rule : record.rules) {
      list.push_back({{"id", rule.id}, {"broken", cpp::broken_rule(model_, names_, rule)}});
    }
    return list;
  }

  /// Notes the records and unions of this contract that a type names before they are declared,
  /// which only recursive types do.
  void note_undeclared(const TypeExpression& type, const Declaration& owner) {
    for (const TypeExpression& element : type.element) note_undeclared(element, owner);
    if (type.form != TypeExpression::Form::declared) return;
    const Declaration& target = model_.declarations[type.declared];
    if (target.form == Declaration::Form::alias) return note_undeclared(target.type, owner);
    const bool has_struct =
        target.form == Declaration::Form::record || target.form == Declaration::Form::union_;
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
    const bool has_struct =
        target.form == Declaration::Form::record || target.form == Declaration::Form::union_;
    if (!has_struct) return holds_undefined(target.type, owner, seen);
    if (&target != &owner && !declared_.contains(&target)) return true;
    const auto in_variant = [&](const model::Variant& variant) {
      return holds_undefined(use_of(variant.record), owner, seen);
    };
    const auto in_field = [&](const model::Field& field) {
      return holds_undefined(field.type, owner, seen);
    };
    return std::any_of(target.fields.begin(), target.fields.end(), in_field) ||
           std::any_of(target.variants.begin(), target.variants.end(), in_variant);
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

  Json declare(const Declaration& declaration) {
    using Form = Declaration::Form;
    Json view = {
        {"name", names_.type_name(declaration)},
        {"record", names_.type_name(declaration)},  // where `name` is a field's
        {"qualified", names_.qualified(declaration)},
        {"snake", names_.snake(declaration.name)},
        {"doc", comment(declaration.doc, declaration.unit, declaration.history.since,
                        declaration.type.sensitive)},
        {"deprecated", deprecated(declaration.history)},
        {"is_record", declaration.form == Form::record},
        {"is_enum", declaration.form == Form::enumeration && !declaration.open},
        {"is_open_enum", declaration.open},
        {"is_union", declaration.form == Form::union_},
        {"is_newtype", declaration.form == Form::newtype},
        {"is_alias", declaration.form == Form::alias},
        {"is_compared", is_compared(declaration)},
        {"names", helper(names_.snake(declaration.name) + "_names")},
    };
    switch (declaration.form) {
      case Form::record:
        add_record(view, declaration);
        break;
      case Form::enumeration:
        add_enumeration(view, declaration);
        break;
      case Form::union_:
        add_union(view, declaration);
        break;
      case Form::newtype:
      case Form::alias:
        add_wrapper(view, declaration);
        break;
    }
    return view;
  }

  [[nodiscard]] bool is_compared(const Declaration& declaration) const {
    return shared_.compared.contains(
        static_cast<model::DeclarationId>(&declaration - model_.declarations.data()));
  }

  void add_wrapper(Json& view, const Declaration& declaration) {
    note_undeclared(declaration.type, declaration);
    const std::string owner = names_.snake(declaration.name);
    const std::string condition = conditions_.of(declaration.type, "value", owner);
    view["owned"] = names_.owned(declaration.type, contract_);
    view["view"] = names_.view(declaration.type);
    view["condition"] = condition.empty() ? "true" : condition;
    view["unused"] = condition.empty();
  }

  void add_enumeration(Json& view, const Declaration& declaration) {
    const std::vector<std::string> names = names_.values(declaration);
    Json values = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      values.push_back(
          {{"name", names[i]},
           {"wire", cpp_string_literal(declaration.values[i].wire)},
           {"doc", comment(declaration.values[i].doc, {}, declaration.values[i].history.since)},
           {"deprecated", deprecated(declaration.values[i].history)}});
    }
    if (declaration.open) {
      // In views it is a string, and any string is sound.
      view["view"] = names_.view(declaration);
      view["condition"] = "true";
      view["unused"] = true;
    }
    view["known"] = names_.nested("Known", declaration);
    view["underlying"] = cpp::underlying_type(declaration);
    view["count"] = std::to_string(names.size());
    view["values"] = std::move(values);
  }

  static Json masks(const Declaration& record, const RecordLayout& layout) {
    std::vector<std::uint32_t> words(layout.presence_words);
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      if (!record.fields[i].optional) words[i / 32] |= 1U << (i % 32);
    }
    Json masks = Json::array();
    for (const std::uint32_t word : words) masks.push_back(cpp::mask_literal(word));
    return masks;
  }

  /// The names of fields by their length in bytes, for the switch that finds one.
  static Json lengths(const Declaration& record) {
    std::map<std::size_t, Json> by_length;
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      const auto add = [&](const std::string& name) {
        Json& group = by_length[name.size()];
        if (group.is_null()) group = Json::array();
        group.push_back({{"key", cpp_string_literal(name)}, {"index", std::to_string(i)}});
      };
      add(record.fields[i].wire);
      for (const model::FormerName& old : record.fields[i].renamed_from) add(old.name);
    }
    Json groups = Json::array();
    for (auto& [length, keys] : by_length)
      groups.push_back({{"length", std::to_string(length)}, {"keys", keys}});
    return groups;
  }

  /// Every name under which documents carry a field, former ones behind its own.
  static Json spellings(const Declaration& record, const Json& fields) {
    Json all = Json::array();
    const auto add = [&](const std::string& name, const Json& field, const Json& fallback) {
      all.push_back({{"key", cpp_string_literal(name)},
                     {"member", field["name"]},
                     {"index", field["index"]},
                     {"fallback", fallback}});
    };
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      add(record.fields[i].wire, fields[i], fields[i]["default"]);
      for (const model::FormerName& old : record.fields[i].renamed_from)
        add(old.name, fields[i], false);
    }
    return all;
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
    const bool simple = wrapper.form == Declaration::Form::newtype &&
                        wrapper.type.form == TypeExpression::Form::builtin;
    return simple ? std::optional("{" + *literal + "}") : std::nullopt;
  }

  void add_record(Json& view, const Declaration& declaration) {
    const RecordLayout layout = layout_of(model_, declaration);
    const std::vector<std::string> names = names_.fields(declaration);
    Json fields = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const model::Field& field = declaration.fields[i];
      const std::string owner = names_.snake(declaration.name) + "_" + names_.snake(field.name);
      const std::string condition = conditions_.of(field.type, "value." + names[i], owner);
      const std::string owned = names_.owned(field.type, contract_);
      const std::string constant = field.default_value ? helper(owner + "_default") : std::string();
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
          {"condition", condition},
          {"default", field.default_value ? Json(constant) : Json(false)},
          {"default_text",
           field.default_value ? cpp_string_literal(field.default_value->json) : ""},
          {"initial", !field.default_value ? (early ? "" : "{}")
                      : initial            ? *initial
                                           : " = " + constant + "()"},
          {"made", field.default_value.has_value() && !initial},
          {"offset", std::to_string(layout.offsets[i])},
      });
    }
    view["spellings"] = spellings(declaration, fields);
    view["fields"] = std::move(fields);
    view["rules"] = broken_rules(declaration);
    view["has_native"] = std::any_of(declaration.rules.begin(), declaration.rules.end(),
                                     [](const model::Rule& rule) { return !rule.native.empty(); });
    view["count"] = std::to_string(names.size());
    view["size"] = std::to_string(layout.size);
    view["required"] = masks(declaration, layout);
    view["lengths"] = lengths(declaration);
    view["keeps"] = declaration.unknown == model::Unknown::keep;
    view["policy"] = model::name_of(declaration.unknown);
    const std::string snake = names_.snake(declaration.name);
    view["required_mask"] = helper(snake + "_required");
    view["find"] = helper("find_" + snake + "_field");
    view["position"] = names_.nested("Position", declaration);
    view["is_variant"] = shared_.variants.contains(&declaration);
    view["is_empty"] = names.empty();
    view["unused"] = names.empty() && declaration.unknown != model::Unknown::keep;
  }

  void add_union(Json& view, const Declaration& declaration) {
    const std::vector<std::string> names = names_.variants(declaration);
    bool early = false;  // something that it holds is not defined yet
    Json variants = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const model::Variant& variant = declaration.variants[i];
      const Declaration& record = model_.declarations[variant.record];
      const TypeExpression use = use_of(variant.record);
      early = holds_undefined(use, declaration) || early;
      const std::string opening =
          "{" + json_string(declaration.tag) + ":" + json_string(variant.wire);
      variants.push_back({
          {"name", names[i]},
          {"index", std::to_string(i)},
          {"doc", comment(variant.doc)},
          {"wire", cpp_string_literal(variant.wire)},
          {"owned", record.name == "Tag" ? names_.qualified(record) : names_.owned(use, contract_)},
          {"view", names_.view(use)},
          {"opening", cpp_string_literal(opening)},
          {"keeps", record.unknown == model::Unknown::keep},
      });
    }
    const std::string snake = names_.snake(declaration.name);
    view["tags"] = helper(snake + "_tags");
    view["read_variant"] = helper("read_" + snake);
    view["borrow_variant"] = helper("borrow_" + snake);
    view["tag_enum"] = names_.nested("Tag", declaration);
    view["tag"] = cpp_string_literal(declaration.tag);
    view["count"] = std::to_string(names.size());
    view["initial"] = declaration.simplest == 0
                          ? (early ? "" : "{}")
                          : "{std::in_place_index<" + std::to_string(declaration.simplest) + ">}";
    view["variants"] = std::move(variants);
  }

  [[nodiscard]] Json entry_point(const Declaration& declaration) const {
    using Form = Declaration::Form;
    const bool alias = declaration.form == Form::alias;
    const bool wrapper = alias || declaration.form == Form::newtype;
    const bool has_function = wrapper || declaration.open;
    const std::string home = names_.name_space(contract_);
    const std::string qualified = model::qualified_name(model_, declaration);
    const bool has_view = declaration.form == Form::record || declaration.form == Form::union_;
    return {
        {"name", names_.type_name(declaration)},
        {"full_name", cpp_string_literal(qualified)},
        {"owned", names_.qualified(declaration)},
        {"view", wrapper ? names_.view(declaration.type) : names_.view(declaration)},
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
          {"classes", wrapped(pattern.class_of)},
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
};

/// Whether values of the kind are among those of the type.
bool mentions(const TypeExpression& type, plan::Kind kind) {
  if (type.form == TypeExpression::Form::builtin) return type.builtin == kind;
  return std::any_of(type.element.begin(), type.element.end(),
                     [&](const TypeExpression& element) { return mentions(element, kind); });
}

bool mentions(const Declaration& declaration, plan::Kind kind) {
  return mentions(declaration.type, kind) ||
         std::any_of(declaration.fields.begin(), declaration.fields.end(),
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

ViewModel cpp_view(const model::Model& model, const Definition& definition,
                   const Json& /*options*/) {
  const auto shared = std::make_shared<const Shared>(model, definition);
  Json contracts = Json::array();
  for (model::ContractId id = 0; id < model.contracts.size(); ++id)
    contracts.push_back(ContractView(*shared, id).heading());
  const bool deprecates =
      std::any_of(model.contracts.begin(), model.contracts.end(),
                  [&](const auto& contract) { return model::has_deprecated(model, contract); });
  return {{{"contracts", std::move(contracts)},
           {"fingerprint", set_fingerprint(model, shared->published)},
           {"has_deprecated", deprecates},
           {"text_forms", text_forms(model)}},
          [shared](model::ContractId id) { return ContractView(*shared, id).build(); }};
}

}  // namespace tally::compiler::targets
