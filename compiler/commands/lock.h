// `tally lock`
#pragma once

#include <string>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct LockArguments {
  std::string project;
};

CLI::App* declare_lock(CLI::App& program, LockArguments& arguments);
Exit run_lock(const LockArguments& arguments, Session& session);

}  // namespace tally::compiler
