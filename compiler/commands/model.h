// `tally model`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct ModelArguments {
  std::vector<std::string> files;
  std::string format = "text";
};

CLI::App* declare_model(CLI::App& program, ModelArguments& arguments);
Exit run_model(const ModelArguments& arguments, Session& session);

}  // namespace tally::compiler
