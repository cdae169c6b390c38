// From the words of a command line to the command that runs.
#pragma once

#include "commands/command.h"
#include "commands/session.h"

namespace tally::compiler {

/// Runs the command of `program` that is named, or prints the help or the version that is asked
/// for. A command line that makes no sense is an error of the session.
Exit run_command_line(const Command& program, int argc, char** argv, Session& session);

}  // namespace tally::compiler
