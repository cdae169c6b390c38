#include "targets/cpp/rules.h"

#include <algorithm>
#include <optional>

#include "model/query.h"
#include "render/quote.h"
#include "tally/engine/time.h"
#include "tally/engine/uuid.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Expression;
using model::Kind;
using model::Operation;

/// The function of tally::rule, or the operator where nothing can fail.
struct Spelling {
  Operation operation;
  std::string_view function;
  std::string_view sign = {};
};

constexpr Spelling spellings[] = {
    {Operation::negation, "negation"},
    {Operation::both, "both", " && "},
    {Operation::either, "either", " || "},
    {Operation::choose, "choose"},
    {Operation::minus, "minus"},
    {Operation::add, "add"},
    {Operation::subtract, "subtract"},
    {Operation::multiply, "multiply"},
    {Operation::divide, "divide"},
    {Operation::remainder, "remainder"},
    {Operation::equal, "equal", " == "},
    {Operation::not_equal, "not_equal", " != "},
    {Operation::less, "less", " < "},
    {Operation::at_most, "at_most", " <= "},
    {Operation::greater, "greater", " > "},
    {Operation::at_least, "at_least", " >= "},
    {Operation::one_of, "one_of"},
    {Operation::contained, "contained"},
    {Operation::has_key, "has_key"},
    {Operation::size, "size"},
    {Operation::starts_with, "starts_with"},
    {Operation::ends_with, "ends_with"},
    {Operation::contains, "contains"},
    {Operation::all, "all"},
    {Operation::any, "any"},
    {Operation::sum, "sum"},
    {Operation::count, "count"},
};

const Spelling& spelling(Operation operation) {
  return *std::find_if(std::begin(spellings), std::end(spellings),
                       [&](const Spelling& each) { return each.operation == operation; });
}

bool is_comparison(Operation operation) {
  return operation >= Operation::equal && operation <= Operation::at_least;
}

bool is_literal(const Expression& expression, std::int64_t integer) {
  return expression.operation == Operation::literal && expression.integer == integer;
}

/// `condition ? 1 : 0`, or a sum of such: what counts conditions cannot overflow.
bool is_tally(const Expression& expression) {
  const auto& arguments = expression.arguments;
  if (expression.operation == Operation::add)
    return is_tally(arguments[0]) && is_tally(arguments[1]);
  return expression.operation == Operation::choose && expression.kind == Kind::int64 &&
         arguments[0].operation == Operation::has && is_literal(arguments[1], 1) &&
         is_literal(arguments[2], 0);
}

/// Whether a calculation in it may fail, so that its value is a Checked one.
bool may_fail(const Expression& expression) {
  if (is_tally(expression)) return false;
  switch (expression.operation) {
    case Operation::minus:
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide:
    case Operation::remainder:
    case Operation::sum:
      return true;
    default:
      return std::any_of(expression.arguments.begin(), expression.arguments.end(), may_fail);
  }
}

bool mentions(const Expression& expression, std::uint32_t variable) {
  if (expression.operation == Operation::variable) return expression.index == variable;
  return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [&](const Expression& each) { return mentions(each, variable); });
}

class Writer {
 public:
  Writer(const model::Model& model, const Names& names) : model_(model), names_(names) {}

  std::string broken(const Expression& condition) {
    const auto& arguments = condition.arguments;
    const bool when = condition.operation == Operation::choose && is_literal(arguments[2], 1);
    if (when && !may_fail(arguments[0])) {
      return value(arguments[0]) + " && " + broken(arguments[1]);
    }
    return may_fail(condition) ? "!tally::rule::holds(" + value(condition) + ")"
                               : negated(condition);
  }

 private:
  static std::string variable(std::uint32_t index) {
    if (index == 0) return "value";
    return index == 1 ? "item" : "item_" + std::to_string(index);
  }

  /// Where a view holds it.
  std::string place(const Expression& expression) {
    if (expression.operation == Operation::variable) return variable(expression.index);
    const Expression& owner = expression.arguments.front();
    const bool value = expression.operation == Operation::value;
    std::string text =
        place(owner) + "." +
        (value ? "value"
               : names_.fields(model_.declarations[expression.declared])[expression.index]);
    return is_boxed(expression) ? "(*" + text + ")" : text;
  }

