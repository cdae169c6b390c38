#include "targets/typescript/types.h"

#include <initializer_list>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/quote.h"

namespace tally::compiler::targets::typescript {
namespace {

using model::Declaration;
using model::Encoding;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

std::string builtin_type(const TypeExpression& type) {
  switch (type.builtin) {
    case Kind::boolean:
      return "boolean";
    case Kind::string:
    case Kind::date:
    case Kind::time:
    case Kind::duration:
      return "string";
    case Kind::decimal:
      return "tally.Decimal";
    case Kind::bytes:
      return "Uint8Array";
    case Kind::uuid:
      return "tally.Uuid";
    case Kind::json:
      return "unknown";
    case Kind::timestamp:
      return type.encoding == Encoding::unix_millis || type.as_millis ? "number" : "string";
    case Kind::int64:
    case Kind::uint64:
      return "bigint";
    default:
      return "number";
  }
}

/// Limits in the words of the contract: `minimum -90, maximum 60`.
void add_limits(std::string& text, const std::vector<model::Constraint>& constraints,
                std::string_view of) {
  for (const model::Constraint& constraint : constraints) {
    if (!text.empty()) text += text.back() == ';' ? " " : ", ";
    text += std::string(of) + std::string(model::name_of(constraint.keyword)) + " ";
    text += constraint.keyword == model::Keyword::pattern ? "`" + constraint.text + "`"
                                                          : constraint.text;
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

Json lines_of_union(const Names& names, const model::Model& model, const Declaration& declaration,
                    Side side) {
  Json lines = Json::array();
  for (const model::Variant& variant : declaration.variants) {
    const std::string record =
        names.type_name(model.declarations[variant.record], declaration.contract, side);
    lines.push_back("({ " + property_key(declaration.tag) + ": " + js_string_literal(variant.wire) +
                    " } & " + record + ")");
  }
  return lines;
}

Json lines_of_enumeration(const Declaration& declaration) {
  Json lines = Json::array();
  for (const model::EnumValue& value : declaration.values)
    lines.push_back(js_string_literal(value.wire));
  // A string that does not swallow the others, so that editors still propose them.
  if (declaration.open) lines.push_back("(string & {})");
  return lines;
}

Json members_of(const model::Model& model, const Names& names, const Declaration& record,
                Side side) {
  Json members = Json::array();
  for (const model::Field& field : record.fields) {
    members.push_back({
        {"doc", documentation(field.doc, field.unit, &field.type, field.history)},
        {"key", property_key(field.wire)},
        {"optional", side == Side::input ? field.may_be_absent() : field.optional},
        {"type", type_of(model, names, field.type, record.contract, side)},
    });
  }
  return members;
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

Json declaration_of(const model::Model& model, const Names& names, const Declaration& declaration,
                    Side side) {
  const std::string name = names.type_name(declaration, declaration.contract, side);
  const auto alias = [&](Json lines) {
    const bool single = lines.size() == 1;
    return Json{{"interface", false},
                {"alias", {{"name", name}, {"single", single}, {"lines", std::move(lines)}}}};
  };
  const auto type = [&] {
    return type_of(model, names, declaration.type, declaration.contract, side);
  };
  switch (declaration.form) {
    case Declaration::Form::alias:
      return alias(Json::array({type()}));
    case Declaration::Form::newtype: {
      const std::string brand = js_string_literal(model::qualified_name(model, declaration));
      return alias(Json::array({"tally.Branded<" + type() + ", " + brand + ">"}));
    }
    case Declaration::Form::enumeration:
      return alias(lines_of_enumeration(declaration));
    case Declaration::Form::union_:
      return alias(lines_of_union(names, model, declaration, side));
    case Declaration::Form::record:
      break;
  }
  return {{"alias", false},
          {"interface",
           {{"name", name},
            {"members", members_of(model, names, declaration, side)},
            {"is_open", declaration.unknown == model::Unknown::keep}}}};
}

Json constant_of(const model::Model& model, const Names& names, const model::Constant& constant,
                 model::ContractId home) {
  const model::Resolved resolved = model::resolve(model, constant.type);
  const Json value = Json::parse(constant.json, nullptr, false);
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
  return {{"name", names.constant(constant)},
          {"type", precise || is_enum ? literal : type_of(model, names, constant.type, home)},
          {"value", literal}};
}

Json observed_of(const Declaration& record) {
  for (const model::Field& field : record.fields) {
    if (record.observed && record.observed->name == field.name)
      return js_string_literal(field.wire);
  }
  return false;
}

Json key_of(const model::Model& model, const Names& names, const model::Key& key,
            model::ContractId home) {
  static constexpr std::string_view buffers[] = {"latest", "ring", "mailbox"};
  static constexpr std::string_view accesses[] = {"read", "write", "readwrite"};
  const Declaration& declaration = model.declarations[key.type];
  return {{"pattern", js_string_literal(key.pattern)},
          {"type", names.type_name(declaration, home, Side::output)},
          {"qualified", js_string_literal(model::qualified_name(model, declaration))},
          {"buffer", js_string_literal(buffers[static_cast<std::size_t>(key.buffer)])},
          {"capacity", key.capacity},
          {"access", js_string_literal(accesses[static_cast<std::size_t>(key.access)])}};
}

Json documentation(const std::string& doc, const std::string& unit, const TypeExpression* type,
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
  if (text.empty()) return false;
  text = block_comment_text(text);
  const bool single = text.find('\n') == std::string::npos;
  return {{"line", single ? Json(text) : Json(false)}, {"text", text}};
}

}  // namespace tally::compiler::targets::typescript
