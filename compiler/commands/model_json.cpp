#include "commands/model_json.h"

#include <string>
#include <string_view>

#include "model/query.h"
#include "model/vocabulary.h"

namespace tally::compiler {
namespace {

using Json = nlohmann::ordered_json;
using model::Declaration;
using model::TypeExpression;

constexpr int form_version = 1;

std::string_view name_of(model::Unknown unknown) {
  switch (unknown) {
    case model::Unknown::reject:
      return "reject";
    case model::Unknown::drop:
      return "drop";
    case model::Unknown::keep:
      return "keep";
  }
  return {};
}

std::string_view name_of(model::Encoding encoding) {
  switch (encoding) {
    case model::Encoding::natural:
      return "natural";
    case model::Encoding::unix_millis:
      return "unixMillis";
    case model::Encoding::number:
      return "number";
    case model::Encoding::base64url:
      return "base64url";
  }
  return {};
}

std::string_view name_of(Declaration::Form form) {
  switch (form) {
    case Declaration::Form::record:
      return "record";
    case Declaration::Form::newtype:
      return "newtype";
    case Declaration::Form::alias:
      return "alias";
    case Declaration::Form::enumeration:
      return "enum";
    case Declaration::Form::union_:
      return "union";
  }
  return {};
}

class Writer {
 public:
  Writer(const model::Model& model, const Sources& sources) : model_(model), sources_(sources) {}

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
    return {
        {"path", contract.path},
        {"stem", contract.stem},
        {"package", contract.package},
        {"version", contract.version},
        {"doc", contract.doc},
        {"unknown", name_of(contract.unknown)},
        {"limits",
         {{"bytes", contract.limits.bytes},
          {"depth", contract.limits.depth},
          {"issues", contract.limits.issues}}},
        {"imports", std::move(imports)},
        {"types", std::move(types)},
        {"tests", std::move(tests)},
    };
  }

 private:
  Json place(Span span) const {
    const Position position = sources_.position(span);
    return {{"line", position.line}, {"column", position.column}};
  }

  std::string name(model::DeclarationId id) const {
    return qualified_name(model_, model_.declarations[id]);
  }

  /// The limit is given as its source text, which is exact.
  static Json constraints(const std::vector<model::Constraint>& list) {
    Json json = Json::array();
    for (const model::Constraint& constraint : list) {
      json.push_back({{"keyword", model::name_of(constraint.keyword)}, {"value", constraint.text}});
    }
    return json;
  }

  Json type(const TypeExpression& expression) const {
    Json json = Json::object();
    switch (expression.form) {
      case TypeExpression::Form::builtin:
        json["form"] = "builtin";
        json["name"] = model::name_of(expression.builtin);
        json["encoding"] = name_of(expression.encoding);
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
    json["constraints"] = constraints(expression.constraints);
    if (expression.form == TypeExpression::Form::map) json["keys"] = constraints(expression.keys);
    if (!expression.element.empty()) json["element"] = type(expression.element.front());
    return json;
  }

  Json declaration(const Declaration& declaration) const {
    Json json = {
        {"name", declaration.name},
        {"qualified", qualified_name(model_, declaration)},
        {"form", name_of(declaration.form)},
        {"doc", declaration.doc},
        {"history", history(declaration.history)},
        {"inline_variant", declaration.inline_variant},
    };
    switch (declaration.form) {
      case Declaration::Form::record:
        json["unknown"] = name_of(declaration.unknown);
        json["fields"] = fields(declaration);
        json["reserved"] = former_names(declaration.reserved);
        break;
      case Declaration::Form::newtype:
        json["unit"] = declaration.unit;
        [[fallthrough]];
      case Declaration::Form::alias:
        json["type"] = type(declaration.type);
        break;
      case Declaration::Form::enumeration:
        json["values"] = values(declaration);
        json["reserved"] = former_names(declaration.reserved);
        break;
      case Declaration::Form::union_:
        json["tag"] = declaration.tag;
        json["variants"] = variants(declaration);
        break;
    }
    json["examples"] = examples(declaration);
    json["place"] = place(declaration.span);
    return json;
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

  Json fields(const Declaration& record) const {
    Json json = Json::array();
    for (const model::Field& field : record.fields) {
      json.push_back({{"name", field.name},
                      {"wire", field.wire},
                      {"optional", field.optional},
                      {"type", type(field.type)},
                      {"doc", field.doc},
                      {"unit", field.unit},
                      {"history", history(field.history)},
                      {"renamed_from", former_names(field.renamed_from)},
                      {"default", field.default_value ? Json(field.default_value->json) : Json()},
                      {"place", place(field.span)}});
    }
    return json;
  }

  Json values(const Declaration& enumeration) const {
    Json json = Json::array();
    for (const model::EnumValue& value : enumeration.values) {
      json.push_back({{"name", value.name},
                      {"wire", value.wire},
                      {"doc", value.doc},
                      {"history", history(value.history)},
                      {"place", place(value.span)}});
    }
    return json;
  }

  Json variants(const Declaration& tagged) const {
    Json json = Json::array();
    for (const model::Variant& variant : tagged.variants) {
      json.push_back({{"name", variant.name},
                      {"wire", variant.wire},
                      {"record", name(variant.record)},
                      {"doc", variant.doc},
                      {"place", place(variant.span)}});
    }
    return json;
  }

  Json examples(const Declaration& declaration) const {
    Json json = Json::array();
    for (const model::Example& example : declaration.examples) {
      json.push_back({{"json", example.json},
                      {"valid", example.valid},
                      {"code", example.code},
                      {"place", place(example.span)}});
    }
    return json;
  }

  Json test(const model::Test& test) const {
    Json issues = Json::array();
    for (const model::ExpectedIssue& issue : test.issues) {
      issues.push_back({{"path", issue.path}, {"code", issue.code}});
    }
    return {{"name", test.name},
            {"type", name(test.type)},
            {"json", test.json},
            {"issues", std::move(issues)},
            {"place", place(test.span)}};
  }

  const model::Model& model_;
  const Sources& sources_;
};

}  // namespace

Json to_json(const model::Model& model, const Sources& sources) {
  Json contracts = Json::array();
  for (const model::Contract& contract : model.contracts)
    contracts.push_back(Writer(model, sources).contract(contract));
  return {{"model", form_version}, {"contracts", std::move(contracts)}};
}

}  // namespace tally::compiler
