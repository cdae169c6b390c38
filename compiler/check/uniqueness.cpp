// `uniqueItems` and `uniqueBy`: what is to differ can be compared, and is the same on both sides.
#include <set>
#include <string>
#include <vector>

#include "check/limits.h"
#include "check/passes.h"
#include "check/walk.h"
#include "diagnose/quote.h"
#include "model/vocabulary.h"
#include "source/suggest.h"

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
    if (declaration.unknown == model::Unknown::keep &&
        declaration.form == Declaration::Form::record)
      return quote(declaration.name) + " keeps unknown members, which have no equality";
    const bool wrapper = declaration.form == Declaration::Form::newtype ||
                         declaration.form == Declaration::Form::alias;
    if (wrapper) return run(declaration.type);
    for (const auto& field : declaration.fields) {
      if (auto reason = run(field.type); !reason.empty()) return reason;
    }
    for (const auto& variant : declaration.variants) {
      if (!seen_.insert(variant.record).second) continue;
      if (auto reason = run(model_.declarations[variant.record]); !reason.empty()) return reason;
    }
    return {};
  }

  const model::Model& model_;
  std::set<model::DeclarationId> seen_;
};

// The record that the elements of the list are; null if they are anything else.
const Declaration* record_of(const model::Model& model, const TypeExpression& list) {
  const auto base = find_base(model, list.element.front());
  if (!base || base->kind != Kind::record || base->nullable) return nullptr;
  return &model.declarations[base->written->declared];
}

void check_fields(const model::Model& model, const TypeExpression& list, Constraint& constraint,
                  Diagnostics& diagnostics) {
  const Declaration* record = record_of(model, list);
  if (record == nullptr) {
    diagnostics
        .add(Code::constraint_not_applicable, constraint.keyword_span,
             "`uniqueBy` does not apply to a list whose elements are no records")
        .label("write `uniqueItems: true`");
    return;
  }
  if (record->broken) return;
  std::vector<std::string_view> names;
  for (const auto& field : record->fields) names.push_back(field.name);
  for (auto& name : constraint.fields) {
    while (name.position < names.size() && names[name.position] != name.name) ++name.position;
    if (name.position == names.size()) {
      diagnostics
          .add(Code::unknown_member, name.span,
               quote(record->name) + " has no field " + quote(name.name))
          .suggest(find_suggestion(name.name, names), name.span);
      name.position = 0;
      continue;
    }
    const auto& field = record->fields[name.position];
    name.wire = field.wire;
    const auto base = find_base(model, field.type);
    if (!base) continue;
    const bool scalar = base->kind < Kind::json || base->kind == Kind::enumeration;
    if (scalar) continue;
    diagnostics
        .add(Code::not_comparable, name.span,
             "`uniqueBy` cannot compare the " + quote(model::name_of(base->kind)) + " " +
                 quote(name.name))
        .related(field.span, "declared");
  }
}

}  // namespace

void check_uniqueness(model::Model& model, Diagnostics& diagnostics) {
  for (auto& declaration : model.declarations) {
    visit_types(declaration, [&](TypeExpression& type) {
      for (auto& constraint : type.constraints) {
        if (!is_uniqueness(constraint.keyword) || constraint.broken) continue;
        const auto base = find_base(model, type);
        if (!base || !find_base(model, base->written->element.front())) continue;
        if (constraint.keyword == model::Keyword::unique_by) {
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
