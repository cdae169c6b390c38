// The lock of a project, and what contracts may not change because of it.
#pragma once

#include <optional>
#include <string>

#include "commands/session.h"
#include "compat/canonical.h"

namespace tally::compiler {

/// Beside `tally.yaml`.
std::string lock_path(const OpenProject& opened);

std::optional<compat::Published> read_locked(const std::string& path, Session& session);

/// Adds an error for every change that breaks what the project's lock says, unless the version of
/// the contract allows it. Without a lock there are none.
void check_lock(const OpenProject& opened, const model::Model& model, Session& session);

}  // namespace tally::compiler
