// `uniqueItems` and `uniqueBy`: what is to differ can be compared, and is the same on both sides.
#include <set>
#include <string>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "model/limits.h"
#include "model/vocabulary.h"
#include "model/walk.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler::checking {
namespace {

using model::Constraint;
using model::Declaration;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

// Looks for what has no equality in all that a value is made of.
class Search {
 public:
  explicit Search(const model::Model& model) : model_(model) {}

  // Why values of this type cannot be compared; empty if they can.
  std::string run(const TypeExpression& type) {
    for (const auto& element : type.element) {
      if (auto reason = run(element); !reason.empty()) return reason;
    }
    if (type.form == Form::builtin && type.builtin == Kind::json) return "`json` has no equality";
    if (type.form != Form::declared || !seen_.insert(type.declared).second) return {};
    return run(model_.declarations[type.declared]);
  }

 private:
  std::string run(const Declaration& declaration) {
    const auto* record = declaration.as<model::Record>();
    if (record != nullptr && record->unknown == model::Unknown::keep)
      return quote(declaration.name) + " keeps unknown members, which have no equality";
    if (const auto* type = named_type(declaration)) return run(*type);
    for (const auto& field : fields_of(declaration)) {
      if (auto reason = run(field.type); !reason.empty()) return reason;
    }
    for (const auto& variant : variants_of(declaration)) {
      if (!seen_.insert(variant.record).second) continue;
      if (auto reason = run(model_.declarations[variant.record]); !reason.empty()) return reason;
    }
    return {};
  }

  const model::Model& model_;
  std::set<model::DeclarationId> seen_;
};

void check_fields(const model::Model& model, const TypeExpression& list,
                  const Constraint& constraint, Diagnostics& diagnostics) {
  const auto* record = model::record_of_elements(model, list);
  if (record == nullptr) {
    diagnostics
        .add(Code::constraint_not_applicable, constraint.keyword_span,
             "`uniqueBy` does not apply to a list whose elements are no records")
        .label("write `uniqueItems: true`");
    return;
  }
  if (record->broken) return;
  for (const auto& name : constraint.fields) {
    const auto& field = fields_of(*record)[name.position];
    const auto base = find_base(model, field.type);
    if (!base) continue;
    const bool scalar = base->kind == Kind::enumeration ||
                        (model::is_builtin(base->kind) && base->kind != Kind::json);
    if (scalar) continue;
    diagnostics
        .add(Code::not_comparable, name.span,
             "`uniqueBy` cannot compare the " + quote(model::name_of(base->kind)) + " " +
                 quote(name.name))
        .related(field.span, "declared");
  }
}

}  // namespace

void check_uniqueness(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    visit_types(declaration, [&](const TypeExpression& type) {
      for (const auto& constraint : type.constraints) {
        if (facts_of(constraint.keyword).subject != Subject::elements) continue;
        const auto base = find_base(model, type);
        if (!base || !find_base(model, base->written->element.front())) continue;
        if (model::row(constraint.keyword).value == model::Argument::names) {
          check_fields(model, *base->written, constraint, diagnostics);
        } else if (const auto reason = Search(model).run(base->written->element.front());
                   !reason.empty()) {
          diagnostics.add(Code::not_comparable, constraint.keyword_span,
                          "`uniqueItems` cannot compare the elements: " + reason);
        }
      }
    });
  }
}

}  // namespace tally::compiler::checking
