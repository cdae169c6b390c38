#include "targets/typescript/nesting.h"

#include <algorithm>

namespace tally::compiler::targets::typescript {

using model::Declaration;
using model::TypeExpression;

Nesting::Nesting(const model::Model& model) : model_(model) {
  for (const model::Contract& contract : model.contracts) {
    limit_ = std::min(limit_, contract.limits.depth);
    for (const model::DeclarationId id : contract.declarations) measure(model.declarations[id]);
  }
}

std::uint32_t Nesting::height(const TypeExpression& type) const {
  switch (type.form) {
    case TypeExpression::Form::builtin:
      return type.builtin == model::Kind::json ? unbounded : 0;
    case TypeExpression::Form::declared:
      return height(model_.declarations[type.declared]);
    case TypeExpression::Form::nullable:
      return height(type.element.front());
    default:
      break;  // list, map
  }
  const std::uint32_t element = height(type.element.front());
  return element == unbounded ? unbounded : element + 1;
}

/// Everything that a type names.
void Nesting::measure(const TypeExpression& type) {
  if (type.form == TypeExpression::Form::declared) measure(model_.declarations[type.declared]);
  for (const TypeExpression& element : type.element) measure(element);
}

void Nesting::measure(const Declaration& declaration) {
  // Whoever comes back to a declaration while it is measured is recursive, and stays unbounded.
  const auto [entry, is_new] = heights_.try_emplace(&declaration, unbounded);
  if (!is_new) return;
  std::uint32_t result = 0;
  const auto add = [&](std::uint32_t height) { result = std::max(result, height); };
  if (const auto* type = named_type(declaration)) {
    measure(*type);
    add(height(*type));
  }
  for (const model::Variant& variant : variants_of(declaration)) {
    measure(model_.declarations[variant.record]);
    add(height(model_.declarations[variant.record]));
  }
  if (const auto* record = declaration.as<model::Record>()) {
    for (const model::Field& field : record->fields) {
      measure(field.type);
      add(height(field.type));
    }
    if (record->unknown != model::Unknown::reject) add(unbounded);
    if (result != unbounded) ++result;
  }
  entry->second = result;
}

}  // namespace tally::compiler::targets::typescript
