#include "rules/types.h"

#include <algorithm>

#include "model/vocabulary.h"

namespace tally::compiler::rules {

using model::Kind;
using Form = model::TypeExpression::Form;
using DeclarationForm = model::Declaration::Form;

namespace {

Kind wide(Kind kind) {
  switch (kind) {
    case Kind::integer:
    case Kind::int8:
    case Kind::int16:
    case Kind::int32:
    case Kind::uint8:
    case Kind::uint16:
    case Kind::uint32:
      return Kind::int64;
    case Kind::float32:
      return Kind::float64;
    default:
      return kind;
  }
}

Kind kind_of(const model::Declaration& declaration) {
  switch (declaration.form) {
    case DeclarationForm::enumeration:
      return declaration.open ? Kind::string : Kind::enumeration;  // any text may be in an open one
    case DeclarationForm::union_:
      return Kind::union_;
    default:
      return Kind::record;
  }
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
      if (constraint.keyword != model::Keyword::max_items || constraint.broken) continue;
      const auto most = static_cast<std::uint64_t>(constraint.integer);
      type.most = std::min(type.most.value_or(most), most);
    }
    if (current->form == Form::builtin) {
      type.kind = wide(current->builtin);
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
    if (declaration.form != DeclarationForm::newtype &&
        declaration.form != DeclarationForm::alias) {
      type.kind = kind_of(declaration);
      type.declared = current->declared;
      return type;
    }
    current = &declaration.type;
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
  switch (type.kind) {
    case Kind::bytes:
    case Kind::json:
    case Kind::list:
    case Kind::map:
    case Kind::nullable:
    case Kind::union_:
    case Kind::record:
      return false;
    default:
      return !type.null;
  }
}

bool is_same(const Type& a, const Type& b) {
  return a.kind == b.kind && a.null == b.null &&
         (a.kind != Kind::enumeration || a.declared == b.declared);
}

bool is_ordered(Kind kind) {
  switch (kind) {
    case Kind::int64:
    case Kind::uint64:
    case Kind::float64:
    case Kind::decimal:
    case Kind::string:
    case Kind::timestamp:
    case Kind::date:
    case Kind::duration:
      return true;
    default:
      return false;
  }
}

}  // namespace tally::compiler::rules
