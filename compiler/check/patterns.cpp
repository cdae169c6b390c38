// Compiles the patterns and puts their errors where they stand in the source.
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "check/passes.h"
#include "check/walk.h"
#include "yaml/tree.h"

namespace tally::compiler::checking {
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

class Compiler {
 public:
  Compiler(const Sources& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  void compile(std::vector<model::Constraint>& constraints) {
    for (auto& constraint : constraints) {
      if (constraint.keyword == model::Keyword::pattern) compile(constraint);
    }
  }

 private:
  void compile(model::Constraint& constraint) {
    // Contracts repeat their patterns, and each costs time.
    auto known = compiled_.find(constraint.text);
    if (known == compiled_.end()) {
      known = compiled_.emplace(constraint.text, compile_pattern(constraint.text)).first;
    }
    if (const auto* error = std::get_if<PatternError>(&known->second)) {
      report(constraint, *error);
      return;
    }
    const auto& pattern = std::get<CompiledPattern>(known->second);
    if (pattern.start == pattern.first_sink + 1) {
      diagnostics_.add(Code::pattern_matches_nothing, constraint.span,
                       "the pattern matches no text at all");
    }
    constraint.pattern = pattern;
  }

  void report(const model::Constraint& constraint, const PatternError& error) {
    const auto scalar = scalar_of(constraint, sources_);
    diagnostics_
        .add(code_of(error.code), yaml::span_within(scalar, error.begin, error.end, sources_),
             error.message)
        .label(error.hint);
  }

  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::variant<CompiledPattern, PatternError>> compiled_;
};

}  // namespace

void check_patterns(model::Model& model, const Sources& sources, Diagnostics& diagnostics) {
  Compiler compiler(sources, diagnostics);
  for (auto& declaration : model.declarations) {
    visit_types(declaration, [&](model::TypeExpression& type) {
      compiler.compile(type.constraints);
      compiler.compile(type.keys);
    });
  }
}

}  // namespace tally::compiler::checking