  /// Whether the type leads back to itself there.
  bool is_boxed(const Expression& expression) {
    const bool value = expression.operation == Operation::value;
    const Expression& field = value ? expression.arguments.front() : expression;
    if (field.operation != Operation::field) return false;
    const model::TypeExpression& type =
        model_.declarations[field.declared].fields[field.index].type;
    return value ? model::resolve(model_, type).base->element.front().boxed : type.boxed;
  }

  static bool is_place(const Expression& expression) {
    return expression.operation == Operation::variable ||
           expression.operation == Operation::field || expression.operation == Operation::value;
  }

  std::string negated(const Expression& expression) {
    if (expression.operation == Operation::negation && !may_fail(expression)) {
      return value(expression.arguments.front());
    }
    const bool plain =
        is_comparison(expression.operation) || expression.operation == Operation::both;
    const std::string text = value(expression);
    return plain ? "!(" + text + ")" : "!" + text;
  }

  /// An argument of an operator.
  std::string operand(const Expression& expression) {
    const bool loose =
        is_comparison(expression.operation) || expression.operation == Operation::both;
    const std::string text = value(expression);
    return loose && !may_fail(expression) ? "(" + text + ")" : text;
  }

  static std::string call(const Expression& expression, const std::string& arguments) {
    return "tally::rule::" + std::string(spelling(expression.operation).function) + "(" +
           arguments + ")";
  }

  std::string later(const Expression& expression) {
    return "[&] { return " + value(expression) + "; }";
  }

  std::string value(const Expression& expression) {
    const auto& arguments = expression.arguments;
    switch (expression.operation) {
      case Operation::literal:
        return literal(expression);
      case Operation::variable:
      case Operation::field:
      case Operation::value:
        return scalar(expression);
      case Operation::has:
        return place(arguments.front()) + ".present.has(" + std::to_string(expression.index) + ")";
      case Operation::is_null:
        return place(arguments.front()) + ".null";
      case Operation::negation:
        return may_fail(expression) ? call(expression, value(arguments.front()))
                                    : negated(arguments.front());
      case Operation::both:
      case Operation::either:
        return logic(expression);
      case Operation::choose:
        return choose(expression);
      case Operation::all:
      case Operation::any:
      case Operation::sum:
      case Operation::count:
        return loop(expression);
      default:
        break;
    }
    if (is_comparison(expression.operation)) return comparison(expression);
    if (is_tally(expression)) return value(arguments[0]) + " + " + value(arguments[1]);
    std::string list;
    for (const Expression& argument : arguments) {
      list += (list.empty() ? "" : ", ") + value(argument);
    }
    return call(expression, list);
  }

  std::string scalar(const Expression& expression) {
    const std::string at = place(expression);
    switch (expression.kind) {
      case Kind::boolean:
      case Kind::enumeration:
      case Kind::bytes:
      case Kind::list:
      case Kind::map:
        return at;
      default:
        return "tally::rule::of(" + at + ")";
    }
  }

  std::string logic(const Expression& expression) {
    const auto& arguments = expression.arguments;
    if (may_fail(expression)) {
      return call(expression, value(arguments[0]) + ", " + later(arguments[1]));
    }
    if (expression.operation == Operation::both) {
      return value(arguments[0]) + " && " + value(arguments[1]);
    }
    // Without the brackets of the left one, if it is of the same kind.
    std::string left = value(arguments[0]);
    if (arguments[0].operation == Operation::either)
      left = left.substr(1, left.size() - 2);
    else
      left = arguments[0].operation == Operation::both ? "(" + left + ")" : left;
    const std::string right = arguments[1].operation == Operation::both
                                  ? "(" + value(arguments[1]) + ")"
                                  : value(arguments[1]);
    return "(" + left + " || " + right + ")";
  }

  std::string choose(const Expression& expression) {
    const auto& arguments = expression.arguments;
    if (may_fail(expression)) {
      return call(expression,
                  value(arguments[0]) + ", " + later(arguments[1]) + ", " + later(arguments[2]));
    }
    if (is_tally(expression)) return "(" + value(arguments[0]) + " ? 1 : 0)";
    return "(" + operand(arguments[0]) + " ? " + operand(arguments[1]) + " : " +
           operand(arguments[2]) + ")";
  }

