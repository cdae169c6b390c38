// `tally explain`
#pragma once

#include <string>

#include "commands/session.h"

namespace CLI {
class App;
}

namespace tally::compiler {

struct ExplainArguments {
  std::string code;
};

CLI::App* declare_explain(CLI::App& program, ExplainArguments& arguments);
Exit run_explain(const ExplainArguments& arguments, Session& session);

}  // namespace tally::compiler
