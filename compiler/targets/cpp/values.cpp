#include "targets/cpp/values.h"

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/ordered_json.h"
#include "render/quote.h"
#include "tally/engine/json/document.h"
#include "tally/engine/values/number.h"
#include "targets/cpp/documentation.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

using Json = OrderedJson;
using model::Declaration;
using model::Kind;
using Form = model::TypeExpression::Form;

std::optional<std::string> enumerator(const Names& names, const Declaration& declaration,
                                      const Json& value) {
  const auto* enumeration = declaration.as<model::Enumeration>();
  if (enumeration == nullptr) return std::nullopt;
  const std::vector<std::string> all = names.values(declaration);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (value == enumeration->values[i].wire) return names.qualified(declaration) + "::" + all[i];
  }
  return std::nullopt;
}

/// Of the float that a document with these digits would hold: by way of a double it may be another.
std::optional<std::string> float_of(const std::string& json) {
  const Document text(json);
  const char* p = text.padded().data;
  float value = 0;
  return read_float32(p, value) == NumberStatus::ok ? std::optional(float_literal(value))
                                                    : std::nullopt;
}

std::optional<std::string> scalar(Kind kind, const std::string& json, const Json& value) {
  switch (kind) {
    case Kind::boolean:
      return value.get<bool>() ? "true" : "false";
    case Kind::string:
      return cpp_string_literal(value.get<std::string>());
    case Kind::float32:
      return float_of(json);
    case Kind::float64:
      return double_literal(value.get<double>());
    case Kind::uint64:
      if (!value.is_number_integer()) return std::nullopt;
      return integer_literal(static_cast<std::int64_t>(value.get<std::uint64_t>()), true);
    default:
      break;
  }
  if (!model::is_integer(kind) || !value.is_number_integer()) return std::nullopt;
  return integer_literal(value.get<std::int64_t>(), false);
}

/// Newtypes of newtypes take a function.
bool is_plain(const model::Model& model, const model::TypeExpression& type) {
  if (type.form != Form::declared) return true;
  const Declaration& declaration = model.declarations[type.declared];
  const auto* named = named_type(declaration);
  return declaration.as<model::Enumeration>() != nullptr ||
         (named != nullptr && named->form == Form::builtin);
}

Constant constant_of(const model::Model& model, const Names& names, const model::Contract& contract,
                     const model::Constant& constant) {
  const std::optional<std::string> literal =
      is_plain(model, constant.type) ? literal_of(model, names, constant.type, constant.json)
                                     : std::nullopt;
  // A std::string is no constant; a view of its text is.
  const bool text = constant.type.form == Form::builtin && constant.type.builtin == Kind::string;
  const model::Resolved resolved = model::resolve(model, constant.type);
  const bool wrapped_text = !text && resolved.base->builtin == Kind::string;
  const bool is_literal = literal && !(wrapped_text && resolved.declaration == nullptr);
  return {
      .name = names.constant(constant),
      .literal = is_literal ? literal : std::nullopt,
      .text = cpp_string_literal(constant.json),
      .owned = is_literal && text ? "std::string_view" : names.owned(constant.type, contract),
      .view = names.view(constant.type),
      .doc = documentation(constant.doc, {.since = constant.history.since}),
      .deprecated = deprecation(constant.history),
  };
}

}  // namespace

std::optional<std::string> literal_of(const model::Model& model, const Names& names,
                                      const model::TypeExpression& type, const std::string& json) {
  const Json value = Json::parse(json, nullptr, false);
  const model::Resolved resolved = model::resolve(model, type);
  if (resolved.declaration != nullptr) return enumerator(names, *resolved.declaration, value);
  return resolved.base->form == Form::builtin ? scalar(resolved.base->builtin, json, value)
                                              : std::nullopt;
}

std::optional<std::string> initialiser_of(const model::Model& model, const Names& names,
                                          const model::Field& field) {
  if (!field.default_value) return std::nullopt;
  const Json value = Json::parse(field.default_value->json, nullptr, false);
  const Form form = model::resolve(model, field.type).base->form;
  if (form == Form::list || form == Form::map)
    return value.empty() ? std::optional<std::string>("{}") : std::nullopt;
  if (form == Form::nullable)
    return value.is_null() ? std::optional<std::string>("{}") : std::nullopt;
  const std::optional<std::string> literal =
      literal_of(model, names, field.type, field.default_value->json);
  if (!literal) return std::nullopt;
  if (form == Form::declared || field.type.form == Form::builtin) return " = " + *literal;
  const Declaration& wrapper = model.declarations[field.type.declared];
  const auto* newtype = wrapper.as<model::Newtype>();
  const bool simple = newtype != nullptr && newtype->type.form == Form::builtin;
  return simple ? std::optional("{" + *literal + "}") : std::nullopt;
}

std::vector<Constant> constants_of(const model::Model& model, const Names& names,
                                   const model::Contract& contract) {
  std::vector<Constant> constants;
  for (const model::Constant& constant : contract.constants)
    constants.push_back(constant_of(model, names, contract, constant));
  return constants;
}

}  // namespace tally::compiler::targets::cpp
