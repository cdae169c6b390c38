#include "check/walk.h"

#include <algorithm>

namespace tally::compiler::checking {

using Form = model::TypeExpression::Form;
using DeclarationForm = model::Declaration::Form;

std::optional<Base> find_base(const model::Model& model, const model::TypeExpression& type) {
  Base base;
  const auto* current = &type;
  const auto step = [&](const model::TypeExpression& next) {
    current = &next;
    // Collected outermost first and turned round at the end.
    for (auto i = next.constraints.rbegin(); i != next.constraints.rend(); ++i) {
      base.inherited.push_back(&*i);
    }
  };
  const auto found = [&](model::Kind kind) {
    base.kind = kind;
    base.written = current;
    std::reverse(base.inherited.begin(), base.inherited.end());
    return base;
  };
  // A longer chain is too deep or a circle and has been reported.
  for (std::uint32_t hops = 0; hops <= plan::max_depth && !current->broken; ++hops) {
    switch (current->form) {
      case Form::builtin:
        return found(current->builtin);
      case Form::list:
        return found(model::Kind::list);
      case Form::map:
        return found(model::Kind::map);
      case Form::nullable:
        base.nullable = true;
        step(current->element.front());
        break;
      case Form::declared: {
        const auto& declaration = model.declarations[current->declared];
        if (declaration.broken) return std::nullopt;
        switch (declaration.form) {
          case DeclarationForm::record:
            return found(model::Kind::record);
          case DeclarationForm::enumeration:
            return found(model::Kind::enumeration);
          case DeclarationForm::union_:
            return found(model::Kind::union_);
          case DeclarationForm::newtype:
          case DeclarationForm::alias:
            step(declaration.type);
            break;
        }
        break;
      }
    }
  }
  return std::nullopt;
}

}  // namespace tally::compiler::checking
