#include "compat/canonical.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "compat/decimal.h"
#include "compat/sha256.h"
#include "compat/uses.h"
#include "model/query.h"
#include "model/vocabulary.h"
#include "rules/canonical.h"

namespace tally::compiler::compat {
namespace {

using model::Declaration;
using model::TypeExpression;

constexpr int form_version = 1;

class Publisher {
 public:
  explicit Publisher(const model::Model& model) : model_(model) {}

  Published run() {
    // Mixins and open generics are among the declarations of no contract: what they make is.
    for (const model::Contract& contract : model_.contracts) {
      for (const model::DeclarationId id : contract.declarations) add(model_.declarations[id]);
    }
    return std::move(out_);
  }

 private:
  void add(const Declaration& declaration) {
    const model::Contract& contract = model_.contracts[declaration.contract];
    const std::string name = qualified_name(model_, declaration);
    out_.places[name] = declaration.span;
    out_.types[name] = {
        std::visit([&](const auto& each) { return form(name, each); }, declaration.form),
        {{"bytes", std::to_string(contract.limits.bytes)},
         {"depth", std::to_string(contract.limits.depth)}},
        contract.version,
        !declaration.inline_variant};
  }

  Json form(const std::string&, const model::Newtype& newtype) {
    Json json = {{"form", "newtype"}, {"type", use(newtype.type)}};
    if (!newtype.unit.empty()) json["unit"] = newtype.unit;
    return json;
  }

  Json form(const std::string&, const model::Alias& alias) {
    return {{"form", "alias"}, {"type", use(alias.type)}};
  }

  Json form(const std::string& name, const model::Record& record) {
    Json fields = Json::array();
    for (const model::Field& field : record.fields) {
      out_.places[name + "/" + field.wire] = field.span;
      Json json = {{"name", field.name},
                   {"wire", field.wire},
                   {"optional", field.optional},
                   {"type", use(field.type)}};
      if (!field.unit.empty()) json["unit"] = field.unit;
      if (field.default_value) json["default"] = canonical_json(field.default_value->json);
      std::set<std::string> old_names;
      for (const model::FormerName& old : field.renamed_from) old_names.insert(old.name);
      if (!old_names.empty()) json["renamedFrom"] = old_names;
      fields.push_back(std::move(json));
    }
    Json json = {{"form", "record"},
                 {"unknown", model::name_of(record.unknown)},
                 {"fields", std::move(fields)}};
    if (!record.rules.empty()) json["rules"] = rules(name, record);
    return json;
  }

  /// By their ids: their order shows in the order of issues only. Messages are for people.
  Json rules(const std::string& name, const model::Record& record) {
    Json rules = Json::object();
    for (const model::Rule& rule : record.rules) {
      out_.places[name + "/" + rule.id] = rule.span;
      Json json = rule.condition ? Json{{"condition", rules::canonical(model_, *rule.condition)}}
                                 : Json{{"native", rule.native}};
      if (rule.place) json["at"] = record.fields[*rule.place].wire;
      rules[rule.id] = std::move(json);
    }
    return rules;
  }

  Json form(const std::string& name, const model::Enumeration& enumeration) {
    Json values = Json::array();
    for (const model::EnumValue& value : enumeration.values) {
      out_.places[name + "/" + value.wire] = value.span;
      values.push_back({{"name", value.name}, {"wire", value.wire}});
    }
    Json json = {{"form", "enum"}, {"values", std::move(values)}};
    if (enumeration.open) json["open"] = true;
    return json;
  }

  Json form(const std::string& name, const model::Union& tagged) {
    Json variants = Json::array();
    for (const model::Variant& variant : tagged.variants) {
      out_.places[name + "/" + variant.wire] = variant.span;
      variants.push_back({{"name", variant.name},
                          {"wire", variant.wire},
                          {"type", qualified_name(model_, model_.declarations[variant.record])}});
    }
    return {{"form", "union"}, {"tag", tagged.tag}, {"variants", std::move(variants)}};
  }

