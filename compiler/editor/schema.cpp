#include "editor/schema.h"

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "diagnose/catalogue.h"
#include "editor/example.h"
#include "language/language.h"
#include "lint/rules.h"

namespace tally::compiler::editor {
namespace {

using Json = nlohmann::ordered_json;
using language::Form;
using language::Key;
using language::Place;
using language::Value;
using language::Words;

/// A name, `list<...>`, `Generic<...>`, each with `| null` behind it; names in lower case are
/// built-in types or begin with the name of an import.
std::string expression_pattern(Words types) {
  std::string builtins;
  for (const auto& type : types) builtins += std::string(type.text) + "|";
  return R"(^\s*()" + builtins +
         R"((list|map)\s*<.*>|([A-Za-z_][A-Za-z0-9_]*\.)?[A-Z][A-Za-z0-9_]*(\s*<.*>)?))" +
         R"((\s*\|\s*null)?\s*$)";
}

class Builder {
 public:
  explicit Builder(Words issue_codes) : issue_codes_(issue_codes) {}

  Json build(const Place& root) {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}};
    schema.update(of_place(root));
    Json definitions = Json::object();
    while (!waiting_.empty()) {
      auto [id, make] = std::move(waiting_.back());
      waiting_.pop_back();
      definitions[id] = make();
    }
    schema["definitions"] = std::move(definitions);
    return schema;
  }

