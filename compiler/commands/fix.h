// `tally fix`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct FixArguments {
  std::vector<std::string> files;
  bool dry_run = false;
  std::string format = "text";
};

CLI::App* declare_fix(CLI::App& program, FixArguments& arguments);
Exit run_fix(const FixArguments& arguments, Session& session);

}  // namespace tally::compiler
