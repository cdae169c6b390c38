#include "targets/model/model_json.h"

#include <string>
#include <string_view>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/quote.h"
#include "rules/wording.h"
#include "targets/model/expressions.h"
#include "targets/model/literals.h"
#include "targets/model/spelling.h"
#include "targets/template_data.h"

namespace tally::compiler::targets {
namespace {

using model::Declaration;
using model::TypeExpression;

constexpr int form_version = 1;

class Writer {
 public:
  Writer(const model::Model& model, const Definition& definition, const Sources* sources)
      : model_(model), spelling_(definition), sources_(sources) {}

  Json contract(const model::Contract& contract) const {
    Json imports = Json::array();
    for (const model::Import& import : contract.imports) {
      if (import.alias.empty()) continue;
      const model::Contract& target = model_.contracts[import.contract];
      imports.push_back(
          {{"alias", import.alias}, {"package", target.package}, {"path", target.path}});
    }
    Json types = Json::array();
    for (const model::DeclarationId id : contract.declarations)
      types.push_back(declaration(model_.declarations[id]));
    Json tests = Json::array();
    for (const model::Test& test : contract.tests) tests.push_back(this->test(test));
    Json migrations = Json::array();
    for (const model::Migration& migration : contract.migrations)
      migrations.push_back(this->migration(migration));
    Json constants = Json::array();
    for (const model::Constant& constant : contract.constants)
      constants.push_back(this->constant(constant));
    Json keys = Json::array();
    for (const model::Key& key : contract.keys) keys.push_back(this->key(key));
    return {
        {"path", contract.path},
        {"stem", contract.stem},
        {"package", contract.package},
        {"version", contract.version},
        {"doc", contract.doc},
        {"unknown", model::name_of(contract.unknown)},
        {"limits",
         {{"bytes", contract.limits.bytes},
          {"depth", contract.limits.depth},
          {"issues", contract.limits.issues}}},
        {"imports", std::move(imports)},
        {"types", std::move(types)},
        {"constants", std::move(constants)},
        {"keys", std::move(keys)},
        {"tests", std::move(tests)},
        {"version_field", contract.version_field},
        {"migrations", std::move(migrations)},
    };
  }

 private:
  Json constant(const model::Constant& constant) const {
    Json json = {{"name", constant.name},
                 {"names", names(constant.name)},
                 {"type", type(constant.type)},
                 {"json", constant.json},
                 {"value", literal(model_, spelling_, constant.json, constant.type)},
                 {"doc", constant.doc},
                 {"history", history(constant.history)}};
    add_place(json, constant.span);
    return json;
  }

  Json key(const model::Key& key) const {
    Json levels = Json::array();
    for (const std::string_view level : model::levels(key.pattern)) {
      const bool placeholder = level.front() == '{';
      levels.push_back({{"text", placeholder ? level.substr(1, level.size() - 2) : level},
                        {"is_placeholder", placeholder}});
    }
    Json json = {{"pattern", key.pattern},
                 {"levels", std::move(levels)},
                 {"type", name(key.type)},
                 {"buffer", model::name_of(key.buffer)},
                 {"capacity", key.capacity},
                 {"access", model::name_of(key.access)},
                 {"doc", key.doc}};
    add_place(json, key.span);
    return json;
  }

  static Json simulation(const std::optional<model::Simulation>& simulation) {
    if (!simulation) return nullptr;
    Json parameters = Json::array();
    for (const auto& parameter : simulation->parameters) {
      if (parameter.name == "value" || parameter.name == "weight") continue;
      parameters.push_back({{"name", parameter.name}, {"value", parameter.text}});
    }
    Json choices = Json::array();
    for (std::size_t i = 0; i < simulation->values.size(); ++i)
      choices.push_back({{"json", simulation->values[i]}, {"weight", simulation->weights[i]}});
    return {{"generator", model::name_of(simulation->spec.generator)},
            {"parameters", std::move(parameters)},
            {"choices", std::move(choices)}};
  }

  /// Generated files must not change when a line is added to a contract, so they have no places.
  void add_place(Json& json, Span span) const {
    if (sources_ == nullptr) return;
    const Position position = sources_->position(span);
    json["place"] = {{"line", position.line}, {"column", position.column}};
  }

  Json names(const std::string& name) const { return spelling_.names(name); }

  std::string name(model::DeclarationId id) const {
    return qualified_name(model_, model_.declarations[id]);
  }

