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

/// Depth-first over the uses within one contract; `check` has made sure that there are no cycles
/// but through lists and boxes.
class DependencyOrder {
 public:
  DependencyOrder(const Model& model, const Contract& contract)
      : model_(model), contract_(contract) {}

  std::vector<DeclarationId> run() {
    for (const DeclarationId id : contract_.declarations) visit(id);
    return std::move(order_);
  }

 private:
  static bool is_name(const Declaration& declaration) {
    return declaration.form == Declaration::Form::newtype ||
           declaration.form == Declaration::Form::alias;
  }

  /// A use by `owner`. Inside of a list or a box the name of a type is enough (`named`), which is
  /// how types contain themselves.
  void visit(const TypeExpression& use, DeclarationId owner, bool named) {
    for (const TypeExpression& element : use.element) {
      visit(element, owner, named || use.form == Form::list);
    }
    if (use.form != Form::declared) return;
    const Declaration& declaration = model_.declarations[use.declared];
    named = named || use.boxed;
    if (is_name(declaration)) {
      if (!named) visit(declaration.type, owner, false);
      return visit(use.declared);
    }
    std::vector<DeclarationId> seen;
    if (!named || !reaches(use.declared, owner, seen)) visit(use.declared);
  }

  bool reaches(DeclarationId from, DeclarationId target, std::vector<DeclarationId>& seen) const {
    if (from == target) return true;
    if (std::find(seen.begin(), seen.end(), from) != seen.end()) return false;
    seen.push_back(from);
    const Declaration& declaration = model_.declarations[from];
    const auto in_type = [&](const auto& self, const TypeExpression& type) -> bool {
      if (type.form == Form::declared) return reaches(type.declared, target, seen);
      return !type.element.empty() && self(self, type.element.front());
    };
    if (is_name(declaration)) return in_type(in_type, declaration.type);
    return std::any_of(declaration.fields.begin(), declaration.fields.end(),
                       [&](const Field& field) { return in_type(in_type, field.type); }) ||
           std::any_of(
               declaration.variants.begin(), declaration.variants.end(),
               [&](const Variant& variant) { return reaches(variant.record, target, seen); });
  }

  void visit(DeclarationId id) {
    const auto& own = contract_.declarations;
    const bool elsewhere = std::find(own.begin(), own.end(), id) == own.end();
    if (elsewhere || std::find(seen_.begin(), seen_.end(), id) != seen_.end()) return;
    seen_.push_back(id);
    const Declaration& declaration = model_.declarations[id];
    if (is_name(declaration)) visit(declaration.type, id, true);
    for (const Field& field : declaration.fields) visit(field.type, id, false);
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

std::vector<std::string_view> segments(std::string_view pattern) {
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t dot = pattern.find('.');
    found.push_back(pattern.substr(0, dot));
    if (dot == std::string_view::npos) return found;
    pattern.remove_prefix(dot + 1);
  }
}

std::vector<DeclarationId> in_dependency_order(const Model& model, const Contract& contract) {
  return DependencyOrder(model, contract).run();
}

}  // namespace tally::compiler::model
