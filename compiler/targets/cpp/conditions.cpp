#include "targets/cpp/conditions.h"

#include <algorithm>
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

void add_patterns(const std::vector<Constraint>& constraints, Patterns& patterns) {
  for (const Constraint& constraint : constraints) {
    if (constraint.pattern) patterns.emplace(constraint.pattern->source, &*constraint.pattern);
  }
}

void add_patterns(const TypeExpression& type, Patterns& patterns) {
  add_patterns(type.constraints, patterns);
  add_patterns(type.keys, patterns);
  for (const TypeExpression& element : type.element) add_patterns(element, patterns);
}

/// The number behind the view of a numeric kind.
std::string number(const TypeExpression& base, const std::string& access) {
  const bool wrapped = base.builtin == Kind::integer || base.encoding == model::Encoding::number;
  return wrapped ? access + ".value" : access;
}

/// Of the type that the value has, which decides how far apart two numbers count as the same.
std::string floating_literal(Kind kind, double value) {
  return kind == Kind::float32 ? float_literal(static_cast<float>(value)) : double_literal(value);
}

std::string size_of_bytes(const TypeExpression& base, const std::string& access) {
  return access + (base.encoding == model::Encoding::base64url ? ".value.size" : ".size");
}

}  // namespace

Patterns find_patterns(const model::Model& model) {
  Patterns patterns;
  for (const Declaration& declaration : model.declarations) {
    add_patterns(declaration.type, patterns);
    for (const model::Field& field : declaration.fields) add_patterns(field.type, patterns);
  }
  return patterns;
}

std::string Conditions::function(const Declaration& wrapper) const {
  return names_.scope(model_.contracts[wrapper.contract]) + "::validate_" +
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
      } else if (type.builtin == Kind::integer || type.as_millis) {
        parts.push_back("tally::is_exact(" + access + ")");
      }
      break;
    case Form::declared: {
      const Declaration& declaration = model_.declarations[type.declared];
      if (declaration.open) break;  // any string is a value
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
  // Items are compared when it is known that they are sound.
  Constraints limits = pointers(type.constraints);
  const auto last = std::stable_partition(limits.begin(), limits.end(), [](const Constraint* each) {
    return each->keyword != Keyword::unique_items && each->keyword != Keyword::unique_by;
  });
  add_limits(parts, type, {limits.begin(), last}, access, owner);
  const std::string each = elements(type, access, owner);
  if (!each.empty()) parts.push_back(each);
  add_limits(parts, type, {last, limits.end()}, access, owner);
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
          floating ? floating_literal(base.builtin, constraint.number)
                   : integer_literal(constraint.integer, base.builtin == Kind::uint64);
      return number(base, access) + std::string(comparison(constraint.keyword)) + literal;
    }
    case Keyword::multiple_of: {
      if (base.builtin == Kind::decimal)
        return "tally::is_multiple_of(" + access + ", " + decimal_literal(constraint.text) + ")";
      if (floating)
        return "tally::is_multiple_of(" + access + ", " +
               floating_literal(base.builtin, constraint.number) + ")";
      const bool is_unsigned = base.builtin == Kind::uint64;
      const std::string type = is_unsigned ? "std::uint64_t{" : "std::int64_t{";
      return "tally::is_multiple_of(" + type + number(base, access) + "}, " + type +
             integer_literal(constraint.integer, is_unsigned) + "})";
    }
    case Keyword::min_length:
      if (base.builtin == Kind::bytes)
        return constraint.integer == 0 ? "" : size_of_bytes(base, access) + " >= " + count;
      return constraint.integer == 0 ? "" : length(constraint, access);
    case Keyword::max_length:
      if (base.builtin == Kind::bytes) return size_of_bytes(base, access) + " <= " + count;
      return length(constraint, access);
    case Keyword::pattern:
      return "tally::matches(" + access + ", " + pattern_name(*constraint.pattern, owner) + ")";
    case Keyword::format:
      return format_function(constraint.text) + "(" + access + ".text())";
    case Keyword::min_items:
    case Keyword::min_properties:
      return constraint.integer == 0 ? "" : access + ".size >= " + count;
    case Keyword::max_items:
    case Keyword::max_properties:
      return access + ".size <= " + count;
    case Keyword::unique_items:
    case Keyword::unique_by:
      return uniqueness(base, constraint, access);
  }
  return "";
}

std::string Conditions::format_function(std::string_view name) const {
  return "tally::format::" + names_.snake(name);
}

/// Of a string.
std::string Conditions::length(const Constraint& constraint, const std::string& access) const {
  const std::string count = std::to_string(constraint.integer);
  const bool least = constraint.keyword == Keyword::min_length;
  if (constraint.unit == model::LengthUnit::bytes)
    return access + (least ? ".size >= " : ".size <= ") + count;
  const std::string unit = constraint.unit == model::LengthUnit::utf16 ? "_utf16" : "";
  return (least ? "tally::has_at_least" : "tally::has_at_most") + unit + "(" + access + ", " +
         count + ")";
}

std::string Conditions::uniqueness(const TypeExpression& list, const Constraint& constraint,
                                   const std::string& access) const {
  if (constraint.keyword == Keyword::unique_items) return "tally::all_differ(" + access + ")";
  const Declaration& record = *model::resolve(model_, list.element.front()).declaration;
  const std::vector<std::string> names = names_.fields(record);
  std::string steps;
  for (const model::KeyField& field : constraint.fields) {
    const std::string a = "a." + names[field.position];
    const std::string b = "b." + names[field.position];
    const std::string has = ".present.has(" + std::to_string(field.position) + ")";
    const std::string order =
        record.fields[field.position].optional
            ? "tally::view::compare_optional(a" + has + ", " + a + ", b" + has + ", " + b + ")"
            : "compare(" + a + ", " + b + ")";
    steps +=
        steps.empty() ? "int order = " + order + "; " : "if (order == 0) order = " + order + "; ";
  }
  return "tally::all_differ(" + access +
         ", [](const auto& a, const auto& b) noexcept { using tally::view::compare; " + steps +
         "return order; })";
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
  return pattern_name(*all_.at(source), "imported");
}

std::string Conditions::helper(const std::string& wanted) {
  const IsTaken is_taken = [&](std::string_view name) { return taken_.contains(name); };
  return *taken_.insert(make_unique({&wanted, 1}, is_taken).front()).first;
}

std::string Conditions::pattern_name(const CompiledPattern& pattern, const std::string& owner) {
  const auto [known, is_new] = constants_.try_emplace(pattern.source);
  if (is_new) {
    known->second = helper(owner + "_pattern");
    patterns_.push_back({known->second, &pattern});
  }
  return known->second;
}

}  // namespace tally::compiler::targets::cpp
