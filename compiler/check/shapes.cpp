// What newtypes and `| null` are put on.
#include <string>

#include "check/passes.h"
#include "check/walk.h"
#include "model/vocabulary.h"

namespace tally::compiler::checking {
namespace {

using Form = model::TypeExpression::Form;
using model::name_of;

bool is_scalar(model::Kind kind) {
  return kind < model::Kind::list;
}

void check_newtype(const model::Model& model, const model::Declaration& declaration,
                   Diagnostics& diagnostics) {
  const auto base = find_base(model, declaration.type);
  if (!base || (is_scalar(base->kind) && !base->nullable)) return;
  std::string message = "the newtype `" + declaration.name + "` has a base that ";
  if (base->nullable) {
    message += "may be null";
  } else {
    message += "is a " + std::string(name_of(base->kind)) + " and no scalar";
  }
  diagnostics.add(Code::bad_newtype_base, declaration.type.span, message)
      .label(base->nullable ? "write `| null` where the newtype is used" : "declare an alias");
}

void check_nullable(const model::Model& model, const model::TypeExpression& type,
                    Diagnostics& diagnostics) {
  if (type.form != Form::nullable || type.broken) return;
  const auto base = find_base(model, type.element.front());
  const bool twice = type.element.front().form == Form::nullable || (base && base->nullable);
  if (!twice) return;
  auto draft = diagnostics.add(Code::nested_nullable, type.span, "the type may be null already");
  if (type.element.front().form == Form::declared) {
    const auto& declaration = model.declarations[type.element.front().declared];
    draft.related(declaration.span, "`" + declaration.name + "` declared");
  }
}

void check_digits(const model::TypeExpression& type, Diagnostics& diagnostics) {
  if (type.form != Form::builtin || type.builtin != model::Kind::decimal || type.broken) return;
  if (type.precision == 0) {
    diagnostics.add(Code::missing_key, type.span, "the decimal has no `precision`")
        .label("say how many digits it has: `precision: 12, scale: 2`");
  } else if (type.scale > type.precision) {
    diagnostics.add(Code::scale_above_precision, type.span,
                    "the decimal has " + std::to_string(type.scale) +
                        " digits behind the point, but " + std::to_string(type.precision) +
                        " in all");
  }
}

}  // namespace

void check_shapes(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    if (declaration.broken) continue;
    if (declaration.form == model::Declaration::Form::newtype) {
      check_newtype(model, declaration, diagnostics);
    }
    visit_types(declaration, [&](const model::TypeExpression& type) {
      check_nullable(model, type, diagnostics);
      check_digits(type, diagnostics);
    });
  }
}

}  // namespace tally::compiler::checking
