// What newtypes and `| null` are put on.
#include <string>

#include "check/passes.h"
#include "model/vocabulary.h"
#include "model/walk.h"
#include "source/counted.h"

namespace tally::compiler::checking {
namespace {

using Form = model::TypeExpression::Form;
using model::name_of;

void check_newtype(const model::Model& model, const model::Declaration& declaration,
                   const model::TypeExpression& type, Diagnostics& diagnostics) {
  const auto base = find_base(model, type);
  if (!base || (model::is_builtin(base->kind) && !base->nullable)) return;
  std::string message = "the newtype `" + declaration.name + "` has a base that ";
  if (base->nullable) {
    message += "may be null";
  } else {
    message += "is a " + std::string(name_of(base->kind)) + " and no scalar";
  }
  auto draft = diagnostics.add(Code::bad_newtype_base, type.span, message);
  draft.label(base->nullable ? "write `| null` where the newtype is used" : "declare an alias");
  if (!base->nullable) draft.fix(declaration.form_span, "alias");
}

void check_nullable(const model::Model& model, const model::TypeExpression& type,
                    Diagnostics& diagnostics) {
  if (type.form != Form::nullable || type.broken) return;
  const auto base = find_base(model, type.element.front());
  const bool twice = type.element.front().form == Form::nullable || (base && base->nullable);
  if (!twice) return;
  auto draft = diagnostics.add(Code::nested_nullable, type.span, "the type may be null already");
  const Span inner = type.element.front().span;
  draft.fix({inner.file, inner.end, type.span.end}, "");
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
                    "the decimal has " + counted(type.scale, "digit") + " behind the point, but " +
                        std::to_string(type.precision) + " in all");
  }
}

}  // namespace

void check_shapes(const model::Model& model, Diagnostics& diagnostics) {
  const auto check_type = [&](const model::TypeExpression& type) {
    check_nullable(model, type, diagnostics);
    check_digits(type, diagnostics);
  };
  for (const auto& declaration : model.declarations) {
    if (declaration.broken) continue;
    if (const auto* newtype = declaration.as<model::Newtype>())
      check_newtype(model, declaration, newtype->type, diagnostics);
    visit_types(declaration, check_type);
  }
  for (const auto& contract : model.contracts) {
    for (const auto& migration : contract.migrations) {
      for (const auto& step : migration.steps) {
        if (step.old_type) visit_nested(*step.old_type, check_type);
      }
    }
  }
  for (const auto& contract : model.contracts) {
    for (const auto& constant : contract.constants) check_digits(constant.type, diagnostics);
  }
}

}  // namespace tally::compiler::checking
