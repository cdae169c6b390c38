#include "targets/cpp/rules.h"

#include <algorithm>
#include <optional>

#include "model/query.h"
#include "render/quote.h"
#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Expression;
using model::Kind;
using model::Operation;

/// How C++ spells an operation: a sign between or before the operands, or a function of
/// tally::rule.
struct Spelling {
  Operation operation;
  std::string_view text;
};

constexpr Spelling spellings[] = {
    {Operation::negation, "!"},
    {Operation::both, "both"},
    {Operation::either, "either"},
    {Operation::choose, "choose"},
    {Operation::minus, "-"},
    {Operation::add, " + "},
    {Operation::subtract, " - "},
    {Operation::multiply, " * "},
    {Operation::divide, " / "},
    {Operation::remainder, " % "},
    {Operation::equal, " == "},
    {Operation::not_equal, " != "},
    {Operation::less, " < "},
    {Operation::at_most, " <= "},
    {Operation::greater, " > "},
    {Operation::at_least, " >= "},
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

std::string spelling(Operation operation) {
  return std::string(
      std::find_if(std::begin(spellings), std::end(spellings), [&](const auto& each) {
        return each.operation == operation;
      })->text);
}

bool is_comparison(Operation operation) {
  return operation >= Operation::equal && operation <= Operation::at_least;
}

/// What is true where a comparison is false.
Operation opposite(Operation comparison) {
  switch (comparison) {
    case Operation::equal:
      return Operation::not_equal;
    case Operation::not_equal:
      return Operation::equal;
    case Operation::less:
      return Operation::at_least;
    case Operation::at_least:
      return Operation::less;
    case Operation::greater:
      return Operation::at_most;
    default:
      return Operation::greater;
  }
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

/// `when` of a rule: true where the condition is not.
bool is_when(const Expression& expression) {
  return expression.operation == Operation::choose && expression.kind == Kind::boolean &&
         is_literal(expression.arguments[2], 1);
}

/// Whether its value is a Checked one: a calculation in it may fail, or it compares int64 with
/// uint64, of which C++ makes something else.
bool is_checked(const Expression& expression) {
  const auto& arguments = expression.arguments;
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
      break;
  }
  if (is_comparison(expression.operation) && !is_tally(arguments[0]) &&
      arguments[0].kind != arguments[1].kind)
    return true;
  return std::any_of(arguments.begin(), arguments.end(), is_checked);
}

bool mentions(const Expression& expression, std::uint32_t variable) {
  if (expression.operation == Operation::variable) return expression.index == variable;
  return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [&](const Expression& each) { return mentions(each, variable); });
}

/// How tightly C++ binds, the tightest first.
enum class Binding { primary, unary, product, sum, comparison, both, either, choice };

/// A piece of C++.
struct Code {
  std::string text;
  Binding binding = Binding::primary;
  std::vector<std::string> operands = {};  // of `||`

  /// As an operand of what binds like `outer`; in brackets if it binds less tightly.
  [[nodiscard]] std::string within(Binding outer) const {
    return binding < outer ? text : "(" + text + ")";
  }
  /// The same for the left operand of an operator that goes from left to right.
  [[nodiscard]] std::string left_of(Binding outer) const {
    return binding == outer ? text : within(outer);
  }
};

Code joined(const Code& left, std::string_view sign, const Code& right, Binding binding) {
  return {left.left_of(binding) + std::string(sign) + right.within(binding), binding};
}
Code all_of(const Code& left, const Code& right) {
  return joined(left, " && ", right, Binding::both);
}
/// Each of its operands once. Compilers ask for brackets around `&&` there.
Code any_of(const Code& left, const Code& right) {
  Code code{{}, Binding::either, {}};
  for (const Code* side : {&left, &right}) {
    const bool both = side->binding == Binding::both;
    const auto operands = side->binding == Binding::either
                              ? side->operands
                              : std::vector<std::string>{both ? "(" + side->text + ")"
                                                              : side->within(Binding::either)};
    for (const std::string& operand : operands) {
      if (std::find(code.operands.begin(), code.operands.end(), operand) != code.operands.end())
        continue;
      code.text += (code.text.empty() ? "" : " || ") + operand;
      code.operands.push_back(operand);
    }
  }
  return code;
}

