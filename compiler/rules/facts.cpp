#include "rules/facts.h"

namespace tally::compiler::rules {

using Form = syntax::Expression::Form;

std::string path_of(const syntax::Expression& syntax) {
  if (syntax.form == Form::name) return syntax.text;
  if (syntax.form != Form::select) return {};
  const std::string before = path_of(syntax.arguments.front());
  return before.empty() ? before : before + "." + syntax.text;
}

void learn(Facts& facts, const syntax::Expression& condition, bool truth) {
  const auto& arguments = condition.arguments;
  if (condition.form == Form::call && condition.text == "has" && arguments.size() == 1) {
    if (truth) facts.present.insert(path_of(arguments.front()));
    return;
  }
  if (condition.form != Form::operate) return;
  const std::string& sign = condition.text;
  if (sign == "!") return learn(facts, arguments.front(), !truth);
  if (sign == (truth ? "&&" : "||")) {
    for (const auto& side : arguments) learn(facts, side, truth);
    return;
  }
  if (sign != (truth ? "!=" : "==")) return;
  for (std::size_t side = 0; side < 2; ++side) {
    if (arguments[1 - side].form == Form::null) facts.not_null.insert(path_of(arguments[side]));
  }
}

}  // namespace tally::compiler::rules
