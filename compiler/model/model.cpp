#include "model/model.h"

namespace tally::compiler::model {

std::span<const Field> fields_of(const Declaration& declaration) {
  const auto* record = declaration.as<Record>();
  return record == nullptr ? std::span<const Field>() : record->fields;
}

std::span<const Rule> rules_of(const Declaration& declaration) {
  const auto* record = declaration.as<Record>();
  return record == nullptr ? std::span<const Rule>() : record->rules;
}

std::span<const EnumValue> values_of(const Declaration& declaration) {
  const auto* enumeration = declaration.as<Enumeration>();
  return enumeration == nullptr ? std::span<const EnumValue>() : enumeration->values;
}

std::span<const Variant> variants_of(const Declaration& declaration) {
  const auto* tagged = declaration.as<Union>();
  return tagged == nullptr ? std::span<const Variant>() : tagged->variants;
}

std::span<const FormerName> reserved_of(const Declaration& declaration) {
  if (const auto* record = declaration.as<Record>()) return record->reserved;
  const auto* enumeration = declaration.as<Enumeration>();
  return enumeration == nullptr ? std::span<const FormerName>() : enumeration->reserved;
}

bool is_open(const Declaration& declaration) {
  const auto* enumeration = declaration.as<Enumeration>();
  return enumeration != nullptr && enumeration->open;
}

std::string_view unit_of(const Declaration& declaration) {
  const auto* newtype = declaration.as<Newtype>();
  return newtype == nullptr ? std::string_view() : newtype->unit;
}

const TypeExpression* named_type(const Declaration& declaration) {
  if (const auto* newtype = declaration.as<Newtype>()) return &newtype->type;
  const auto* alias = declaration.as<Alias>();
  return alias == nullptr ? nullptr : &alias->type;
}

}  // namespace tally::compiler::model
