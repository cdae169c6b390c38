// Holds contracts against the rules of taste.
#pragma once

#include <set>
#include <string>

#include "diagnose/diagnostic.h"
#include "lint/rules.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler::linting {

// Of the contracts in `paths`, not of what they import. The model must be free of errors. A comment
//   # tally-ignore pattern.unanchored: any word in it will do
// on the line of a finding, or on a line of its own above it, keeps it back, and
//   # tally-ignore-file naming.field: the protocol has camelCase
// all findings of the rule in its file. One without a reason, with an unknown rule or without a
// finding is a diagnostic itself.
void lint(const model::Model& model, const std::set<std::string>& paths, const Settings& settings,
          const Sources& sources, Diagnostics& diagnostics);

}  // namespace tally::compiler::linting
