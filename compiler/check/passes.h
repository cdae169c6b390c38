// The passes of `check`, in the order in which they run. Each reads the whole model and adds
// diagnostics; none changes it.
#pragma once

#include <string_view>

#include "diagnose/diagnostic.h"
#include "model/model.h"

namespace tally::compiler::checking {

// Names that are taken already: of types, and of members in documents.
void check_names(const model::Model& model, Diagnostics& diagnostics);

// Reserved names that are used, and replacements of deprecated things that are not there.
void check_history(const model::Model& model, Diagnostics& diagnostics);

// Imports that nothing uses.
void check_imports(const model::Model& model, Diagnostics& diagnostics);

// Enums without values.
void check_enums(const model::Model& model, Diagnostics& diagnostics);

// Unions without variants, variants that are no records, tags that stand in a variant's way.
void check_unions(const model::Model& model, Diagnostics& diagnostics);

// Bases of newtypes, and `| null` on what may be null already.
void check_shapes(const model::Model& model, Diagnostics& diagnostics);

// Limits that cannot be kept together.
void check_constraints(const model::Model& model, Diagnostics& diagnostics);

// Consts that are no scalars, or named as a type.
void check_constants(const model::Model& model, Diagnostics& diagnostics);

// Lists whose elements differ: that these can be compared.
void check_uniqueness(const model::Model& model, Diagnostics& diagnostics);

// The ids of rules.
void check_rules(const model::Model& model, Diagnostics& diagnostics);

// Whether an issue may have the code for another reason than a rule.
bool is_issue_code(std::string_view code);

// What records observe.
void check_signals(const model::Model& model, Diagnostics& diagnostics);

// Key patterns, and such that overlap.
void check_keys(const model::Model& model, Diagnostics& diagnostics);

// Patterns that match nothing.
void check_patterns(const model::Model& model, Diagnostics& diagnostics);

// Migrations: what they are for, and that their versions make a chain.
void check_migrations(const model::Model& model, Diagnostics& diagnostics);

// Judges the values that migrations set. The model must be free of errors.
void check_migration_values(const model::Model& model, Diagnostics& diagnostics);

// Judges the defaults of fields, what simulations choose from, and consts. The model must be free
// of errors.
void check_defaults(const model::Model& model, Diagnostics& diagnostics);

// Defaults that are filled in within themselves. The defaults must be sound.
void check_default_cycles(const model::Model& model, Diagnostics& diagnostics);

// Judges the examples and tests. The model must be free of errors.
void check_examples(const model::Model& model, Diagnostics& diagnostics);

}  // namespace tally::compiler::checking