  [[nodiscard]] Json use(const TypeExpression& expression) const {
    using Form = TypeExpression::Form;
    Json json;
    switch (expression.form) {
      case Form::builtin:
        json["kind"] = model::name_of(expression.builtin);
        if (expression.encoding != model::Encoding::natural)
          json["encoding"] = model::name_of(expression.encoding);
        if (expression.as_millis) json["as"] = "millis";
        if (expression.builtin == model::Kind::decimal) {
          json["precision"] = std::to_string(expression.precision);
          json["scale"] = std::to_string(expression.scale);
        }
        break;
      case Form::declared: {
        const Declaration& declaration = model_.declarations[expression.declared];
        // An alias is no type of its own.
        if (const auto* alias = declaration.as<model::Alias>()) {
          json = use(alias->type);
        } else {
          json["ref"] = qualified_name(model_, declaration);
        }
        break;
      }
      case Form::list:
        json = {{"kind", "list"}, {"element", use(expression.element.front())}};
        break;
      case Form::map: {
        Json keys = {{"kind", "string"}};
        for (const model::Constraint& constraint : expression.keys) add_limit(keys, constraint);
        json = {{"kind", "map"},
                {"keys", std::move(keys)},
                {"element", use(expression.element.front())}};
        break;
      }
      case Form::nullable:
        json = {{"kind", "nullable"}, {"element", use(expression.element.front())}};
        break;
    }
    for (const model::Constraint& constraint : expression.constraints) add_limit(json, constraint);
    return json;
  }

  /// The names in documents, in an order of their own: `["id","sku"]`.
  static std::string field_set(const model::Constraint& constraint) {
    std::set<std::string> names;
    for (const model::KeyField& field : constraint.fields) names.insert(field.wire);
    return Json(names).dump();
  }

  /// Limits look through `| null`, so they are put where they apply.
  static void add_limit(Json& use, const model::Constraint& constraint) {
    if (use.value("kind", "") == "nullable") return add_limit(use["element"], constraint);
    std::string text = constraint.text;
    if (model::is_limit(constraint.keyword)) text = canonical_number(constraint.text);
    if (!constraint.fields.empty()) text = field_set(constraint);
    compat::add_limit(use["limits"], limit_name(constraint.keyword, constraint.unit), text);
  }

  const model::Model& model_;
  Published out_;
};

/// Every name that a form refers to.
void collect(const Json& json, std::vector<std::string>& names) {
  if (json.is_array()) {
    for (const Json& item : json) collect(item, names);
  } else if (json.is_object()) {
    if (json.contains("ref")) names.push_back(json["ref"]);
    for (const char* key : {"type", "element", "fields"}) {
      if (json.contains(key)) collect(json[key], names);
    }
    if (json.contains("variants")) {
      for (const Json& variant : json["variants"]) names.push_back(variant["type"]);
    }
  }
}

}  // namespace

PublishedType::PublishedType(Json given, Json limits, std::string number, bool is_entry)
    : form(std::move(given)),
      document(std::move(limits)),
      version(std::move(number)),
      entry(is_entry),
      text(form.dump()) {
  collect(form, refs);
}

std::string limit_name(model::Keyword keyword, model::LengthUnit unit) {
  const std::string word(model::name_of(keyword));
  return unit == model::LengthUnit::characters ? word
                                               : word + " of " + std::string(model::name_of(unit));
}

Published publish(const model::Model& model) {
  return Publisher(model).run();
}

std::string canonical_text(const Published& published, const std::string& name) {
  std::set<std::string> closure;
  std::vector<std::string> open = {name};
  while (!open.empty()) {
    const std::string next = std::move(open.back());
    open.pop_back();
    if (!closure.insert(next).second) continue;
    const std::vector<std::string>& refs = published.types.at(next).refs;
    open.insert(open.end(), refs.begin(), refs.end());
  }
  // Written as nlohmann would write it, without a copy of every form.
  std::string types;
  for (const std::string& each : closure) {
    types += types.empty() ? "{" : ",";
    types += Json(each).dump() + ":" + published.types.at(each).text;
  }
  return "{\"document\":" + published.types.at(name).document.dump() +
         ",\"tally\":" + std::to_string(form_version) + ",\"type\":" + Json(name).dump() +
         ",\"types\":" + types + "}}";
}

std::string fingerprint(const Published& published, const std::string& name) {
  return sha256(canonical_text(published, name));
}

std::map<std::string, std::string> entry_fingerprints(const model::Model& model,
                                                      const Published& published,
                                                      const model::Contract& contract) {
  std::map<std::string, std::string> entries;
  for (const model::DeclarationId id : entry_points(model, contract)) {
    const std::string name = qualified_name(model, model.declarations[id]);
    entries[name] = fingerprint(published, name);
  }
  return entries;
}

std::string contract_fingerprint(const std::map<std::string, std::string>& entries) {
  return sha256(Json(entries).dump());
}

}  // namespace tally::compiler::compat
