// `tally validate`
#pragma once

#include <string>
#include <vector>

#include "commands/session.h"

namespace CLI {
class App;
}

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
