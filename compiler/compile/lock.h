// The lock of a project, and what contracts may not change because of it.
#pragma once

#include <optional>
#include <string>

#include "compat/canonical.h"
#include "compile/open_project.h"
#include "model/model.h"

namespace tally::compiler {

/// Beside the project file.
std::string lock_path(const OpenProject& opened);

/// Nothing comes back after an error.
std::optional<compat::Published> read_lock_file(const std::string& path, const Files& files,
                                                Diagnostics& diagnostics);

/// Adds an error for every change that breaks what the project's lock says, unless the version of
/// the contract allows it. Without a lock there are none.
void check_lock(const OpenProject& opened, const model::Model& model, const Files& files,
                Diagnostics& diagnostics);

}  // namespace tally::compiler
