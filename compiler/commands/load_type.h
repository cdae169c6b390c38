// The type that a command line names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/session.h"
#include "model/model.h"
#include "plan/plan.h"

namespace tally::compiler {

/// A model, the type in it that a command line names, and the plan of its contract.
struct NamedType {
  model::Model model;
  OwnedPlan plan;
  plan::TypeIndex type = 0;
};

/// Reads the contracts that are given, or else the project's, and finds the entry point of that
/// name: within them, or anywhere by its qualified name. Anything else is an error.
std::optional<NamedType> load_type(const std::vector<std::string>& given, const std::string& name,
                                   Session& session);

/// Says that a plan alone cannot judge by native rules, if the contract has any.
void note_natives(const OwnedPlan& plan, Session& session);

}  // namespace tally::compiler
