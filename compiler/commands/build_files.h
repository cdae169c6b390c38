// What a command leaves for the build that runs it: what it has read, and that it is done.
#pragma once

#include <string>
#include <vector>

#include "commands/session.h"

namespace tally::compiler {

/// Writes what `targets` depend on, for Make and Ninja: the files that this run has read, and
/// `more`.
void write_depfile(const std::string& path, const std::vector<std::string>& targets,
                   const std::vector<std::string>& more, Session& session);

/// Writes the file that says that all is done.
void write_stamp(const std::string& path, const std::string& summary, Session& session);

}  // namespace tally::compiler
