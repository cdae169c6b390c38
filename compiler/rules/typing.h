// Finds out what the names of a rule mean and whether its types fit.
#pragma once

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "rules/field_index.h"

namespace tally::compiler::rules {

// How many parts an expression may have once its literal lists are written out.
constexpr std::uint32_t most_nodes = 2000;

// What lists that are walked inside of each other may come to.
constexpr std::uint64_t most_steps = 1'000'000;

// Fills in the condition of the rule and the fields that it names; marks it as broken when that
// fails, which is reported. The record's types are known, and so are their limits. `fields` is that
// of the model, for all its rules.
void type_rule(const model::Model& model, model::DeclarationId record, model::Rule& rule,
               FieldIndex& fields, Diagnostics& diagnostics);

}  // namespace tally::compiler::rules
