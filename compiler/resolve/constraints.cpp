// What a mapping says about a type besides its name: limits, forms in JSON, and the same for
// elements.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "diagnose/quote.h"
#include "language/language.h"
#include "model/vocabulary.h"
#include "resolve/context.h"
#include "resolve/keys.h"
#include "tally/engine/values/decimal.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::TypeExpression::Form;
using model::Argument;
using model::Encoding;
using model::Kind;
using model::LengthUnit;

// The names of fields, with commas between them as the constraint's text.
bool read_field_names(Context& context, const yaml::Node& value, const std::string& what,
                      syntax::Constraint& constraint) {
  if (!yaml::expect_sequence(value, what, context.diagnostics)) return false;
  for (const auto* name : value.items) {
    if (!yaml::read_text(*name, "a field", context.diagnostics)) return false;
    constraint.text += (constraint.fields.empty() ? "" : ", ") + name->text;
    constraint.fields.push_back({name->text, name->span});
  }
  if (!constraint.fields.empty()) return true;
  context.diagnostics.add(Code::empty_declaration, value.span, what + " names no field");
  return false;
}

// What stands behind a keyword. False when it is nothing to keep, or was reported.
bool read_limit(Context& context, const yaml::Node& value, const std::string& what,
                syntax::Constraint& constraint) {
  std::optional<std::string_view> text;
  switch (model::row(constraint.keyword).value) {
    case Argument::names:
      return read_field_names(context, value, what, constraint);
    case Argument::flag:
      constraint.text = "true";
      return yaml::read_bool(value, what, context.diagnostics).value_or(false);
    case Argument::text:
    case Argument::pattern:
    case Argument::format:
      text = yaml::read_text(value, what, context.diagnostics);
      break;
    case Argument::number:
    case Argument::step:
    case Argument::count:
      if (value.is_scalar() && value.is_plain() && names_constant(value.text)) {
        auto number = constant_number(context, value);
        constraint.constant = value.text;
        constraint.text = number.value_or("");
        return number.has_value();
      }
      text = yaml::read_number(value, what, context.diagnostics);
      break;
  }
  constraint.text = text.value_or("");
  return text.has_value();
}

bool is_length(const syntax::Constraint& constraint) {
  return model::row(constraint.keyword).subject == Subject::length;
}

// `lengthUnit: characters | bytes | utf16`: what the lengths beside it count.
void read_unit(Context& context, const yaml::Node& mapping,
               std::vector<syntax::Constraint>& constraints) {
  for (const auto& [key, value] : mapping.entries) {
    if (key->text != "lengthUnit") continue;
    const auto unit = read_choice(*value, "`lengthUnit`", language::length_unit_value.words,
                                  Code::unknown_unit, context.diagnostics);
    if (std::none_of(constraints.begin(), constraints.end(), is_length)) {
      context.diagnostics
          .add(Code::constraint_not_applicable, key->span, "`lengthUnit` has no length beside it")
          .label("it says what `minLength` and `maxLength` count");
    }
    for (auto& constraint : constraints) {
      if (unit && is_length(constraint)) constraint.unit = static_cast<LengthUnit>(*unit);
    }
  }
}

std::vector<syntax::Constraint> read_constraints(Context& context, const yaml::Node& mapping) {
  std::vector<syntax::Constraint> constraints;
  for (const auto& [key, value] : mapping.entries) {
    const auto keyword = model::find_keyword(key->text);
    if (!keyword) continue;
    syntax::Constraint constraint;
    constraint.keyword = *keyword;
    constraint.span = value->span;
    constraint.keyword_span = key->span;
    if (read_limit(context, *value, quote(key->text), constraint))
      constraints.push_back(std::move(constraint));
  }
  read_unit(context, mapping, constraints);
  return constraints;
}

// The expression itself, or what may also be null.
syntax::TypeExpression& without_null(syntax::TypeExpression& type) {
  auto* inner = &type;
  while (inner->form == Form::nullable && !inner->element.empty()) inner = &inner->element.front();
  return *inner;
}

void refuse(Context& context, Span key, std::string_view word, const syntax::TypeExpression& type) {
  auto draft = context.diagnostics.add(
      Code::constraint_not_applicable, key,
      quote(word) + " does not apply to " + quote(context.sources.text(type.span)));
  if (type.form == Form::declared) {
    const auto& declaration = context.model.declarations[type.declared];
    draft.label("it belongs to the declaration of " + quote(declaration.name));
  }
}

