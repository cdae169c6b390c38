#include "check/check.h"

#include "check/passes.h"

namespace tally::compiler {

void check(const model::Model& model, Diagnostics& diagnostics) {
  checking::check_names(model, diagnostics);
  checking::check_history(model, diagnostics);
  checking::check_imports(model, diagnostics);
  checking::check_enums(model, diagnostics);
  checking::check_unions(model, diagnostics);
  checking::check_shapes(model, diagnostics);
  checking::check_constraints(model, diagnostics);
  checking::check_constants(model, diagnostics);
  checking::check_signals(model, diagnostics);
  checking::check_keys(model, diagnostics);
  checking::check_uniqueness(model, diagnostics);
  checking::check_patterns(model, diagnostics);
  checking::check_migrations(model, diagnostics);
  checking::check_rules(model, diagnostics);
  if (!diagnostics.has_errors()) checking::check_defaults(model, diagnostics);
  if (!diagnostics.has_errors()) checking::check_migration_values(model, diagnostics);
  if (!diagnostics.has_errors()) checking::check_default_cycles(model, diagnostics);
  if (!diagnostics.has_errors()) checking::check_examples(model, diagnostics);
}

}  // namespace tally::compiler
