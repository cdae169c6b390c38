#include "targets/cpp/definition_order.h"

#include <algorithm>

namespace tally::compiler::targets::cpp {

using model::Declaration;
using model::TypeExpression;

TypeExpression use_of(model::DeclarationId declared) {
  TypeExpression use;
  use.form = TypeExpression::Form::declared;
  use.declared = declared;
  return use;
}

void DefinitionOrder::note_use(const TypeExpression& type, const Declaration& owner) {
  for (const TypeExpression& element : type.element) note_use(element, owner);
  if (type.form != TypeExpression::Form::declared) return;
  const Declaration& target = model_.declarations[type.declared];
  if (const auto* alias = target.as<model::Alias>()) return note_use(alias->type, owner);
  const bool has_struct =
      target.as<model::Record>() != nullptr || target.as<model::Union>() != nullptr;
  if (!has_struct || target.contract != contract_ || defined_.contains(&target) ||
      &target == &owner)
    return;
  forward_.insert(names_.type_name(target));
}

bool DefinitionOrder::holds_undefined(const TypeExpression& type, const Declaration& owner) {
  Declarations seen;
  const bool found = holds_undefined(type, owner, seen);
  if (!found) finished_.merge(seen);
  return found;
}

bool DefinitionOrder::holds_undefined(const TypeExpression& type, const Declaration& owner,
                                      Declarations& seen) const {
  for (const TypeExpression& element : type.element) {
    if (holds_undefined(element, owner, seen)) return true;
  }
  if (type.form != TypeExpression::Form::declared) return false;
  const Declaration& target = model_.declarations[type.declared];
  if (target.contract != contract_ || finished_.contains(&target) || !seen.insert(&target).second)
    return false;
  if (target.as<model::Enumeration>() != nullptr) return false;
  if (const auto* named = named_type(target)) return holds_undefined(*named, owner, seen);
  if (&target != &owner && !defined_.contains(&target)) return true;
  const auto in_variant = [&](const model::Variant& variant) {
    return holds_undefined(use_of(variant.record), owner, seen);
  };
  const auto in_field = [&](const model::Field& field) {
    return holds_undefined(field.type, owner, seen);
  };
  const auto fields = fields_of(target);
  const auto variants = variants_of(target);
  return std::any_of(fields.begin(), fields.end(), in_field) ||
         std::any_of(variants.begin(), variants.end(), in_variant);
}

}  // namespace tally::compiler::targets::cpp
