#include "targets/cpp/conditions.h"

#include <limits>

#include "model/query.h"
#include "render/naming.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Constraint;
using model::Declaration;
using model::Keyword;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

std::string join(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : " && ") + part;
  return joined;
}

std::vector<const Constraint*> pointers(const std::vector<Constraint>& constraints) {
  std::vector<const Constraint*> result;
  for (const Constraint& constraint : constraints) result.push_back(&constraint);
  return result;
}

std::string_view comparison(Keyword keyword) {
  switch (keyword) {
    case Keyword::minimum:
    case Keyword::min_items:
    case Keyword::min_properties:
      return " >= ";
    case Keyword::exclusive_minimum:
      return " > ";
    case Keyword::exclusive_maximum:
      return " < ";
    default:
      return " <= ";
  }
}

/// True when every value of the kind satisfies the limit: compilers warn about comparisons that
/// decide nothing.
bool is_vacuous(Kind kind, const Constraint& constraint) {
  const std::int64_t limit = constraint.integer;
  const auto at_edge = [&](std::int64_t smallest, std::int64_t largest) {
    return (constraint.keyword == Keyword::minimum && limit <= smallest) ||
           (constraint.keyword == Keyword::maximum && limit >= largest);
  };
  switch (kind) {
    case Kind::int8:
      return at_edge(INT8_MIN, INT8_MAX);
    case Kind::int16:
      return at_edge(INT16_MIN, INT16_MAX);
    case Kind::int32:
      return at_edge(INT32_MIN, INT32_MAX);
    case Kind::int64:
      return at_edge(INT64_MIN, INT64_MAX);
    case Kind::uint8:
      return at_edge(0, UINT8_MAX);
    case Kind::uint16:
      return at_edge(0, UINT16_MAX);
    case Kind::uint32:
      return at_edge(0, UINT32_MAX);
    case Kind::uint64:
      return (constraint.keyword == Keyword::minimum && limit == 0) ||
             (constraint.keyword == Keyword::maximum && limit == -1);
    default:
      return false;
  }
}

const CompiledPattern* find_pattern(const std::vector<Constraint>& constraints,
                                    std::string_view source) {
  for (const Constraint& constraint : constraints) {
    if (constraint.pattern && constraint.pattern->source == source) return &*constraint.pattern;
  }
  return nullptr;
}

const CompiledPattern* find_pattern(const TypeExpression& type, std::string_view source) {
  const CompiledPattern* found = find_pattern(type.constraints, source);
  if (found == nullptr) found = find_pattern(type.keys, source);
  for (const TypeExpression& element : type.element) {
    if (found == nullptr) found = find_pattern(element, source);
  }
  return found;
}

