// The steps of `elaborate`, in the order in which they run.
#pragma once

#include <cstdint>
#include <vector>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "model/syntax.h"
#include "source/sources.h"

namespace tally::compiler::elaborating {

// Places that one diagnostic about a cycle names at most.
constexpr int max_related = 8;

// By declaration: the variant that a union begins as.
using Simplest = std::vector<std::uint32_t>;

// Types without a finite value, which contain themselves whatever happens; marks them as broken.
Simplest find_finite(syntax::Model& source, Diagnostics& diagnostics);

// Names that are defined by themselves and types that are nested too deeply; marks them as broken.
void find_recursion(syntax::Model& source, Diagnostics& diagnostics);

// The resolved model as far as it only says what the syntax model says; leaves `source` its rules.
model::Model convert(syntax::Model& source, const Simplest& simplest);

// Limits: their numbers, formats and patterns. Leaves out what does not apply to its type.
void read_constraints(model::Model& model, const Sources& sources, Diagnostics& diagnostics);

// The fields that `uniqueBy` names.
void find_key_fields(model::Model& model, Diagnostics& diagnostics);

// The numbers of generators, which do not leave the limits of their fields.
void fit_simulations(model::Model& model, Diagnostics& diagnostics);

// Follows migrations backwards from the current records: each step finds the fields that it names,
// and the types of values. Puts them in order.
void follow_migrations(model::Model& model, Diagnostics& diagnostics);

// What the rules of records mean. Limits have to be known.
void type_rules(const syntax::Model& source, model::Model& model, Diagnostics& diagnostics);

// Marks the uses by which types lead back to themselves. The model must be free of errors.
void place_boxes(model::Model& model);

}  // namespace tally::compiler::elaborating
