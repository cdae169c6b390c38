// Patterns that nothing matches.
#include "check/passes.h"
#include "model/walk.h"

namespace tally::compiler::checking {
namespace {

void check_constraints(const std::vector<model::Constraint>& constraints,
                       Diagnostics& diagnostics) {
  for (const auto& constraint : constraints) {
    if (!constraint.pattern || constraint.pattern->start != constraint.pattern->first_sink + 1)
      continue;
    diagnostics.add(Code::pattern_matches_nothing, constraint.span,
                    "the pattern matches no text at all");
  }
}

}  // namespace

void check_patterns(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    visit_types(declaration, [&](const model::TypeExpression& type) {
      check_constraints(type.constraints, diagnostics);
      check_constraints(type.keys, diagnostics);
    });
  }
}

}  // namespace tally::compiler::checking
