#include "rules/canonical.h"

#include "model/vocabulary.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/values/number.h"

namespace tally::compiler::rules {
namespace {

using model::Expression;
using model::Operation;

std::string literal(const model::Model& model, const Expression& expression) {
  switch (expression.kind) {
    case model::Kind::enumeration: {
      const auto values = values_of(model.declarations[expression.declared]);
      return to_json(values[static_cast<std::size_t>(expression.integer)].wire);
    }
    case model::Kind::float64: {
      char digits[max_number_length];
      return {digits, write_double(digits, expression.number)};
    }
    case model::Kind::uint64:
      return std::to_string(static_cast<std::uint64_t>(expression.integer));
    case model::Kind::decimal:
    case model::Kind::string:
    case model::Kind::date:
    case model::Kind::time:
    case model::Kind::uuid:
      return to_json(expression.text);
    default:
      return std::to_string(expression.integer);
  }
}

}  // namespace

std::string canonical(const model::Model& model, const Expression& condition) {
  switch (condition.operation) {
    case Operation::literal:
      return std::string(model::name_of(condition.kind)) + ":" + literal(model, condition);
    case Operation::variable:
      return condition.index == 0 ? "this" : "item" + std::to_string(condition.index);
    case Operation::value:
      return canonical(model, condition.arguments.front());
    default:
      break;
  }
  std::string text = "(" + std::string(model::row(condition.operation).canonical);
  for (const auto& argument : condition.arguments) text += " " + canonical(model, argument);
  if (condition.operation == Operation::field || condition.operation == Operation::has) {
    const auto& record = model.declarations[condition.declared];
    text += " " + to_json(fields_of(record)[condition.index].wire);
  }
  return text + ")";
}

}  // namespace tally::compiler::rules