const CompiledPattern* find_pattern(const model::Model& model, std::string_view source) {
  for (const Declaration& declaration : model.declarations) {
    const CompiledPattern* found = find_pattern(declaration.type, source);
    for (const model::Field& field : declaration.fields) {
      if (found == nullptr) found = find_pattern(field.type, source);
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

/// The number behind the view of a numeric kind.
std::string number(const TypeExpression& base, const std::string& access) {
  const bool wrapped = base.builtin == Kind::integer || base.encoding == model::Encoding::number;
  return wrapped ? access + ".value" : access;
}

std::string size_of_bytes(const TypeExpression& base, const std::string& access) {
  return access + (base.encoding == model::Encoding::base64url ? ".value.size" : ".size");
}

}  // namespace

std::string Conditions::function(const Declaration& wrapper) const {
  return names_.name_space(model_.contracts[wrapper.contract]) + "::validate_" +
         names_.snake(wrapper.name);
}

std::string Conditions::of(const TypeExpression& type, const std::string& access,
                           const std::string& owner) {
  std::vector<std::string> parts;
  if (type.form == Form::nullable) {
    const std::string value = access + ".value";
    add_own(parts, type.element.front(), value, owner);
    add_limits(parts, type.element.front(), pointers(type.constraints), value, owner);
    return parts.empty() ? "" : "(" + access + ".null || (" + join(parts) + "))";
  }
  add_own(parts, type, access, owner);
  return join(parts);
}

void Conditions::add_own(std::vector<std::string>& parts, const TypeExpression& type,
                         const std::string& access, const std::string& owner) {
  switch (type.form) {
    case Form::builtin:
      if (type.builtin == Kind::float32 || type.builtin == Kind::float64) {
        parts.push_back("tally::is_finite(" + access + ")");
      } else if (type.builtin == Kind::decimal) {
        parts.push_back("tally::has_digits(" + access + ", " + std::to_string(type.precision) +
                        ", " + std::to_string(type.scale) + ")");
      } else if (type.builtin == Kind::integer) {
        parts.push_back("tally::is_exact(" + access + ")");
      }
      break;
    case Form::declared: {
      const Declaration& declaration = model_.declarations[type.declared];
      const bool wrapper = declaration.form == Declaration::Form::newtype ||
                           declaration.form == Declaration::Form::alias;
      parts.push_back((wrapper ? function(declaration) : "validate") + (type.boxed ? "(*" : "(") +
                      access + ")");
      break;
    }
    case Form::nullable:
      parts.push_back(of(type, access, owner));
      return;
    case Form::list:
    case Form::map:
      break;
  }
  add_limits(parts, type, pointers(type.constraints), access, owner);
  const std::string each = elements(type, access, owner);
  if (!each.empty()) parts.push_back(each);
}

void Conditions::add_limits(std::vector<std::string>& parts, const TypeExpression& type,
                            const Constraints& constraints, const std::string& access,
                            const std::string& owner) {
  const model::Resolved resolved = model::resolve(model_, type);
  if (resolved.base->form == Form::nullable) {
    // A limit on a newtype or alias of a nullable concerns the value, where there is one.
    std::vector<std::string> inner;
    add_limits(inner, resolved.base->element.front(), constraints, access + ".value", owner);
    if (!inner.empty()) parts.push_back("(" + access + ".null || (" + join(inner) + "))");
    return;
  }
  for (const Constraint* constraint : constraints) {
    const std::string condition = limit(*resolved.base, *constraint, access, owner);
    if (!condition.empty()) parts.push_back(condition);
  }
}

std::string Conditions::limit(const TypeExpression& base, const Constraint& constraint,
                              const std::string& access, const std::string& owner) {
  const bool floating = base.builtin == Kind::float32 || base.builtin == Kind::float64;
  const std::string count = std::to_string(constraint.integer);
  switch (constraint.keyword) {
    case Keyword::minimum:
    case Keyword::maximum:
    case Keyword::exclusive_minimum:
    case Keyword::exclusive_maximum: {
      if (base.builtin == Kind::decimal)
        return access + std::string(comparison(constraint.keyword)) +
               decimal_literal(constraint.text);
      if (!floating && is_vacuous(base.builtin, constraint)) return "";
      const std::string literal =
          floating ? double_literal(constraint.number)
                   : integer_literal(constraint.integer, base.builtin == Kind::uint64);
      return number(base, access) + std::string(comparison(constraint.keyword)) + literal;
    }
    case Keyword::multiple_of: {
      if (base.builtin == Kind::decimal)
        return "tally::is_multiple_of(" + access + ", " + decimal_literal(constraint.text) + ")";
      if (floating)
        return "tally::is_multiple_of(" + access + ", " + double_literal(constraint.number) + ")";
      const bool is_unsigned = base.builtin == Kind::uint64;
      const std::string type = is_unsigned ? "std::uint64_t{" : "std::int64_t{";
      return "tally::is_multiple_of(" + type + number(base, access) + "}, " + type +
             integer_literal(constraint.integer, is_unsigned) + "})";
    }
    case Keyword::min_length:
      if (base.builtin == Kind::bytes)
        return constraint.integer == 0 ? "" : size_of_bytes(base, access) + " >= " + count;
      return constraint.integer == 0 ? "" : "tally::has_at_least(" + access + ", " + count + ")";
    case Keyword::max_length:
      if (base.builtin == Kind::bytes) return size_of_bytes(base, access) + " <= " + count;
      return "tally::has_at_most(" + access + ", " + count + ")";
    case Keyword::pattern:
      return "tally::matches(" + access + ", " + pattern_name(*constraint.pattern, owner) + ")";
    case Keyword::format:
      return "tally::format::" + names_.snake(constraint.text) + "(" + access + ".text())";
    case Keyword::min_items:
    case Keyword::min_properties:
      return constraint.integer == 0 ? "" : access + ".size >= " + count;
    case Keyword::max_items:
    case Keyword::max_properties:
      return access + ".size <= " + count;
  }
  return "";
}

std::string Conditions::elements(const TypeExpression& type, const std::string& access,
                                 const std::string& owner) {
  if (type.form != Form::list && type.form != Form::map) return "";
  const bool list = type.form == Form::list;
  // Lambdas inside each other need names of their own.
  ++nesting_;
  const std::string item =
      (list ? "item" : "entry") + (nesting_ == 1 ? "" : "_" + std::to_string(nesting_));
  std::vector<std::string> parts;
  if (!list) {
    TypeExpression key;
    key.builtin = Kind::string;
    add_limits(parts, key, pointers(type.keys), item + ".key", owner + "_key");
  }
  const std::string value =
      of(type.element.front(), list ? item : item + ".value", owner + (list ? "_item" : "_value"));
  if (!value.empty()) parts.push_back(value);
  --nesting_;
  if (parts.empty()) return "";
  return "tally::all_of(" + access + ", [](const auto& " + item + ") { return " + join(parts) +
         "; })";
}

std::string Conditions::pattern_constant(std::string_view source) {
  return pattern_name(*find_pattern(model_, source), "imported");
}

std::string Conditions::pattern_name(const CompiledPattern& pattern, const std::string& owner) {
  std::vector<std::string> taken;
  for (const PatternConstant& known : patterns_) {
    if (known.pattern->source == pattern.source) return known.name;
    taken.push_back(known.name);
  }
  taken.push_back(owner + "_pattern");
  patterns_.push_back({make_unique(taken).back(), &pattern});
  return patterns_.back().name;
}

}  // namespace tally::compiler::targets::cpp
