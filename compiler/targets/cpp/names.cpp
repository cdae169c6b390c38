#include "targets/cpp/names.h"

#include "model/query.h"
#include "render/naming.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Declaration;
using model::Encoding;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

std::string_view owned_builtin(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return "bool";
    case Kind::integer:
    case Kind::int64:
      return "std::int64_t";
    case Kind::int8:
      return "std::int8_t";
    case Kind::int16:
      return "std::int16_t";
    case Kind::int32:
      return "std::int32_t";
    case Kind::uint8:
      return "std::uint8_t";
    case Kind::uint16:
      return "std::uint16_t";
    case Kind::uint32:
      return "std::uint32_t";
    case Kind::uint64:
      return "std::uint64_t";
    case Kind::float32:
      return "float";
    case Kind::float64:
      return "double";
    case Kind::decimal:
      return "tally::Decimal";
    case Kind::string:
      return "std::string";
    case Kind::bytes:
      return "std::vector<std::byte>";
    case Kind::uuid:
      return "tally::Uuid";
    case Kind::timestamp:
      return "tally::Timestamp";
    case Kind::date:
      return "std::chrono::year_month_day";
    case Kind::time:
      return "tally::TimeOfDay";
    case Kind::duration:
      return "std::chrono::nanoseconds";
    default:
      return "tally::RawJson";
  }
}

std::string_view view_builtin(const TypeExpression& type) {
  const Encoding encoding = type.encoding;
  switch (type.builtin) {
    case Kind::integer:
      return "tally::view::Integer";
    case Kind::int64:
      return encoding == Encoding::number ? "tally::view::NumberInt64" : "std::int64_t";
    case Kind::uint64:
      return encoding == Encoding::number ? "tally::view::NumberUint64" : "std::uint64_t";
    case Kind::timestamp:
      if (type.as_millis) return "tally::view::WholeMillis";
      return encoding == Encoding::unix_millis ? "tally::view::UnixMillis" : "tally::Timestamp";
    case Kind::string:
      return "tally::view::String";
    case Kind::bytes:
      return encoding == Encoding::base64url ? "tally::view::UrlBytes" : "tally::view::Bytes";
    case Kind::json:
      return "tally::view::Json";
    default:
      return owned_builtin(type.builtin);
  }
}

std::string generic(std::string_view name, const std::string& argument) {
  return std::string(name) + "<" + argument + ">";
}

}  // namespace

std::string_view underlying_type(const Declaration& enumeration) {
  return enumeration.values.size() <= 256 ? "std::uint8_t" : "std::uint16_t";
}

std::vector<std::string> Names::unique(std::vector<std::string> names,
                                       std::vector<std::string> taken) const {
  IdentifierRules rules;
  rules.reserved = definition_.reserved;
  const auto own = static_cast<std::ptrdiff_t>(taken.size());
  for (const std::string& name : names)
    taken.push_back(escape_identifier(restyle(name, NameStyle::snake), rules));
  std::vector<std::string> all = make_unique(taken);
  return {all.begin() + own, all.end()};
}

std::string Names::snake(std::string_view name) const {
  return restyle(name, NameStyle::snake);
}

std::string Names::parameter(std::string_view name) const {
  return unique({std::string(name)}, {}).front();
}

std::string Names::name_space(const model::Contract& contract) const {
  IdentifierRules rules;
  rules.reserved = definition_.reserved;
  std::string result;
  std::string_view rest = contract.package;
  for (;;) {
    const std::size_t dot = rest.find('.');
    result += escape_identifier(rest.substr(0, dot), rules);
    if (dot == std::string_view::npos) return result;
    result += "::";
    rest.remove_prefix(dot + 1);
  }
}

std::string Names::type_name(const Declaration& declaration) const {
  IdentifierRules rules;
  rules.reserved = definition_.reserved;
  return escape_identifier(declaration.name, rules);
}

std::string Names::qualified(const Declaration& declaration) const {
  return name_space(model_.contracts[declaration.contract]) + "::" + type_name(declaration);
}

std::vector<std::string> Names::fields(const Declaration& record) const {
  std::vector<std::string> names;
  for (const model::Field& field : record.fields) names.push_back(field.name);
  return unique(std::move(names),
                {"present", "unknown_members"});  // what views and records have of their own
}

std::vector<std::string> Names::values(const Declaration& enumeration) const {
  std::vector<std::string> names;
  for (const model::EnumValue& value : enumeration.values) names.push_back(value.name);
  if (!enumeration.open) return unique(std::move(names), {});
  return unique(std::move(names), {"known", "text"});  // members of the class
}

std::vector<std::string> Names::variants(const Declaration& tagged) const {
  std::vector<std::string> names;
  for (const model::Variant& variant : tagged.variants) names.push_back(variant.name);
  return unique(std::move(names),
                {"variant", "value", "tag"});  // members of the struct and its view
}

std::string Names::owned(const TypeExpression& type, const model::Contract& home) const {
  switch (type.form) {
    case Form::builtin:
      return std::string(owned_builtin(type.builtin));
    case Form::list:
      return generic("std::vector", owned(type.element.front(), home));
    case Form::map:
      return generic("tally::Map", owned(type.element.front(), home));
    case Form::nullable:
      return generic("tally::Nullable", owned(type.element.front(), home));
    case Form::declared:
      break;
  }
  const Declaration& declaration = model_.declarations[type.declared];
  const bool at_home = &model_.contracts[declaration.contract] == &home;
  const std::string name = at_home ? type_name(declaration) : qualified(declaration);
  return type.boxed ? generic("tally::Box", name) : name;
}

std::string Names::view(const Declaration& declaration) const {
  if (declaration.form == Declaration::Form::enumeration)
    return declaration.open ? "tally::view::String" : qualified(declaration);
  return name_space(model_.contracts[declaration.contract]) + "::view::" + type_name(declaration);
}

std::string Names::view(const TypeExpression& type) const {
  const std::string name = view_unboxed(type);
  return type.boxed ? generic("tally::view::Box", name) : name;
}

std::string Names::view_unboxed(const TypeExpression& type) const {
  const model::Resolved resolved = model::resolve(model_, type);
  const TypeExpression& base = *resolved.base;
  switch (base.form) {
    case Form::builtin:
      return std::string(view_builtin(base));
    case Form::list:
      return generic("tally::view::List", view(base.element.front()));
    case Form::map:
      return generic("tally::view::Map", view(base.element.front()));
    case Form::nullable:
      return generic("tally::view::Nullable", view(base.element.front()));
    case Form::declared:
      break;
  }
  return view(*resolved.declaration);
}

}  // namespace tally::compiler::targets::cpp
