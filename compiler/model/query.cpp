#include "model/query.h"

#include <algorithm>

namespace tally::compiler::model {
namespace {

using Form = TypeExpression::Form;

void prepend(std::vector<const Constraint*>& front, const std::vector<Constraint>& constraints) {
  std::vector<const Constraint*> pointers;
  pointers.reserve(constraints.size());
  for (const Constraint& constraint : constraints) pointers.push_back(&constraint);
  front.insert(front.begin(), pointers.begin(), pointers.end());
}

/// Depth-first over the uses within one contract; `check` has made sure that there are no cycles.
class DependencyOrder {
 public:
  DependencyOrder(const Model& model, const Contract& contract)
      : model_(model), contract_(contract) {}

  std::vector<DeclarationId> run() {
    for (const DeclarationId id : contract_.declarations) visit(id);
    return std::move(order_);
  }

 private:
  void visit(const TypeExpression& expression) {
    if (expression.form == Form::declared) visit(expression.declared);
    for (const TypeExpression& element : expression.element) visit(element);
  }

  void visit(DeclarationId id) {
    const auto& own = contract_.declarations;
    const bool elsewhere = std::find(own.begin(), own.end(), id) == own.end();
    if (elsewhere || std::find(seen_.begin(), seen_.end(), id) != seen_.end()) return;
    seen_.push_back(id);
    const Declaration& declaration = model_.declarations[id];
    if (declaration.form == Declaration::Form::newtype ||
        declaration.form == Declaration::Form::alias) {
      visit(declaration.type);
    }
    for (const Field& field : declaration.fields) visit(field.type);
    for (const Variant& variant : declaration.variants) visit(variant.record);
    order_.push_back(id);
  }

  const Model& model_;
  const Contract& contract_;
  std::vector<DeclarationId> seen_;
  std::vector<DeclarationId> order_;
};

}  // namespace

Resolved resolve(const Model& model, const TypeExpression& expression) {
  Resolved resolved;
  const TypeExpression* at = &expression;
  for (;;) {
    prepend(resolved.constraints, at->constraints);
    prepend(resolved.keys, at->keys);
    resolved.base = at;
    if (at->form != Form::declared) return resolved;
    const Declaration& declaration = model.declarations[at->declared];
    const bool wrapper = declaration.form == Declaration::Form::newtype ||
                         declaration.form == Declaration::Form::alias;
    if (!wrapper) {
      resolved.declaration = &declaration;
      return resolved;
    }
    at = &declaration.type;
  }
}

std::string qualified_name(const Model& model, const Declaration& declaration) {
  return model.contracts[declaration.contract].package + "." + declaration.name;
}

std::string sentence(const Deprecation& deprecation) {
  std::string text = deprecation.use.empty() ? deprecation.message : "use " + deprecation.use;
  if (deprecation.since.empty()) return text;
  return "since " + deprecation.since + (text.empty() ? "" : ": " + text);
}

bool has_deprecated(const Model& model, const Contract& contract) {
  const auto goes = [](const auto& one) { return one.history.deprecated.has_value(); };
  const auto in = [&](const Contract& home) {
    return std::any_of(home.declarations.begin(), home.declarations.end(), [&](DeclarationId id) {
      const Declaration& declaration = model.declarations[id];
      return goes(declaration) ||
             std::any_of(declaration.fields.begin(), declaration.fields.end(), goes) ||
             std::any_of(declaration.values.begin(), declaration.values.end(), goes);
    });
  };
  return in(contract) ||
         std::any_of(contract.imports.begin(), contract.imports.end(),
                     [&](const Import& import) { return in(model.contracts[import.contract]); });
}

std::vector<DeclarationId> entry_points(const Model& model, const Contract& contract) {
  std::vector<DeclarationId> ids;
  for (const DeclarationId id : contract.declarations) {
    if (!model.declarations[id].inline_variant) ids.push_back(id);
  }
  return ids;
}

std::vector<DeclarationId> in_dependency_order(const Model& model, const Contract& contract) {
  return DependencyOrder(model, contract).run();
}

}  // namespace tally::compiler::model
