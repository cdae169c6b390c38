// `tally explain`
#pragma once

#include <string>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct ExplainArguments {
  std::string code;
};

CLI::App* declare_explain(CLI::App& program, ExplainArguments& arguments);
Exit run_explain(const ExplainArguments& arguments, Session& session);

}  // namespace tally::compiler
