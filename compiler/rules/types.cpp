#include "rules/types.h"

#include <algorithm>

#include "model/vocabulary.h"

namespace tally::compiler::rules {

using model::Kind;
using Form = model::TypeExpression::Form;

namespace {

// Of what is no other name.
Kind kind_of(const model::Declaration& declaration) {
  // Any text may be in an open enum.
  if (const auto* values = declaration.as<model::Enumeration>())
    return values->open ? Kind::string : Kind::enumeration;
  return declaration.as<model::Union>() != nullptr ? Kind::union_ : Kind::record;
}

}  // namespace

Type plain(Kind kind) {
  Type type;
  type.kind = kind;
  return type;
}

Type type_of(const model::Model& model, const model::TypeExpression& use) {
  Type type;
  const auto* current = &use;
  for (std::uint32_t hops = 0; hops <= plan::max_depth && !current->broken; ++hops) {
    for (const auto& constraint : current->constraints) {
      const auto [subject, bound] = facts_of(constraint.keyword);
      if (subject != Subject::items || bound != Bound::upper) continue;
      const auto most = static_cast<std::uint64_t>(constraint.integer);
      type.most = std::min(type.most.value_or(most), most);
    }
    if (current->form == Form::builtin) {
      type.kind = model::row(current->builtin).computed;
      return type;
    }
    if (current->form != Form::declared) {
      type.kind = current->form == Form::list  ? Kind::list
                  : current->form == Form::map ? Kind::map
                                               : Kind::nullable;
      type.element = &current->element.front();
      return type;
    }
    const auto& declaration = model.declarations[current->declared];
    if (declaration.broken) break;
    const auto* named = named_type(declaration);
    if (named == nullptr) {
      type.kind = kind_of(declaration);
      type.declared = current->declared;
      return type;
    }
    current = named;
  }
  type.unknown = true;
  return type;
}

std::string shown(const model::Model& model, const Type& type) {
  if (type.null) return "`null`";
  switch (type.kind) {
    case Kind::int64:
      return "an integer";
    case Kind::boolean:
      return "a truth value";
    case Kind::string:
      return "text";
    case Kind::nullable:
      return "a value that may be null";
    case Kind::enumeration:
    case Kind::union_:
    case Kind::record:
      return "`" + model.declarations[type.declared].name + "`";
    default:
      return "`" + std::string(model::name_of(type.kind)) + "`";
  }
}

bool has_value(const Type& type) {
  return !type.null && model::row(type.kind).compared != model::Comparison::nothing;
}

bool is_same(const Type& a, const Type& b) {
  return a.kind == b.kind && a.null == b.null &&
         (a.kind != Kind::enumeration || a.declared == b.declared);
}

bool is_ordered(Kind kind) {
  return model::row(kind).compared == model::Comparison::ordered;
}

}  // namespace tally::compiler::rules
