#include "rules/literals.h"

#include <charconv>

#include "tally/engine/values/constraints.h"
#include "tally/engine/values/decimal.h"
#include "tally/engine/values/number.h"
#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"

namespace tally::compiler::rules {

using model::Expression;
using model::Kind;
using Syntax = syntax::Expression;
using Form = Syntax::Form;

namespace {

Expression make(Kind kind, std::int64_t integer) {
  Expression expression;
  expression.kind = kind;
  expression.integer = integer;
  return expression;
}

Expression make(Kind kind, std::string text) {
  Expression expression;
  expression.kind = kind;
  expression.text = std::move(text);
  return expression;
}

template <class T>
std::optional<T> integer_of(const Syntax& literal) {
  std::string_view digits = literal.text;
  std::string sign;
  if (digits.starts_with('-')) {
    sign = "-";
    digits.remove_prefix(1);
  }
  const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (hex) digits.remove_prefix(2);
  const std::string text = sign + std::string(digits);
  T value{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_decimal_text(const Syntax& literal) {
  return literal.form == Form::number ||
         (literal.form == Form::integer && literal.text.find_first_of("xX") == std::string::npos);
}

// As JSON spells it: no zeros in front.
std::string json_number(std::string text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  while (text.size() > sign + 1 && text[sign] == '0' && text[sign + 1] >= '0' &&
         text[sign + 1] <= '9') {
    text.erase(sign, 1);
  }
  return text;
}

std::optional<Expression> number(const Syntax& literal) {
  if (literal.form == Form::integer && !is_decimal_text(literal)) return std::nullopt;
  const std::string text = json_number(literal.text) + '\0';
  const std::string padded = text + std::string(input_padding, '\0');
  const char* p = padded.data();
  Expression expression;
  expression.kind = Kind::float64;
  if (read_double(p, expression.number) != NumberStatus::ok) return std::nullopt;
  return expression;
}

std::optional<Expression> numeric(const Syntax& literal, Kind kind) {
  switch (kind) {
    case Kind::int64:
      if (literal.form != Form::integer) return std::nullopt;
      if (const auto value = integer_of<std::int64_t>(literal)) return make(kind, *value);
      return std::nullopt;
    case Kind::uint64:
      if (literal.form == Form::number) return std::nullopt;
      if (const auto value = integer_of<std::uint64_t>(literal)) {
        return make(kind, static_cast<std::int64_t>(*value));
      }
      return std::nullopt;
    case Kind::float64:
      return literal.form == Form::unsigned_integer ? std::nullopt : number(literal);
    case Kind::decimal: {
      if (!is_decimal_text(literal)) return std::nullopt;
      Decimal value;
      DecimalDigits digits;
      auto text = json_number(literal.text);
      if (parse_decimal_number(text, value, digits) != DecimalStatus::ok) return std::nullopt;
      return make(kind, std::move(text));
    }
    default:
      return std::nullopt;
  }
}

std::optional<Expression> textual(const Syntax& literal, const Type& type,
                                  const model::Model& model, std::string& problem) {
  const std::string& text = literal.text;
  const auto refuse = [&](const std::string& what) {
    problem = "`" + text + "` is no " + what;
    return std::nullopt;
  };
  switch (type.kind) {
    case Kind::string:
      return make(type.kind, text);
    case Kind::enumeration: {
      const auto& declaration = model.declarations[type.declared];
      const auto values = values_of(declaration);
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].name != text) continue;
        auto expression = make(type.kind, static_cast<std::int64_t>(i));
        expression.declared = type.declared;
        return expression;
      }
      return refuse("value of `" + declaration.name + "`");
    }
    case Kind::timestamp: {
      Timestamp value;
      if (parse_timestamp(text, value) != TimeStatus::ok) return refuse("timestamp");
      return make(type.kind, value.nanoseconds);
    }
    case Kind::duration: {
      std::chrono::nanoseconds value{};
      if (parse_duration(text, value) != TimeStatus::ok) return refuse("duration");
      return make(type.kind, std::int64_t{value.count()});
    }
    case Kind::date: {
      std::chrono::year_month_day value;
      if (!parse_date(text, value)) return refuse("date");
      return make(type.kind, text);
    }
    case Kind::time: {
      TimeOfDay value;
      if (parse_time(text, value) != TimeStatus::ok) return refuse("time");
      return make(type.kind, text);
    }
    case Kind::uuid: {
      Uuid value;
      if (!parse_uuid(text, value)) return refuse("uuid");
      return make(type.kind, text);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_literal(const Syntax& syntax) {
  return syntax.form == Form::integer || syntax.form == Form::unsigned_integer ||
         syntax.form == Form::number || syntax.form == Form::text || syntax.form == Form::boolean;
}

std::optional<Expression> read_literal(const Syntax& literal) {
  switch (literal.form) {
    case Form::boolean:
      return make(Kind::boolean, literal.text == "true" ? 1 : 0);
    case Form::text:
      return make(Kind::string, literal.text);
    case Form::number:
      return numeric(literal, Kind::float64);
    case Form::integer:
      return numeric(literal, Kind::int64);
    default:
      return numeric(literal, Kind::uint64);
  }
}

std::optional<Expression> read_literal(const Syntax& literal, const Type& type,
                                       const model::Model& model, std::string& problem) {
  if (literal.form == Form::boolean) {
    if (type.kind != Kind::boolean) return std::nullopt;
    return read_literal(literal);
  }
  if (literal.form == Form::text) return textual(literal, type, model, problem);
  return numeric(literal, type.kind);
}

}  // namespace tally::compiler::rules
