// Finds out what the names of a rule mean and whether its types fit.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "model/syntax.h"
#include "rules/field_index.h"

namespace tally::compiler::rules {

// How many parts an expression may have once its literal lists are written out.
constexpr std::uint32_t most_nodes = 2000;

// What lists that are walked inside of each other may come to.
constexpr std::uint64_t most_steps = 1'000'000;

// What an expression of a rule comes to.
struct TypedRule {
  std::optional<model::Expression> condition;  // none of native rules, nor after an error
  std::vector<std::uint32_t> named;            // the fields that have to be sound, ascending
};

// Errors are reported. The record's types are known, and so are their limits. `fields` is that of
// the model, for all its rules.
TypedRule type_rule(const model::Model& model, model::DeclarationId record,
                    const syntax::Rule& rule, FieldIndex& fields, Diagnostics& diagnostics);

}  // namespace tally::compiler::rules