// `json: string | number` of 64-bit integers, `encoding: rfc3339 | unixMillis` of timestamps and
// `base64 | base64url` of bytes.
void read_encodings(Context& context, const yaml::Node& mapping, syntax::TypeExpression& type) {
  // The natural one is the first of two words.
  const Encoding other =
      type.form == Form::builtin ? model::row(type.builtin).encoding : Encoding::natural;
  for (const auto& [key, value] : mapping.entries) {
    if (key->text == "json") {
      const auto choice = read_choice(*value, "`json`", language::json_value.words,
                                      Code::unknown_choice, context.diagnostics);
      if (other != Encoding::number) {
        refuse(context, key->span, key->text, type);
      } else if (choice == 1) {
        type.encoding = other;
      }
    } else if (key->text == "encoding") {
      if (other == Encoding::natural || other == Encoding::number) {
        refuse(context, key->span, key->text, type);
        continue;
      }
      const language::Value& words = other == Encoding::base64url
                                         ? language::bytes_encoding_value
                                         : language::timestamp_encoding_value;
      const auto choice = read_choice(*value, "`encoding`", words.words, Code::unknown_encoding,
                                      context.diagnostics);
      if (choice == 1) type.encoding = other;
    }
  }
}

// `as: string | millis` of timestamps that documents carry as text: what they are in TypeScript.
void read_form(Context& context, const yaml::Node& mapping, syntax::TypeExpression& type) {
  for (const auto& [key, value] : mapping.entries) {
    if (key->text != "as") continue;
    const auto choice = read_choice(*value, "`as`", language::as_value.words, Code::unknown_choice,
                                    context.diagnostics);
    const bool is_timestamp = type.form == Form::builtin && type.builtin == Kind::timestamp;
    if (!is_timestamp) {
      refuse(context, key->span, key->text, type);
    } else if (type.encoding == Encoding::unix_millis) {
      context.diagnostics
          .add(Code::constraint_not_applicable, key->span,
               "`as` does not apply to a timestamp that documents carry as a number")
          .label("it is a number of milliseconds in TypeScript already");
    } else {
      type.as_millis = choice == 1;
    }
  }
}

// `precision` and `scale` of decimals: whether they go together is for `check` to say.
void read_digits(Context& context, const yaml::Node& mapping, syntax::TypeExpression& type) {
  for (const auto& [key, value] : mapping.entries) {
    const bool precision = key->text == "precision";
    if (!precision && key->text != "scale") continue;
    if (type.form != Form::builtin || type.builtin != Kind::decimal) {
      refuse(context, key->span, key->text, type);
      continue;
    }
    const std::string what = quote(key->text);
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

void read_elements(Context& context, const yaml::Node& mapping, syntax::TypeExpression& type) {
  for (const auto& [key, value] : mapping.entries) {
    const bool items = key->text == "items";
    const bool keys = key->text == "keys";
    if (!items && !keys && key->text != "values") continue;
    if (type.form != (items ? Form::list : Form::map)) {
      refuse(context, key->span, key->text, type);
      continue;
    }
    const std::string what = quote(key->text);
    if (!yaml::expect_mapping(*value, what, context.diagnostics)) continue;
    const language::Place& place = keys    ? language::map_keys_place
                                   : items ? language::items_place
                                           : language::map_values_place;
    const Surroundings around{context.sources};
    check_keys(*value, place, context.diagnostics, &around);
    if (keys) {
      type.keys = read_constraints(context, *value);
    } else {
      read_refinements(context, *value, type.element.front());
    }
  }
}

}  // namespace

void read_refinements(Context& context, const yaml::Node& mapping, syntax::TypeExpression& type) {
  if (type.broken) return;
  auto constraints = read_constraints(context, mapping);
  type.constraints.insert(type.constraints.end(), constraints.begin(), constraints.end());
  if (const auto* sensitive = mapping.find("sensitive")) {
    type.sensitive =
        yaml::read_bool(*sensitive, "`sensitive`", context.diagnostics).value_or(false);
  }
  auto& inner = without_null(type);
  read_encodings(context, mapping, inner);
  read_form(context, mapping, inner);
  read_digits(context, mapping, inner);
  read_elements(context, mapping, inner);
}

}  // namespace tally::compiler::resolving
