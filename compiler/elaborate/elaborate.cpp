#include "elaborate/elaborate.h"

#include <utility>

#include "elaborate/passes.h"

namespace tally::compiler {

model::Model elaborate(syntax::Model source, const Sources& sources, Diagnostics& diagnostics) {
  const auto simplest = elaborating::find_finite(source, diagnostics);
  elaborating::find_recursion(source, diagnostics);
  model::Model model = elaborating::convert(source, simplest);
  elaborating::read_constraints(model, sources, diagnostics);
  elaborating::find_key_fields(model, diagnostics);
  elaborating::fit_simulations(model, diagnostics);
  elaborating::follow_migrations(model, diagnostics);
  elaborating::type_rules(source, model, diagnostics);
  if (!diagnostics.has_errors()) elaborating::place_boxes(model);
  return model;
}

}  // namespace tally::compiler
