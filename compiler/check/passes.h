// The passes of `check`, in the order in which they run. Each reads the whole model and adds
// diagnostics.
#pragma once

#include <string_view>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler::checking {

// Types without a finite value, which contain themselves whatever happens; marks them as broken.
// Chooses the variants that unions begin as.
void check_finite(model::Model& model, Diagnostics& diagnostics);

// Names that are defined by themselves and types that are nested too deeply; marks them as broken.
void check_recursion(model::Model& model, Diagnostics& diagnostics);

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

// Limits: that they apply, fit their type and can be kept together. Fills in their numbers.
void check_constraints(model::Model& model, Diagnostics& diagnostics);

// Consts that are no scalars, or named as a type.
void check_constants(const model::Model& model, Diagnostics& diagnostics);

// Lists whose elements differ: that these can be compared. Fills in the positions of fields.
void check_uniqueness(model::Model& model, Diagnostics& diagnostics);

// The rules of records: their ids, and whether their expressions make sense. Fills in what they
// mean. Limits have to be known.
void check_rules(model::Model& model, Diagnostics& diagnostics);

// Whether an issue may have the code for another reason than a rule.
bool is_issue_code(std::string_view code);

// What records observe, and generators that leave the limits of their fields; fills in their
// numbers. The constraints must have been checked.
void check_signals(model::Model& model, Diagnostics& diagnostics);

// Key patterns, and such that overlap.
void check_keys(const model::Model& model, Diagnostics& diagnostics);

// Compiles the patterns.
void check_patterns(model::Model& model, const Sources& sources, Diagnostics& diagnostics);

// Follows migrations backwards from the current records: that their versions make a chain, and that
// each step finds the fields that it names. Fills in the types of values and sorts the migrations.
void check_migrations(model::Model& model, Diagnostics& diagnostics);

// Judges the values that migrations set. The model must be free of errors.
void check_migration_values(const model::Model& model, Diagnostics& diagnostics);

// Marks the uses by which types lead back to themselves. The model must be free of errors.
void place_boxes(model::Model& model);

// Judges the defaults of fields, what simulations choose from, and consts. The model must be free
// of errors.
void check_defaults(const model::Model& model, Diagnostics& diagnostics);

// Defaults that are filled in within themselves. The defaults must be sound.
void check_default_cycles(const model::Model& model, Diagnostics& diagnostics);

// Judges the examples and tests. The model must be free of errors.
void check_examples(const model::Model& model, Diagnostics& diagnostics);

}  // namespace tally::compiler::checking