  std::string comparison(const Expression& expression) {
    const auto& arguments = expression.arguments;
    const bool tally = is_tally(arguments[0]);
    const bool same = arguments[0].kind == arguments[1].kind;
    if (!tally && (may_fail(expression) || !same)) {
      return call(expression, value(arguments[0]) + ", " + value(arguments[1]));
    }
    const std::string right = tally && arguments[1].operation == Operation::literal
                                  ? std::to_string(arguments[1].integer)
                                  : operand(arguments[1]);
    return operand(arguments[0]) + std::string(spelling(expression.operation).sign) + right;
  }

  std::string loop(const Expression& expression) {
    const Expression& body = expression.arguments[1];
    const std::uint32_t index = ++loops_;
    const std::string parameter = std::string(mentions(body, index) ? "" : "[[maybe_unused]] ") +
                                  "const auto& " + variable(index);
    const std::string text =
        place(expression.arguments[0]) + ", [&](" + parameter + ") { return " + value(body) + "; }";
    --loops_;
    return call(expression, text);
  }

  std::string literal(const Expression& expression) const {
    switch (expression.kind) {
      case Kind::boolean:
        return expression.integer != 0 ? "true" : "false";
      case Kind::uint64:
        return "std::uint64_t{" + integer_literal(expression.integer, true) + "}";
      case Kind::float64:
        return double_literal(expression.number);
      case Kind::decimal:
        return decimal_literal(expression.text);
      case Kind::string: {
        const bool counted = expression.text.find('\0') != std::string::npos;
        return "std::string_view(" + cpp_string_literal(expression.text) +
               (counted ? ", " + std::to_string(expression.text.size()) : "") + ")";
      }
      case Kind::timestamp:
        return "tally::Timestamp{" + integer_literal(expression.integer, false) + "}";
      case Kind::duration:
        return "std::chrono::nanoseconds{" + integer_literal(expression.integer, false) + "}";
      case Kind::date:
        return date(expression.text);
      case Kind::time: {
        TimeOfDay time;
        parse_time(expression.text, time);
        return "tally::TimeOfDay{" + std::to_string(time.nanoseconds) + ", " +
               std::to_string(time.offset) + "}";
      }
      case Kind::uuid:
        return uuid(expression.text);
      case Kind::enumeration: {
        const auto& declaration = model_.declarations[expression.declared];
        return names_.qualified(declaration) +
               "::" + names_.values(declaration)[static_cast<std::size_t>(expression.integer)];
      }
      default:
        return "std::int64_t{" + integer_literal(expression.integer, false) + "}";
    }
  }

  static std::string date(const std::string& text) {
    std::chrono::year_month_day date;
    parse_date(text, date);
    const auto part = [](std::string_view type, unsigned number, std::string_view suffix) {
      return "std::chrono::" + std::string(type) + "{" + std::to_string(number) +
             std::string(suffix) + "}";
    };
    return "std::chrono::year_month_day{" +
           part("year", static_cast<unsigned>(static_cast<int>(date.year())), "") + ", " +
           part("month", static_cast<unsigned>(date.month()), "U") + ", " +
           part("day", static_cast<unsigned>(date.day()), "U") + "}";
  }

  static std::string uuid(const std::string& text) {
    Uuid uuid;
    parse_uuid(text, uuid);
    std::string bytes;
    for (const std::uint8_t byte : uuid.bytes) {
      bytes += (bytes.empty() ? "" : ", ") + std::to_string(byte);
    }
    return "tally::Uuid{{" + bytes + "}}";
  }

  const model::Model& model_;
  const Names& names_;
  std::uint32_t loops_ = 0;  // around what is being written
};

}  // namespace

std::string broken_rule(const model::Model& model, const Names& names, const model::Rule& rule) {
  if (!rule.condition) return "!" + names.function_in_scope(rule.native) + "(value)";
  return Writer(model, names).broken(*rule.condition);
}

}  // namespace tally::compiler::targets::cpp