  /// The limit is given as its source text, which is exact. `field`: null where it belongs to none.
  Json constraint(const model::Constraint& constraint, const Json& field) const {
    const std::string keyword(model::name_of(constraint.keyword));
    const std::string quoted = js_string_literal(constraint.text);
    Json data = spelling_data();
    data["value"] = constraint.text;
    data["quoted"] = quoted;
    data["field"] = field;
    data["name"] = keyword;
    return {{"keyword", keyword},
            {"value", constraint.text},
            {"unit", model::name_of(constraint.unit)},
            {"quoted", quoted},
            {"constant", constraint.constant.empty() ? Json() : Json(constraint.constant)},
            {"spelled", spelling_(keyword, data, keyword + " " + constraint.text)}};
  }

  Json constraints(const std::vector<model::Constraint>& list) const {
    Json json = Json::array();
    for (const model::Constraint& each : list) json.push_back(constraint(each, nullptr));
    return json;
  }

  Json spelled_type(std::string_view word, const std::string& name, const std::string& element,
                    const std::string& otherwise) const {
    Json data = spelling_data();
    data["name"] = name;
    data["names"] = names(name);
    data["element"] = element;
    return spelling_(word, data, otherwise);
  }

  /// A use of a type in the words of the target; null where these do not know all of it.
  Json spelled_type(const TypeExpression& type) const {
    std::string element;
    if (!type.element.empty()) {
      const Json spelled = spelled_type(type.element.front());
      if (spelled.is_null()) return nullptr;
      element = spelled;
    }
    switch (type.form) {
      case TypeExpression::Form::builtin: {
        const std::string word(model::name_of(type.builtin));
        return spelled_type(word, word, element, word);
      }
      case TypeExpression::Form::declared: {
        const Declaration& declaration = model_.declarations[type.declared];
        return spelled_type("type", declaration.name, element, declaration.name);
      }
      case TypeExpression::Form::list:
        return spelled_type("list", "list", element, "list<" + element + ">");
      case TypeExpression::Form::map:
        return spelled_type("map", "map", element, "map<" + element + ">");
      case TypeExpression::Form::nullable:
        return spelled_type("nullable", "nullable", element, element + " | null");
    }
    return nullptr;
  }

  /// What a field comes down to when newtypes, aliases and `| null` are looked through.
  Json resolved(const model::Field& field) const {
    model::Resolved resolved = model::resolve(model_, field.type);
    std::vector<const model::Constraint*> limits = resolved.constraints;
    const bool nullable = resolved.base->form == TypeExpression::Form::nullable;
    if (nullable) {
      resolved = model::resolve(model_, resolved.base->element.front());
      limits.insert(limits.begin(), resolved.constraints.begin(), resolved.constraints.end());
    }
    Json constraints = Json::array();
    for (const model::Constraint* each : limits)
      constraints.push_back(constraint(*each, field_name(model_, spelling_, field)));
    Json values = Json::array();
    const auto* enumeration =
        resolved.declaration == nullptr ? nullptr : resolved.declaration->as<model::Enumeration>();
    if (enumeration != nullptr && !enumeration->open) {
      for (const model::EnumValue& value : enumeration->values) values.push_back(value.wire);
    }
    const std::string kind(kind_of(resolved));
    return {{"kind", kind},
            {"nullable", nullable},
            {"spelled", spelled_type(kind, kind, "", kind)},
            {"constraints", std::move(constraints)},
            {"values", std::move(values)}};
  }

  static std::string_view kind_of(const model::Resolved& resolved) {
    if (resolved.declaration != nullptr) return model::word_of(*resolved.declaration);
    if (resolved.base->form == TypeExpression::Form::list) return "list";
    if (resolved.base->form == TypeExpression::Form::map) return "map";
    return model::name_of(resolved.base->builtin);
  }

  Json type(const TypeExpression& expression) const {
    Json json = Json::object();
    switch (expression.form) {
      case TypeExpression::Form::builtin:
        json["form"] = "builtin";
        json["name"] = model::name_of(expression.builtin);
        json["encoding"] = model::name_of(expression.encoding);
        if (expression.builtin == model::Kind::timestamp) json["as_millis"] = expression.as_millis;
        if (expression.builtin == model::Kind::decimal) {
          json["precision"] = expression.precision;
          json["scale"] = expression.scale;
        }
        break;
      case TypeExpression::Form::declared:
        json["form"] = "declared";
        json["name"] = name(expression.declared);
        break;
      case TypeExpression::Form::list:
        json["form"] = "list";
        break;
      case TypeExpression::Form::map:
        json["form"] = "map";
        break;
      case TypeExpression::Form::nullable:
        json["form"] = "nullable";
        break;
    }
    json["sensitive"] = expression.sensitive;
    json["spelled"] = spelled_type(expression);
    json["constraints"] = constraints(expression.constraints);
    if (expression.form == TypeExpression::Form::map) json["keys"] = constraints(expression.keys);
    if (!expression.element.empty()) json["element"] = type(expression.element.front());
    return json;
  }

