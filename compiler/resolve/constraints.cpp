// What a mapping says about a type besides its name: limits, forms in JSON, and the same for
// elements.
#include <string>

#include "diagnose/quoted.h"
#include "model/vocabulary.h"
#include "resolve/context.h"
#include "resolve/keys.h"
#include "tally/engine/decimal.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = model::TypeExpression::Form;
using model::Encoding;
using model::Kind;

std::vector<model::Constraint> read_constraints(Context& context, const yaml::Node& mapping) {
  std::vector<model::Constraint> constraints;
  for (const auto& [key, value] : mapping.entries) {
    const auto keyword = model::find_keyword(key->text);
    if (!keyword) continue;
    const std::string what = quoted(key->text);
    const bool is_text = *keyword == model::Keyword::pattern || *keyword == model::Keyword::format;
    model::Constraint constraint;
    if (!is_text && value->is_scalar() && value->is_plain() && names_constant(value->text)) {
      auto number = constant_number(context, *value);
      if (!number) continue;
      constraint.text = std::move(*number);
      constraint.constant = value->text;
    } else {
      const auto text = is_text ? yaml::read_text(*value, what, context.diagnostics)
                                : yaml::read_number(*value, what, context.diagnostics);
      if (!text) continue;
      constraint.text = *text;
    }
    constraint.keyword = *keyword;
    constraint.span = value->span;
    constraint.keyword_span = key->span;
    constraints.push_back(std::move(constraint));
  }
  return constraints;
}

// The expression itself, or what may also be null.
model::TypeExpression& without_null(model::TypeExpression& type) {
  auto* inner = &type;
  while (inner->form == Form::nullable && !inner->element.empty()) inner = &inner->element.front();
  return *inner;
}

void refuse(Context& context, Span key, std::string_view word, const model::TypeExpression& type) {
  auto draft = context.diagnostics.add(
      Code::constraint_not_applicable, key,
      quoted(word) + " does not apply to " + quoted(context.sources.text(type.span)));
  if (type.form == Form::declared) {
    const auto& declaration = context.model.declarations[type.declared];
    draft.label("it belongs to the declaration of " + quoted(declaration.name));
  }
}

// `json: string | number` of 64-bit integers, `encoding: rfc3339 | unixMillis` of timestamps and
// `base64 | base64url` of bytes.
void read_encodings(Context& context, const yaml::Node& mapping, model::TypeExpression& type) {
  const auto is = [&](Kind kind) { return type.form == Form::builtin && type.builtin == kind; };
  for (const auto& [key, value] : mapping.entries) {
    if (key->text == "json") {
      const auto choice = read_choice(*value, "`json`", {"string", "number"}, Code::unknown_choice,
                                      context.diagnostics);
      if (!is(Kind::int64) && !is(Kind::uint64)) {
        refuse(context, key->span, key->text, type);
      } else if (choice == 1) {
        type.encoding = Encoding::number;
      }
    } else if (key->text == "encoding") {
      const bool bytes = is(Kind::bytes);
      if (!bytes && !is(Kind::timestamp)) {
        refuse(context, key->span, key->text, type);
        continue;
      }
      const auto choice = bytes ? read_choice(*value, "`encoding`", {"base64", "base64url"},
                                              Code::unknown_encoding, context.diagnostics)
                                : read_choice(*value, "`encoding`", {"rfc3339", "unixMillis"},
                                              Code::unknown_encoding, context.diagnostics);
      if (choice == 1) type.encoding = bytes ? Encoding::base64url : Encoding::unix_millis;
    }
  }
}

// `precision` and `scale` of decimals: whether they go together is for `check` to say.
void read_digits(Context& context, const yaml::Node& mapping, model::TypeExpression& type) {
  for (const auto& [key, value] : mapping.entries) {
    const bool precision = key->text == "precision";
    if (!precision && key->text != "scale") continue;
    if (type.form != Form::builtin || type.builtin != Kind::decimal) {
      refuse(context, key->span, key->text, type);
      continue;
    }
    const std::string what = quoted(key->text);
    const auto text = yaml::read_number(*value, what, context.diagnostics);
    if (!text) continue;
    int number = -1;
    if (text->size() <= 2 && text->find_first_not_of("0123456789") == text->npos)
      number = std::stoi(std::string(*text));
    const int least = precision ? 1 : 0;
    if (number < least || number > static_cast<int>(Decimal::max_digits)) {
      context.diagnostics.add(Code::limit_out_of_range, value->span,
                              what + " is a whole number from " + std::to_string(least) + " to 38");
      number = least;
    }
    (precision ? type.precision : type.scale) = static_cast<std::uint8_t>(number);
  }
}

void read_elements(Context& context, const yaml::Node& mapping, model::TypeExpression& type) {
  for (const auto& [key, value] : mapping.entries) {
    const bool items = key->text == "items";
    const bool keys = key->text == "keys";
    if (!items && !keys && key->text != "values") continue;
    if (type.form != (items ? Form::list : Form::map)) {
      refuse(context, key->span, key->text, type);
      continue;
    }
    const std::string what = quoted(key->text);
    if (!yaml::expect_mapping(*value, what, context.diagnostics)) continue;
    check_keys(*value, {keys ? map_key_keys() : refinement_keys()}, what, context.diagnostics);
    if (keys) {
      type.keys = read_constraints(context, *value);
    } else {
      read_refinements(context, *value, type.element.front());
    }
  }
}

}  // namespace

void read_refinements(Context& context, const yaml::Node& mapping, model::TypeExpression& type) {
  if (type.broken) return;
  auto constraints = read_constraints(context, mapping);
  type.constraints.insert(type.constraints.end(), constraints.begin(), constraints.end());
  auto& inner = without_null(type);
  read_encodings(context, mapping, inner);
  read_digits(context, mapping, inner);
  read_elements(context, mapping, inner);
}

}  // namespace tally::compiler::resolving
