// `tally init`
#pragma once

#include <string>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct InitArguments {
  std::string folder = ".";
  std::string program;  // how this program was called
};

CLI::App* declare_init(CLI::App& program, InitArguments& arguments);
Exit run_init(const InitArguments& arguments, Session& session);

}  // namespace tally::compiler
