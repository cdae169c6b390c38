#include "targets/cpp/values.h"

#include <algorithm>
#include <array>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/naming.h"
#include "render/quote.h"
#include "tally/engine/json/document.h"
#include "tally/engine/values/number.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

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

}  // namespace

std::optional<std::string> literal_of(const model::Model& model, const Names& names,
                                      const model::TypeExpression& type, const std::string& json) {
  const Json value = Json::parse(json, nullptr, false);
  const model::Resolved resolved = model::resolve(model, type);
  if (resolved.declaration != nullptr) return enumerator(names, *resolved.declaration, value);
  return resolved.base->form == Form::builtin ? scalar(resolved.base->builtin, json, value)
                                              : std::nullopt;
}

Json constant_view(const model::Model& model, const Names& names, const model::Contract& contract,
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
      {"name", names.constant(constant)},
      {"literal", is_literal ? Json(*literal) : Json(false)},
      {"text", cpp_string_literal(constant.json)},
      {"view", names.view(constant.type)},
      {"owned", is_literal && text ? "std::string_view" : names.owned(constant.type, contract)}};
}

Json keys_view(const model::Model& model, const Names& names, const model::Contract& contract) {
  static constexpr std::array buffers{"latest", "ring", "mailbox"};
  static constexpr std::array accesses{"read", "write", "readwrite"};
  Json keys = Json::array();
  for (const model::Key& key : contract.keys) {
    std::string body;  // pieces of the key with `+` between them
    std::string literal;
    std::vector<std::string> placeholders;
    for (const std::string_view segment : model::segments(key.pattern)) {
      if (segment.front() == '{') placeholders.emplace_back(segment.substr(1, segment.size() - 2));
    }
    const std::vector<std::string> parameters = names.parameters(std::move(placeholders));
    std::size_t parameter = 0;
    const auto flush = [&] {
      if (!literal.empty())
        body +=
            (body.empty() ? "std::string(" : " + std::string(") + cpp_string_literal(literal) + ")";
      literal.clear();
    };
    for (const std::string_view segment : model::segments(key.pattern)) {
      if (!literal.empty() || !body.empty()) literal += ".";
      if (segment.front() == '{') {
        flush();
        body += (body.empty() ? "std::string(" : " + std::string(") + parameters[parameter++] + ")";
      } else {
        literal += segment;
      }
    }
    flush();
    keys.push_back({{"pattern", cpp_string_literal(key.pattern)},
                    {"contract", names.contract(model.declarations[key.type])},
                    {"buffer", buffers[static_cast<std::size_t>(key.buffer)]},
                    {"capacity", std::to_string(key.capacity)},
                    {"access", accesses[static_cast<std::size_t>(key.access)]},
                    {"parameters", parameters},
                    {"body", body},
                    {"function", names.key_function(key)}});
  }
  return keys;
}

Json signals_view(const model::Model& model, const Names& names, const model::Contract& contract) {
  Json signals = Json::array();
  for (const model::DeclarationId id : contract.declarations) {
    const Declaration& declaration = model.declarations[id];
    const auto* record = declaration.as<model::Record>();
    if (record == nullptr || !record->observed) continue;
    const std::vector<std::string> fields = names.fields(declaration);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (record->fields[i].name != record->observed->name) continue;
      signals.push_back({{"record", names.qualified(declaration)},
                         {"member", fields[i]},
                         {"wire", cpp_string_literal(record->fields[i].wire)},
                         {"unit", cpp_string_literal(record->fields[i].unit)}});
    }
  }
  return signals;
}

}  // namespace tally::compiler::targets::cpp
