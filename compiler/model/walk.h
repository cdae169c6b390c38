// Ways through the model that several passes take.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "model/model.h"

namespace tally::compiler::model {

// Calls `visit` with every type expression of the declaration, elements after what contains them.
// `Declaration` and the expressions are const or not, as given.
template <class Type, class Visit>
void visit_nested(Type& type, Visit&& visit) {
  visit(type);
  for (auto& element : type.element) visit_nested(element, visit);
}

template <class Declaration, class Visit>
void visit_types(Declaration& declaration, Visit&& visit) {
  const auto in_form = [&](auto& form) {
    if constexpr (requires { form.type; }) visit_nested(form.type, visit);
    if constexpr (requires { form.fields; }) {
      for (auto& field : form.fields) visit_nested(field.type, visit);
    }
  };
  std::visit(in_form, declaration.form);
}

// What an expression comes down to when newtypes and aliases are followed and `| null` is looked
// through.
struct Base {
  Kind kind{};                              // never nullable
  bool nullable = false;                    // there was a `| null` on the way
  const TypeExpression* written = nullptr;  // the innermost expression
  // Those of newtypes and aliases, innermost first; not those of the expression itself.
  std::vector<const Constraint*> inherited;
};

// Nothing if something on the way is broken. O(length of the chain).
std::optional<Base> find_base(const Model& model, const TypeExpression& type);

// The record that the elements of a list are; null if they are anything else.
const Declaration* record_of_elements(const Model& model, const TypeExpression& list);

}  // namespace tally::compiler::model
