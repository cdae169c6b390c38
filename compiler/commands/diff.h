// `tally diff`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct DiffArguments {
  std::string before;
  std::string after;
  std::vector<std::string> allowed;
  std::string format = "text";
};

CLI::App* declare_diff(CLI::App& program, DiffArguments& arguments);
Exit run_diff(const DiffArguments& arguments, Session& session);

}  // namespace tally::compiler
