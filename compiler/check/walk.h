// Ways through the model that several passes take.
#pragma once

#include <optional>
#include <vector>

#include "model/model.h"

namespace tally::compiler::checking {

// Calls `visit` with every type expression of the declaration, elements after what contains them.
// `Declaration` and the expressions are const or not, as given.
template <class Type, class Visit>
void visit_nested(Type& type, Visit&& visit) {
  visit(type);
  for (auto& element : type.element) visit_nested(element, visit);
}

template <class Declaration, class Visit>
void visit_types(Declaration& declaration, Visit&& visit) {
  using Form = model::Declaration::Form;
  if (declaration.form == Form::newtype || declaration.form == Form::alias) {
    visit_nested(declaration.type, visit);
  }
  for (auto& field : declaration.fields) visit_nested(field.type, visit);
}

// What an expression comes down to when newtypes and aliases are followed and `| null` is looked
// through.
struct Base {
  model::Kind kind{};                              // never nullable
  bool nullable = false;                           // there was a `| null` on the way
  const model::TypeExpression* written = nullptr;  // the innermost expression
  // Those of newtypes and aliases, innermost first; not those of the expression itself.
  std::vector<const model::Constraint*> inherited;
};

// Nothing if something on the way is broken. O(length of the chain).
std::optional<Base> find_base(const model::Model& model, const model::TypeExpression& type);

}  // namespace tally::compiler::checking
