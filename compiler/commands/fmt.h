// `tally fmt`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct FmtArguments {
  std::vector<std::string> files;
  bool check = false;
  std::string format = "text";
};

CLI::App* declare_fmt(CLI::App& program, FmtArguments& arguments);
Exit run_fmt(const FmtArguments& arguments, Session& session);

}  // namespace tally::compiler
