// `tally validate`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct ValidateArguments {
  std::string file;
  std::vector<std::string> contracts;
  std::string type;
  bool ndjson = false;
  std::string format = "text";
};

CLI::App* declare_validate(CLI::App& program, ValidateArguments& arguments);
Exit run_validate(const ValidateArguments& arguments, Session& session);

}  // namespace tally::compiler
