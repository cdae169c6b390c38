#include "targets/cpp/conditions.h"

#include <algorithm>

#include "model/query.h"
#include "model/vocabulary.h"
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

std::string_view sign_of(Bound bound) {
  switch (bound) {
    case Bound::lower:
      return " >= ";
    case Bound::above:
      return " > ";
    case Bound::below:
      return " < ";
    default:
      return " <= ";
  }
}

/// True when every value of the kind satisfies the limit: compilers warn about comparisons that
/// decide nothing.
bool is_vacuous(Kind kind, Bound bound, const Constraint& constraint) {
  if (!model::is_integer(kind) || kind == Kind::integer) return false;
  const model::KindRow& row = model::row(kind);
  // As the 64 bits that a limit on this kind is.
  const std::int64_t edge =
      bound == Bound::lower ? row.smallest : static_cast<std::int64_t>(row.largest);
  return (bound == Bound::lower || bound == Bound::upper) && constraint.integer == edge;
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
    if (const auto* type = named_type(declaration)) add_patterns(*type, patterns);
    for (const model::Field& field : fields_of(declaration)) add_patterns(field.type, patterns);
  }
  return patterns;
}

std::string Conditions::either(const std::string& first, const std::vector<std::string>& others) {
  if (others.size() > 1) return "(" + first + " || (" + join(others) + "))";
  // It may be such a choice itself.
  const std::string& other = others.front();
  const bool choice = other.front() == '(';
  return "(" + first + " || " + (choice ? other.substr(1, other.size() - 2) : other) + ")";
}

std::vector<std::string> Conditions::of(const TypeExpression& type, const std::string& access,
                                        const std::string& owner) {
  std::vector<std::string> parts;
  add_own(parts, type, access, owner);
  return parts;
}

void Conditions::add_own(std::vector<std::string>& parts, const TypeExpression& type,
                         const std::string& access, const std::string& owner) {
  switch (type.form) {
    case Form::builtin:
      if (model::is_float(type.builtin)) {
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
      if (is_open(declaration)) break;  // any string is a value
      const bool wrapper = named_type(declaration) != nullptr;
      parts.push_back((wrapper ? names_.validate_function(declaration) : "validate") +
                      (type.boxed ? "(*" : "(") + access + ")");
      break;
    }
    case Form::nullable: {
      std::vector<std::string> inner;
      const std::string value = access + ".value";
      add_own(inner, type.element.front(), value, owner);
      add_limits(inner, type.element.front(), pointers(type.constraints), value, owner);
      if (!inner.empty()) parts.push_back(either(access + ".null", inner));
      return;
    }
    case Form::list:
    case Form::map:
      break;
  }
  // Items are compared when it is known that they are sound.
  Constraints limits = pointers(type.constraints);
  const auto last = std::stable_partition(limits.begin(), limits.end(), [](const Constraint* each) {
    return facts_of(each->keyword).subject != Subject::elements;
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
    if (!inner.empty()) parts.push_back(either(access + ".null", inner));
    return;
  }
  for (const Constraint* constraint : constraints) {
    const std::string condition = limit(*resolved.base, *constraint, access, owner);
    if (!condition.empty()) parts.push_back(condition);
  }
}

/// One function for each `test` of vocabulary/keywords.def. Each gives an empty condition where
/// every value is fine.
struct Conditions::Tests {
  Conditions& conditions;
  const TypeExpression& base;
  const Constraint& constraint;
  const std::string& access;
  const std::string& owner;
  const Bound bound = facts_of(constraint.keyword).bound;
  const std::string limit = std::to_string(constraint.integer);

  [[nodiscard]] std::string comparison() const {
    const std::string sign(sign_of(bound));
    if (base.builtin == Kind::decimal) return access + sign + decimal_literal(constraint.text);
    if (is_vacuous(base.builtin, bound, constraint)) return "";
    const std::string literal =
        model::is_float(base.builtin)
            ? floating_literal(base.builtin, constraint.number)
            : integer_literal(constraint.integer, base.builtin == Kind::uint64);
    return number(base, access) + sign + literal;
  }

  [[nodiscard]] std::string multiple() const {
    if (base.builtin == Kind::decimal)
      return "tally::is_multiple_of(" + access + ", " + decimal_literal(constraint.text) + ")";
    if (model::is_float(base.builtin))
      return "tally::is_multiple_of(" + access + ", " +
             floating_literal(base.builtin, constraint.number) + ")";
    const bool is_unsigned = base.builtin == Kind::uint64;
    const std::string type = is_unsigned ? "std::uint64_t{" : "std::int64_t{";
    return "tally::is_multiple_of(" + type + number(base, access) + "}, " + type +
           integer_literal(constraint.integer, is_unsigned) + "})";
  }

  [[nodiscard]] std::string length() const {
    const bool least = bound == Bound::lower;
    if (least && constraint.integer == 0) return "";
    if (base.builtin == Kind::bytes)
      return size_of_bytes(base, access) + std::string(sign_of(bound)) + limit;
    if (constraint.unit == model::LengthUnit::bytes) return count();
    const std::string unit = constraint.unit == model::LengthUnit::utf16 ? "_utf16" : "";
    return (least ? "tally::has_at_least" : "tally::has_at_most") + unit + "(" + access + ", " +
           limit + ")";
  }

  [[nodiscard]] std::string pattern() const {
    return "tally::matches(" + access + ", " + conditions.pattern_name(*constraint.pattern, owner) +
           ")";
  }

  [[nodiscard]] std::string format() const {
    return conditions.format_function(constraint.text) + "(" + access + ".text())";
  }

  [[nodiscard]] std::string count() const {
    if (bound == Bound::lower && constraint.integer == 0) return "";
    return access + ".size" + std::string(sign_of(bound)) + limit;
  }

  [[nodiscard]] std::string difference() const {
    return conditions.uniqueness(base, constraint, access);
  }
};

std::string Conditions::limit(const TypeExpression& base, const Constraint& constraint,
                              const std::string& access, const std::string& owner) {
  const Tests tests{*this, base, constraint, access, owner};
  switch (constraint.keyword) {
#define TALLY_KEYWORD(id, word, subject, bound, test, ...) \
  case Keyword::id:                                        \
    return tests.test();
#include "tally/engine/vocabulary/keywords.def"
  }
  return "";
}

std::string Conditions::format_function(std::string_view name) const {
  return "tally::format::" + names_.snake(name);
}

std::string Conditions::uniqueness(const TypeExpression& list, const Constraint& constraint,
                                   const std::string& access) const {
  if (constraint.fields.empty()) return "tally::all_differ(" + access + ")";
  const Declaration& record = *model::resolve(model_, list.element.front()).declaration;
  const std::vector<std::string> names = names_.fields(record);
  std::string keys;
  for (const model::KeyField& field : constraint.fields) {
    keys += (keys.empty() ? "" : ", ") + std::string("tally::KeyMember<&") + names_.view(record) +
            "::" + names[field.position] + ", " + std::to_string(field.position) + ">";
  }
  return "tally::all_differ_by<" + keys + ">(" + access + ")";
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
  add_own(parts, type.element.front(), list ? item : item + ".value",
          owner + (list ? "_item" : "_value"));
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
