#include "targets/model/literals.h"

#include <algorithm>
#include <utility>

#include "model/query.h"
#include "render/quote.h"

namespace tally::compiler::targets {
namespace {

enum class Form : std::uint8_t { null, boolean, number, text, value, list, object };

// In the order of Form.
constexpr std::string_view words[] = {"nullLiteral",  "booleanLiteral", "numberLiteral",
                                      "textLiteral",  "enumLiteral",    "listLiteral",
                                      "objectLiteral"};
constexpr std::string_view form_names[] = {"null",  "boolean", "number", "text",
                                           "value", "list",    "object"};

/// A Literal without what its form adds. `data`: what the spelling sees beside the text.
Json made(const Spelling& spelling, Form form, const std::string& text,
          const Json& data = Json::object()) {
  const auto index = static_cast<std::size_t>(form);
  Json seen = spelling_data();
  seen["value"] = text;
  seen["quoted"] = js_string_literal(text);
  seen.update(data);
  Json json = {{"form", form_names[index]}};
  for (std::size_t i = 0; i < std::size(form_names); ++i)
    json["is_" + std::string(form_names[i])] = i == index;
  json["text"] = text;
  json["quoted"] = js_string_literal(text);
  json["names"] = nullptr;
  json["type"] = nullptr;
  json["items"] = Json::array();
  json["members"] = Json::array();
  json["spelled"] = spelling(words[index], seen, Json());
  return json;
}

Json type_name(const Spelling& spelling, const model::Declaration& declaration) {
  return {{"name", declaration.name}, {"names", spelling.names(declaration.name)}};
}

class Writer {
 public:
  Writer(const model::Model& model, const Spelling& spelling)
      : model_(model), spelling_(spelling) {}

  Json value(const Json& json, const model::TypeExpression& type) const {
    const model::Resolved resolved = model::resolve(model_, type);
    if (resolved.base->form == model::TypeExpression::Form::nullable && !json.is_null())
      return value(json, resolved.base->element.front());
    if (json.is_null()) return made(spelling_, Form::null, "null");
    if (json.is_boolean()) return boolean_literal(spelling_, json.get<bool>());
    if (json.is_number()) return number_literal(spelling_, json.dump());
    if (json.is_string()) return text(json.get<std::string>(), resolved);
    return json.is_array() ? list(json, resolved) : object(json, resolved);
  }

 private:
  Json text(const std::string& text, const model::Resolved& resolved) const {
    if (resolved.declaration != nullptr) {
      for (const model::EnumValue& each : values_of(*resolved.declaration))
        if (each.wire == text) return enum_literal(spelling_, *resolved.declaration, each);
    }
    return text_literal(spelling_, text);
  }

  Json list(const Json& json, const model::Resolved& resolved) const {
    Json items = Json::array();
    Json spelled = Json::array();
    for (const Json& each : json) {
      items.push_back(resolved.base->element.empty() ? opaque(each)
                                                     : value(each, resolved.base->element.front()));
      spelled.push_back(items.back().at("spelled"));
    }
    Json result = made(spelling_, Form::list, json.dump(), {{"arguments", std::move(spelled)}});
    result["items"] = std::move(items);
    return result;
  }

  Json object(const Json& json, const model::Resolved& resolved) const {
    Json members = Json::array();
    for (const auto& [wire, each] : json.items()) {
      const auto [name, type] = member(wire, resolved);
      const Json literal = type == nullptr ? opaque(each) : value(each, *type);
      members.push_back({{"name", name},
                         {"names", spelling_.names(name)},
                         {"wire", wire},
                         {"quoted", js_string_literal(wire)},
                         {"spelled", literal.at("spelled")},
                         {"value", literal}});
    }
    const Json type =
        resolved.declaration == nullptr ? Json() : type_name(spelling_, *resolved.declaration);
    Json result =
        made(spelling_, Form::object, json.dump(), {{"members", members}, {"type", type}});
    result["type"] = type;
    result["members"] = std::move(members);
    return result;
  }

  /// The name in the contract and the type of a member; no type for the members of opaque values.
  std::pair<std::string, const model::TypeExpression*> member(
      const std::string& wire, const model::Resolved& resolved) const {
    if (resolved.base->form == model::TypeExpression::Form::map)
      return {wire, &resolved.base->element.front()};
    if (resolved.declaration != nullptr) {
      for (const model::Field& field : fields_of(*resolved.declaration))
        if (field.wire == wire) return {field.name, &field.type};
    }
    return {wire, nullptr};
  }

  /// A value of which the contract says nothing more.
  Json opaque(const Json& json) const {
    model::TypeExpression type;
    type.builtin = model::Kind::json;
    return value(json, type);
  }

  const model::Model& model_;
  const Spelling& spelling_;
};

}  // namespace

std::span<const std::string_view> literal_words() {
  return words;
}

Json literal(const model::Model& model, const Spelling& spelling, const std::string& json,
             const model::TypeExpression& type) {
  return Writer(model, spelling).value(Json::parse(json, nullptr, false), type);
}

Json boolean_literal(const Spelling& spelling, bool value) {
  return made(spelling, Form::boolean, value ? "true" : "false");
}

Json number_literal(const Spelling& spelling, const std::string& text) {
  return made(spelling, Form::number, text);
}

Json text_literal(const Spelling& spelling, const std::string& text) {
  return made(spelling, Form::text, text);
}

Json enum_literal(const Spelling& spelling, const model::Declaration& enumeration,
                  const model::EnumValue& value) {
  const Json type = type_name(spelling, enumeration);
  const Json names = spelling.names(value.name);
  Json json = made(spelling, Form::value, value.wire,
                   {{"name", value.name}, {"names", names}, {"type", type}});
  json["names"] = names;
  json["type"] = type;
  return json;
}

}  // namespace tally::compiler::targets
