#include "model/walk.h"

#include <algorithm>

namespace tally::compiler::model {

using Form = TypeExpression::Form;

std::optional<Base> find_base(const Model& model, const TypeExpression& type) {
  Base base;
  const auto* current = &type;
  const auto step = [&](const TypeExpression& next) {
    current = &next;
    // Collected outermost first and turned round at the end.
    for (auto i = next.constraints.rbegin(); i != next.constraints.rend(); ++i) {
      base.inherited.push_back(&*i);
    }
  };
  const auto found = [&](Kind kind) {
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
        return found(Kind::list);
      case Form::map:
        return found(Kind::map);
      case Form::nullable:
        base.nullable = true;
        step(current->element.front());
        break;
      case Form::declared: {
        const auto& declaration = model.declarations[current->declared];
        if (declaration.broken) return std::nullopt;
        if (const auto* named = named_type(declaration)) {
          step(*named);
          break;
        }
        if (declaration.as<Record>() != nullptr) return found(Kind::record);
        return found(declaration.as<Union>() != nullptr ? Kind::union_ : Kind::enumeration);
      }
    }
  }
  return std::nullopt;
}

const Declaration* record_of_elements(const Model& model, const TypeExpression& list) {
  const auto base = find_base(model, list.element.front());
  if (!base || base->kind != Kind::record || base->nullable) return nullptr;
  return &model.declarations[base->written->declared];
}

}  // namespace tally::compiler::model
