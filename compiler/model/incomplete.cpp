#include "model/incomplete.h"

namespace tally::compiler::model {

bool needs_definition(const Model& model, const TypeExpression& element) {
  const TypeExpression* type = &element;
  while (type->form == TypeExpression::Form::declared && !type->broken) {
    const Declaration& alias = model.declarations[type->declared];
    if (alias.as<Alias>() == nullptr || alias.broken) return false;
    type = &alias.as<Alias>()->type;
  }
  return type->form == TypeExpression::Form::nullable || type->form == TypeExpression::Form::map;
}

}  // namespace tally::compiler::model