  Json declaration(const Declaration& declaration) const {
    Json json = {
        {"name", declaration.name},
        {"qualified", qualified_name(model_, declaration)},
        {"names", names(declaration.name)},
        {"form", model::word_of(declaration)},
        {"is_record", declaration.as<model::Record>() != nullptr},
        {"is_newtype", declaration.as<model::Newtype>() != nullptr},
        {"is_alias", declaration.as<model::Alias>() != nullptr},
        {"is_enum", declaration.as<model::Enumeration>() != nullptr},
        {"is_union", declaration.as<model::Union>() != nullptr},
        {"doc", declaration.doc},
        {"history", history(declaration.history)},
        {"inline_variant", declaration.inline_variant},
    };
    std::visit([&](const auto& form) { add_form(json, declaration, form); }, declaration.form);
    json["examples"] = examples(declaration);
    add_place(json, declaration.span);
    return json;
  }

  void add_form(Json& json, const Declaration& declaration, const model::Record& record) const {
    json["unknown"] = model::name_of(record.unknown);
    json["observed"] = record.observed ? Json(record.observed->name) : Json();
    json["fields"] = fields(declaration, record);
    json["rules"] = rules(declaration, record);
    json["reserved"] = former_names(record.reserved);
  }

  void add_form(Json& json, const Declaration&, const model::Newtype& newtype) const {
    json["unit"] = newtype.unit;
    json["type"] = type(newtype.type);
  }

  void add_form(Json& json, const Declaration&, const model::Alias& alias) const {
    json["type"] = type(alias.type);
  }

  void add_form(Json& json, const Declaration& declaration,
                const model::Enumeration& enumeration) const {
    json["values"] = values(declaration, enumeration);
    json["open"] = enumeration.open;
    json["reserved"] = former_names(enumeration.reserved);
  }

  void add_form(Json& json, const Declaration& declaration, const model::Union& tagged) const {
    json["tag"] = tagged.tag;
    json["variants"] = variants(declaration, tagged);
  }

  static Json history(const model::History& history) {
    Json json = {{"since", history.since}, {"deprecated", nullptr}};
    if (history.deprecated) {
      json["deprecated"] = {{"since", history.deprecated->since},
                            {"use", history.deprecated->use},
                            {"message", history.deprecated->message}};
    }
    return json;
  }

  static Json former_names(const std::vector<model::FormerName>& names) {
    Json json = Json::array();
    for (const model::FormerName& name : names) json.push_back(name.name);
    return json;
  }

  /// What a member belongs to: in its scope `name` is its own.
  Json owner(const Declaration& declaration) const {
    return {{"name", declaration.name},
            {"qualified", qualified_name(model_, declaration)},
            {"names", names(declaration.name)}};
  }

  Json fields(const Declaration& declaration, const model::Record& record) const {
    Json json = Json::array();
    for (const model::Field& field : record.fields) {
      json.push_back(
          {{"name", field.name},
           {"names", names(field.name)},
           {"owner", owner(declaration)},
           {"wire", field.wire},
           {"optional", field.optional},
           {"type", type(field.type)},
           {"resolved", resolved(field)},
           {"doc", field.doc},
           {"unit", field.unit},
           {"history", history(field.history)},
           {"renamed_from", former_names(field.renamed_from)},
           {"default", field.default_value ? Json(field.default_value->json) : Json()},
           {"default_value", field.default_value
                                 ? literal(model_, spelling_, field.default_value->json, field.type)
                                 : Json()},
           {"simulation", simulation(field.simulation)}});
      add_place(json.back(), field.span);
    }
    return json;
  }

  static Json names_of(const std::vector<model::FieldName>& names) {
    Json json = Json::array();
    for (const model::FieldName& name : names) json.push_back(name.name);
    return json;
  }