 private:
  Json of_place(const Place& place) {
    Json schema = {{"description", place.doc}, {"type", "object"}};
    Json properties = own_properties(place);
    Json required = Json::array();
    for (const Key& key : place.keys) {
      if (key.required) required.push_back(key.name);
    }
    for (const Place* part = place.more; part != nullptr; part = part->more) {
      const std::string shared = reference(part->id, [this, part] {
        return Json{{"properties", own_properties(*part)}};
      });
      for (const Key& key : part->keys) {
        const std::string name(key.name);
        properties[name] = {{"$ref", shared + "/properties/" + name}};
      }
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    schema["additionalProperties"] = false;
    if (!place.exactly_one.empty()) schema["oneOf"] = any_required(place.exactly_one);
    if (!place.at_most_one.empty()) schema["not"] = {{"required", place.at_most_one}};
    for (const auto& snippet : place.snippets) {
      schema["defaultSnippets"].push_back({{"label", snippet.label},
                                           {"description", snippet.doc},
                                           {"body", json_of(snippet.body)}});
    }
    return schema;
  }

  Json own_properties(const Place& place) {
    Json properties = Json::object();
    for (const Key& key : place.keys) {
      properties[std::string(key.name)] = of_key(key);
    }
    return properties;
  }

  static Json any_required(std::span<const std::string_view> keys) {
    Json list = Json::array();
    for (const auto key : keys) list.push_back({{"required", {key}}});
    return list;
  }

  Json of_key(const Key& key) {
    Json schema = of_value(*key.value);
    schema["description"] = key.doc;
    schema["markdownDescription"] = key.doc;
    schema["examples"] = Json::array({json_of(key.example)});
    return schema;
  }

  /// Where the definition `id` is, which `make` makes.
  std::string reference(std::string_view id, std::function<Json()> make) {
    if (seen_.insert(id).second) waiting_.emplace_back(id, std::move(make));
    return "#/definitions/" + std::string(id);
  }

  Json refer(const Place& place) {
    return {{"$ref", reference(place.id, [this, &place] { return of_place(place); })}};
  }

  static Json chosen(Words words) {
    Json schema = Json::object();
    for (const auto& [text, doc] : words) {
      schema["enum"].push_back(text);
      schema["enumDescriptions"].push_back(doc);
    }
    schema["markdownEnumDescriptions"] = schema["enumDescriptions"];
    return schema;
  }

  // Any scalar is text, but saying so by types would make editors offer `true` and `false`.
  static Json text(const Value& value) {
    if (value.pattern.empty())
      return {{"if", {{"type", {"object", "array", "null"}}}}, {"then", {{"type", "string"}}}};
    return {{"type", "string"}, {"pattern", value.pattern}, {"patternErrorMessage", value.meant}};
  }

  static Json expression(const Value& value) {
    return {{"anyOf",
             {chosen(value.words),
              {{"type", "string"},
               {"pattern", expression_pattern(value.words)},
               {"patternErrorMessage",
                "A type is a built-in one, a name with a capital letter, `list<T>`, `map<T>`, or "
                "one of these with `| null`"}}}}};
  }

  Json names(const Value& value) {
    Json schema = {{"type", "object"}};
    if (!value.pattern.empty())
      schema["propertyNames"] = {{"pattern", value.pattern}, {"patternErrorMessage", value.meant}};
    if (value.least > 0) schema["minProperties"] = value.least;
    schema["additionalProperties"] = of_value(*value.element);
    return schema;
  }

  Json sequence(const Value& value) {
    Json schema = {{"type", "array"}, {"items", of_value(*value.element)}};
    if (value.least > 0) schema["minItems"] = value.least;
    return schema;
  }

  static Json lint_levels(const Value& value) {
    Json schema = {{"type", "object"}};
    for (const linting::Rule& rule : linting::rules()) {
      Json level = chosen(value.element->words);
      level["description"] = entry(rule.code).title;
      schema["properties"][std::string(rule.name)] = std::move(level);
    }
    schema["additionalProperties"] = false;
    return schema;
  }

  /// The branch says exactly what is wrong. Editors do not look into it for words to offer: for
  /// them `anyOf`, which refuses nothing, says it again.
  Json either(const Value& value) {
    const char* kind = value.element->form == Form::sequence ? "array" : "object";
    Json other = of_value(*value.other);
    Json schema = {{"if", {{"type", kind}}}, {"then", of_value(*value.element)}, {"else", other}};
    if (!value.other->words.empty()) schema["anyOf"] = {std::move(other), Json::object()};
    return schema;
  }

  /// Each form has keys of its own; which one is meant shows in the key that names it.
  Json declaration(const Value& value) {
    Json open = of_place(*value.place);
    Json forms = Json::array();
    for (const auto& [key, place] : value.cases) {
      open["properties"][std::string(key)] = of_key(*language::find_key(*place, key));
      forms.push_back({{"required", {key}}});
    }
    open["anyOf"] = std::move(forms);
    Json schema = std::move(open);
    for (auto at = value.cases.rbegin(); at != value.cases.rend(); ++at) {
      schema = {{"if", {{"required", {at->key}}}},
                {"then", refer(*at->place)},
                {"else", std::move(schema)}};
    }
    return schema;
  }

  /// As resolve/unions.cpp tells them apart.
  Json variant(const Value& value) {
    Json known = Json::array();
    for (const Key* key : language::keys_of(*value.place)) known.push_back(key->name);
    const Json described = {{"propertyNames", {{"enum", std::move(known)}}},
                            {"oneOf", any_required(value.place->exactly_one)}};
    return {
        {"if", {{"type", "object"}}},
        {"then",
         {{"if", described}, {"then", refer(*value.place)}, {"else", of_value(*value.element)}}},
        {"else", of_value(*value.other)}};
  }

  /// A number, or the name of a const.
  static Json limit(const Value& value, Json schema) {
    if (!value.constant) return schema;
    return {{"if", {{"type", "string"}}},
            {"then",
             {{"pattern", "^([A-Za-z_][A-Za-z0-9_]*\\.)?[A-Z][A-Za-z0-9_]*$"},
              {"patternErrorMessage", "A limit is a number or the name of a const"}}},
            {"else", std::move(schema)}};
  }

  Json of_value(const Value& value) {
    switch (value.form) {
      case Form::any:
        return Json::object();
      case Form::nothing:
        return {{"type", "null"}};
      case Form::text:
        return text(value);
      case Form::boolean:
        return {{"type", "boolean"}};
      case Form::edition:
        return {{"const", 1}};
      case Form::number:
        return limit(value, {{"type", "number"}});
      case Form::positive:
        return limit(value, {{"type", "number"}, {"exclusiveMinimum", 0}});
      case Form::whole:
        return limit(value,
                     {{"type", "integer"}, {"minimum", value.least}, {"maximum", value.most}});
      case Form::word:
        return chosen(value.words);
      case Form::expression:
        return {{"$ref", reference("expression", [&value] { return expression(value); })}};
      case Form::issue_code:
        return {{"$ref", reference("issue_code", [this] {
                   return Json{{"anyOf", {chosen(issue_codes_), text({})}}};
                 })}};
      case Form::place:
        return refer(*value.place);
      case Form::names:
        if (&value == &language::fields_value)
          return {{"$ref", reference("fields", [this, &value] { return names(value); })}};
        return names(value);
      case Form::lint_levels:
        return lint_levels(value);
      case Form::sequence:
        return sequence(value);
      case Form::either:
        return either(value);
      case Form::declaration:
        return declaration(value);
      case Form::variant:
        return variant(value);
    }
    return Json::object();
  }

  Words issue_codes_;
  std::set<std::string_view> seen_;
  std::vector<std::pair<std::string, std::function<Json()>>> waiting_;
};

}  // namespace

Json schema_of(const Place& place, Words issue_codes) {
  return Builder(issue_codes).build(place);
}

}  // namespace tally::compiler::editor
