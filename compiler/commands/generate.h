// `tally generate`
#pragma once

#include <string>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct GenerateArguments {
  std::string project;
  bool check = false;
  bool list_outputs = false;
  bool watch = false;
  std::string depfile;
  std::string format = "text";
};

CLI::App* declare_generate(CLI::App& program, GenerateArguments& arguments);
Exit run_generate(const GenerateArguments& arguments, Session& session);

}  // namespace tally::compiler
