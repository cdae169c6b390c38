#include "elaborate/patterns.h"

#include "yaml/tree.h"

namespace tally::compiler::elaborating {
namespace {

// The scalar that a constraint was read from: its style is plain to see in the source.
yaml::Node scalar_of(const model::Constraint& constraint, const Sources& sources) {
  yaml::Node scalar;
  scalar.span = constraint.span;
  scalar.text = constraint.text;
  const auto source = sources.text(constraint.span);
  switch (source.empty() ? ' ' : source.front()) {
    case '\'':
      scalar.style = yaml::Style::single_quoted;
      break;
    case '"':
      scalar.style = yaml::Style::double_quoted;
      break;
    case '|':
      scalar.style = yaml::Style::literal;
      break;
    case '>':
      scalar.style = yaml::Style::folded;
      break;
    default:
      break;
  }
  return scalar;
}

Code code_of(PatternErrorCode code) {
  switch (code) {
    case PatternErrorCode::syntax:
      return Code::pattern_syntax;
    case PatternErrorCode::unsupported:
      return Code::pattern_unsupported;
    case PatternErrorCode::too_large:
    case PatternErrorCode::too_many_states:
      break;
  }
  return Code::pattern_too_large;
}

}  // namespace

void Patterns::compile(model::Constraint& constraint) {
  auto known = compiled_.find(constraint.text);
  if (known == compiled_.end())
    known = compiled_.emplace(constraint.text, compile_pattern(constraint.text)).first;
  if (const auto* pattern = std::get_if<CompiledPattern>(&known->second)) {
    constraint.pattern = *pattern;
    return;
  }
  const auto& error = std::get<PatternError>(known->second);
  const auto scalar = scalar_of(constraint, sources_);
  diagnostics_
      .add(code_of(error.code), yaml::span_within(scalar, error.begin, error.end, sources_),
           error.message)
      .label(error.hint);
}

}  // namespace tally::compiler::elaborating