class Writer {
 public:
  Writer(const model::Model& model, const Names& names) : model_(model), names_(names) {}

  /// A bool: whether there is no doubt that a condition is true.
  Code truth(const Expression& condition) {
    const auto& arguments = condition.arguments;
    if (is_when(condition) && !is_checked(arguments[0]))
      return any_of(falsehood(arguments[0]), truth(arguments[1]));
    if (!is_checked(condition)) return value(condition);
    switch (condition.operation) {
      case Operation::negation:
        return falsehood(arguments[0]);
      case Operation::both:
        return all_of(truth(arguments[0]), truth(arguments[1]));
      case Operation::either:
        return any_of(truth(arguments[0]), truth(arguments[1]));
      case Operation::all:
      case Operation::any:
        if (!is_checked(arguments[0])) return loop(condition, condition.operation, &Writer::truth);
        break;
      default:
        break;
    }
    return {"holds(" + value(condition).text + ")"};
  }

 private:
  using Translation = Code (Writer::*)(const Expression&);

  /// A bool: whether there is no doubt that a condition is false.
  Code falsehood(const Expression& condition) {
    const auto& arguments = condition.arguments;
    const bool checked = is_checked(condition);
    switch (condition.operation) {
      case Operation::negation:
        return truth(arguments[0]);
      case Operation::both:
        return any_of(falsehood(arguments[0]), falsehood(arguments[1]));
      case Operation::either:
        return all_of(falsehood(arguments[0]), falsehood(arguments[1]));
      case Operation::all:
        return loop(condition, Operation::any, &Writer::falsehood);
      case Operation::any:
        return loop(condition, Operation::all, &Writer::falsehood);
      default:
        break;
    }
    if (is_comparison(condition.operation)) {
      const Code code = comparison(condition, opposite(condition.operation));
      return checked ? Code{"holds(" + code.text + ")"} : code;
    }
    const Code code = {"!" + value(condition).within(Binding::product), Binding::unary};
    return checked ? Code{"holds(" + code.text + ")"} : code;
  }

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
        fields_of(model_.declarations[field.declared])[field.index].type;
    return value ? model::resolve(model_, type).base->element.front().boxed : type.boxed;
  }

  /// Of a place.
  const model::TypeExpression& type_of(const Expression& expression) {
    switch (expression.operation) {
      case Operation::variable:
        return *items_[expression.index - 1];
      case Operation::value:
        return model::resolve(model_, type_of(expression.arguments.front())).base->element.front();
      default:
        return fields_of(model_.declarations[expression.declared])[expression.index].type;
    }
  }

  static std::string call(Operation operation, const std::string& arguments) {
    return spelling(operation) + "(" + arguments + ")";
  }

  std::string later(const Expression& expression) {
    return "[&] { return " + value(expression).text + "; }";
  }

  Code value(const Expression& expression) {
    const auto& arguments = expression.arguments;
    switch (expression.operation) {
      case Operation::literal:
        return {literal(expression)};
      case Operation::variable:
      case Operation::field:
      case Operation::value:
        return {scalar(expression)};
      case Operation::has:
        return {place(arguments.front()) + ".present.has(" + std::to_string(expression.index) +
                ")"};
      case Operation::is_null:
        return {place(arguments.front()) + ".null"};
      case Operation::negation:
        if (!is_checked(expression)) return falsehood(arguments.front());
        return {"!" + value(arguments.front()).within(Binding::product), Binding::unary};
      case Operation::both:
      case Operation::either:
        return logic(expression);
      case Operation::choose:
        return choose(expression);
      case Operation::all:
      case Operation::any:
      case Operation::sum:
      case Operation::count:
        return loop(expression, expression.operation, &Writer::value);
      case Operation::minus:
        return {"-" + checked(arguments.front()).within(Binding::product), Binding::unary};
      case Operation::add:
      case Operation::subtract:
        return calculation(expression, Binding::sum);
      case Operation::multiply:
      case Operation::divide:
      case Operation::remainder:
        return calculation(expression, Binding::product);
      default:
        break;
    }
    if (is_comparison(expression.operation)) return comparison(expression, expression.operation);
    std::string list;
    for (const Expression& argument : arguments) {
      list += (list.empty() ? "" : ", ") + value(argument).text;
    }
    return {call(expression.operation, list)};
  }

  /// As a Checked value.
  Code checked(const Expression& expression) {
    return is_checked(expression) ? value(expression)
                                  : Code{"checked(" + value(expression).text + ")"};
  }

  /// What a view holds, as what C++ calculates and compares with.
  std::string scalar(const Expression& expression) {
    const std::string at = place(expression);
    const model::Resolved resolved = model::resolve(model_, type_of(expression));
    if (resolved.declaration != nullptr)
      return is_open(*resolved.declaration) ? at + ".text()" : at;
    const model::TypeExpression& base = *resolved.base;
    if (base.form != model::TypeExpression::Form::builtin) return at;
    switch (base.builtin) {
      case Kind::string:
        return at + ".text()";
      case Kind::integer:
        return at + ".value";
      case Kind::uint32:
        return "of(" + at + ")";  // as int64: next to an int32 C++ would make that unsigned
      case Kind::int64:
      case Kind::uint64:
        return base.encoding == model::Encoding::number ? at + ".value" : at;
      case Kind::timestamp:
        return base.as_millis || base.encoding == model::Encoding::unix_millis ? at + ".value" : at;
      default:
        return at;
    }
  }

  Code logic(const Expression& expression) {
    const auto& arguments = expression.arguments;
    if (is_checked(expression))
      return {call(expression.operation, value(arguments[0]).text + ", " + later(arguments[1]))};
    const Code left = value(arguments[0]);
    const Code right = value(arguments[1]);
    return expression.operation == Operation::both ? all_of(left, right) : any_of(left, right);
  }

  Code choose(const Expression& expression) {
    const auto& arguments = expression.arguments;
    if (is_checked(expression)) {
      return {call(expression.operation, value(arguments[0]).text + ", " + later(arguments[1]) +
                                             ", " + later(arguments[2]))};
    }
    if (is_when(expression)) return any_of(falsehood(arguments[0]), value(arguments[1]));
    return {value(arguments[0]).within(Binding::choice) + " ? " +
                value(arguments[1]).within(Binding::choice) + " : " +
                value(arguments[2]).within(Binding::choice),
            Binding::choice};
  }

  Code calculation(const Expression& expression, Binding binding) {
    const auto& arguments = expression.arguments;
    const bool plain = is_tally(expression) || is_checked(arguments[1]);
    return joined(plain ? value(arguments[0]) : checked(arguments[0]),
                  spelling(expression.operation), value(arguments[1]), binding);
  }

  Code comparison(const Expression& expression, Operation operation) {
    const auto& arguments = expression.arguments;
    const bool plain = !is_checked(expression) || is_checked(arguments[1]);
    return joined(plain ? value(arguments[0]) : checked(arguments[0]), spelling(operation),
                  value(arguments[1]), Binding::comparison);
  }

  /// `operation` over the list of a loop, with its body as `translate` makes it.
  Code loop(const Expression& expression, Operation operation, Translation translate) {
    const Expression& list = expression.arguments[0];
    const Expression& body = expression.arguments[1];
    items_.push_back(&model::resolve(model_, type_of(list)).base->element.front());
    const auto index = static_cast<std::uint32_t>(items_.size());
    const std::string parameter = std::string(mentions(body, index) ? "" : "[[maybe_unused]] ") +
                                  "const auto& " + variable(index);
    const std::string text =
        place(list) + ", [&](" + parameter + ") { return " + (this->*translate)(body).text + "; }";
    items_.pop_back();
    return {call(operation, text)};
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
        return integer_literal(expression.integer, false);
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
  std::vector<const model::TypeExpression*> items_;  // of the loops around what is being written
};

}  // namespace

std::string rule_body(const model::Model& model, const Names& names, const model::Rule& rule) {
  if (!rule.condition) return names.function_in_scope(rule.native) + "(value)";
  return Writer(model, names).truth(*rule.condition).text;
}

}  // namespace tally::compiler::targets::cpp
