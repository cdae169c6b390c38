// The type that a command line names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/session.h"
#include "model/model.h"

namespace tally::compiler {

/// The entry point of that name: within the given contracts, or anywhere by its qualified name.
/// Anything else is an error.
std::optional<model::DeclarationId> find_type(const model::Model& model,
                                              const std::vector<std::string>& contracts,
                                              const std::string& name, Session& session);

}  // namespace tally::compiler
