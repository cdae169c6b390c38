#include "targets/typescript/types.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/ordered_json.h"
#include "render/quote.h"

namespace tally::compiler::targets::typescript {
namespace {

using model::Declaration;
using model::Encoding;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

std::string builtin_type(const TypeExpression& type) {
  const bool millis = type.encoding == Encoding::unix_millis || type.as_millis;
  return millis ? "number" : std::string(model::row(type.builtin).typescript);
}

/// Limits in the words of the contract: `minimum -90, maximum 60`.
void add_limits(std::string& text, const std::vector<model::Constraint>& constraints,
                std::string_view of) {
  for (const model::Constraint& constraint : constraints) {
    if (!text.empty()) text += text.back() == ';' ? " " : ", ";
    text += std::string(of) + std::string(model::name_of(constraint.keyword)) + " ";
    text += constraint.pattern ? "`" + constraint.text + "`" : constraint.text;
    text += model::suffix_of(constraint.unit);
  }
}

std::string limits_of(const TypeExpression& type) {
  std::string text;
  add_limits(text, type.constraints, "");
  if (type.form == Form::nullable) add_limits(text, type.element.front().constraints, "");
  if (type.form == Form::list) add_limits(text, type.element.front().constraints, "items: ");
  if (type.form == Form::map) {
    add_limits(text, type.keys, "keys: ");
    add_limits(text, type.element.front().constraints, "values: ");
  }
  return text;
}

using Lines = std::vector<std::string>;

Lines lines_of_union(const Names& names, const model::Model& model, const model::Union& tagged,
                     model::ContractId home, Side side) {
  Lines lines;
  for (const model::Variant& variant : tagged.variants) {
    const std::string record = names.type_name(model.declarations[variant.record], home, side);
    lines.push_back("({ " + property_key(tagged.tag) + ": " + js_string_literal(variant.wire) +
                    " } & " + record + ")");
  }
  return lines;
}

Lines lines_of_enumeration(const model::Enumeration& enumeration) {
  Lines lines;
  for (const model::EnumValue& value : enumeration.values)
    lines.push_back(js_string_literal(value.wire));
  // A string that does not swallow the others, so that editors still propose them.
  if (enumeration.open) lines.push_back("(string & {})");
  return lines;
}

std::vector<Property> properties_of(const model::Model& model, const Names& names,
                                    const model::Record& record, model::ContractId home,
                                    Side side) {
  std::vector<Property> properties;
  for (const model::Field& field : record.fields) {
    properties.push_back({documentation(field.doc, field.unit, &field.type, field.history),
                          property_key(field.wire),
                          side == Side::input ? field.may_be_absent() : field.optional,
                          type_of(model, names, field.type, home, side)});
  }
  return properties;
}

}  // namespace

std::string type_of(const model::Model& model, const Names& names, const TypeExpression& type,
                    model::ContractId home, Side side) {
  const auto element = [&] { return type_of(model, names, type.element.front(), home, side); };
  switch (type.form) {
    case Form::builtin:
      return builtin_type(type);
    case Form::declared:
      return names.type_name(model.declarations[type.declared], home, side);
    case Form::map:
      return "{ [key: string]: " + element() + " }";
    case Form::nullable:
      return element() + " | null";
    case Form::list:
      break;
  }
  const std::string item = element();
  return type.element.front().form == Form::nullable ? "(" + item + ")[]" : item + "[]";
}

TypeDeclaration declaration_of(const model::Model& model, const Names& names,
                               const Declaration& declaration, Side side) {
  const model::ContractId home = declaration.contract;
  const std::string name = names.type_name(declaration, home, side);
  const auto alias = [&](Lines lines) {
    return TypeDeclaration{{}, {}, TypeAlias{name, std::move(lines)}};
  };
  if (const auto* record = declaration.as<model::Record>()) {
    return {{},
            Interface{name, properties_of(model, names, *record, home, side),
                      record->unknown == model::Unknown::keep},
            {}};
  }
  if (const auto* enumeration = declaration.as<model::Enumeration>())
    return alias(lines_of_enumeration(*enumeration));
  if (const auto* tagged = declaration.as<model::Union>())
    return alias(lines_of_union(names, model, *tagged, home, side));
  const std::string type = type_of(model, names, *named_type(declaration), home, side);
  if (declaration.as<model::Alias>() != nullptr) return alias({type});
  const std::string brand = js_string_literal(model::qualified_name(model, declaration));
  return alias({"tally.Branded<" + type + ", " + brand + ">"});
}

Constant constant_of(const model::Model& model, const Names& names, const model::Constant& constant,
                     model::ContractId home) {
  const model::Resolved resolved = model::resolve(model, constant.type);
  const OrderedJson value = OrderedJson::parse(constant.json, nullptr, false);
  const std::string text = value.is_string() ? value.get<std::string>() : constant.json;
  const bool is_enum = resolved.declaration != nullptr;
  const Kind kind = resolved.base->builtin;
  // Values of these kinds are text whatever the contract spells.
  const bool is_text = is_enum || value.is_string() || kind == Kind::decimal;
  const bool is_big = !is_enum && (kind == Kind::int64 || kind == Kind::uint64);
  const bool plain_digits = text.find_first_of(".eE") == std::string::npos;
  const std::string literal = is_big    ? (plain_digits ? text + "n" : "BigInt(" + text + ")")
                              : is_text ? js_string_literal(text)
                                        : json_source(constant.json);
  const bool precise = constant.type.form == Form::builtin && kind != Kind::decimal &&
                       kind != Kind::uuid && (!is_big || plain_digits);
  return {names.constant(constant),
          precise || is_enum ? literal : type_of(model, names, constant.type, home),
          literal,
          {}};
}

std::optional<std::string> observed_of(const Declaration& declaration) {
  const auto* record = declaration.as<model::Record>();
  if (record == nullptr || !record->observed) return std::nullopt;
  for (const model::Field& field : record->fields) {
    if (record->observed->name == field.name) return js_string_literal(field.wire);
  }
  return std::nullopt;
}

Key key_of(const model::Model& model, const Names& names, const model::Key& key,
           model::ContractId home) {
  const Declaration& declaration = model.declarations[key.type];
  return {js_string_literal(key.pattern),
          names.type_name(declaration, home, Side::output),
          js_string_literal(model::qualified_name(model, declaration)),
          js_string_literal(model::name_of(key.buffer)),
          key.capacity,
          js_string_literal(model::name_of(key.access)),
          {}};
}

std::optional<Documentation> documentation(const std::string& doc, const std::string& unit,
                                           const TypeExpression* type,
                                           const model::History& history) {
  std::string text = doc;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::string facts = unit.empty() ? "" : "Unit " + unit;
  const std::string limits = type == nullptr ? "" : limits_of(*type);
  if (!limits.empty()) facts += (facts.empty() ? "" : "; ") + limits;
  if (type != nullptr && type->form == Form::builtin && type->as_millis)
    facts += std::string(facts.empty() ? "" : ". ") + "Milliseconds since 1970";
  if (type != nullptr && type->sensitive)
    facts += std::string(facts.empty() ? "" : ". ") + "Sensitive: issues tell nothing of it";
  if (!facts.empty()) facts += ".";
  const std::string since = history.since.empty() ? "" : "@since " + history.since;
  const std::string deprecated =
      history.deprecated ? "@deprecated " + model::sentence(*history.deprecated) : "";
  for (const std::string* part :
       std::initializer_list<const std::string*>{&facts, &since, &deprecated}) {
    if (!part->empty()) text += (text.empty() ? "" : "\n\n") + *part;
  }
  if (text.empty()) return std::nullopt;
  text = block_comment_text(text);
  const bool single = text.find('\n') == std::string::npos;
  return Documentation{single ? std::optional(text) : std::nullopt, text};
}

}  // namespace tally::compiler::targets::typescript
