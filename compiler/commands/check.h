// `tally check`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct CheckArguments {
  std::vector<std::string> files;
  std::string format = "text";
};

CLI::App* declare_check(CLI::App& program, CheckArguments& arguments);
Exit run_check(const CheckArguments& arguments, Session& session);

}  // namespace tally::compiler