  Json rules(const Declaration& declaration, const model::Record& record) const {
    static constexpr std::string_view forms[] = {"assert", "atLeastOneOf", "exactlyOneOf",
                                                 "requires", "native"};
    Json json = Json::array();
    for (const model::Rule& rule : record.rules) {
      Json requirements = Json::array();
      for (const auto& [field, needs] : rule.requirements) {
        requirements.push_back({{"field", field.name}, {"needs", names_of(needs)}});
      }
      json.push_back(
          {{"id", rule.id},
           {"names", names(rule.id)},
           {"owner", owner(declaration)},
           {"form", forms[static_cast<std::size_t>(rule.form)]},
           {"when", rule.when_text},
           {"assert", rule.text},
           {"fields", names_of(rule.fields)},
           {"requires", std::move(requirements)},
           {"condition", rule.condition ? expression(model_, spelling_, *rule.condition) : Json()},
           {"native", rule.native},
           {"at", rule.at ? rule.at->name : ""},
           {"message", rules::sentence(record, rule)}});
      add_place(json.back(), rule.span);
    }
    return json;
  }

  Json values(const Declaration& declaration, const model::Enumeration& enumeration) const {
    Json json = Json::array();
    for (const model::EnumValue& value : enumeration.values) {
      json.push_back({{"name", value.name},
                      {"names", names(value.name)},
                      {"owner", owner(declaration)},
                      {"wire", value.wire},
                      {"doc", value.doc},
                      {"history", history(value.history)}});
      add_place(json.back(), value.span);
    }
    return json;
  }

  Json variants(const Declaration& owning, const model::Union& tagged) const {
    Json json = Json::array();
    for (const model::Variant& variant : tagged.variants) {
      json.push_back({{"name", variant.name},
                      {"names", names(variant.name)},
                      {"owner", owner(owning)},
                      {"wire", variant.wire},
                      {"record", name(variant.record)},
                      {"shape", declaration(model_.declarations[variant.record])},
                      {"doc", variant.doc}});
      add_place(json.back(), variant.span);
    }
    return json;
  }

  Json examples(const Declaration& declaration) const {
    Json json = Json::array();
    for (const model::Example& example : declaration.examples) {
      json.push_back({{"json", example.json}, {"valid", example.valid}, {"code", example.code}});
      add_place(json.back(), example.span);
    }
    return json;
  }

  Json test(const model::Test& test) const {
    Json issues = Json::array();
    for (const model::ExpectedIssue& issue : test.issues) {
      issues.push_back({{"path", issue.path}, {"code", issue.code}});
    }
    Json json = {{"name", test.name},
                 {"type", name(test.type)},
                 {"json", test.json},
                 {"issues", std::move(issues)}};
    add_place(json, test.span);
    return json;
  }

  Json migration(const model::Migration& migration) const {
    using Action = model::MigrationStep::Action;
    Json steps = Json::array();
    for (const model::MigrationStep& step : migration.steps) {
      Json json = {{"action", model::name_of(step.action)}, {"field", step.field}};
      if (step.action == Action::rename) json["to"] = step.to;
      if (step.action == Action::set) json["json"] = step.to;
      if (step.action == Action::convert) {
        json["using"] = step.to;
        json["old_type"] = type(*step.old_type);
        json["new_type"] = type(*step.new_type);
      }
      if (step.action == Action::map_enum) {
        json["values"] = Json::array();
        for (const auto& value : step.values)
          json["values"].push_back({{"from", value.from}, {"to", value.to}});
      }
      steps.push_back(std::move(json));
    }
    Json json = {{"from", migration.from},
                 {"to", migration.to},
                 {"type", name(migration.type)},
                 {"steps", std::move(steps)}};
    add_place(json, migration.span);
    return json;
  }

  const model::Model& model_;
  Spelling spelling_;
  const Sources* sources_;
};

}  // namespace

Json to_json(const model::Model& model, const Definition& definition, const Sources* sources) {
  const Writer writer(model, definition, sources);
  Json contracts = Json::array();
  for (const model::Contract& contract : model.contracts)
    contracts.push_back(writer.contract(contract));
  return {{"model", form_version}, {"contracts", std::move(contracts)}};
}

TemplateData model_data(const model::Model& model, const Definition& definition,
                        const Json& /*options*/) {
  const auto of_contract = [&model,
                            writer = Writer(model, definition, nullptr)](model::ContractId id) {
    return writer.contract(model.contracts[id]);
  };
  return {to_json(model, definition, nullptr), of_contract};
}

}  // namespace tally::compiler::targets
