// `tally serve`
#pragma once

#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"
#include "serve/serve.h"

namespace tally::compiler {

struct ServeArguments {
  std::vector<std::string> contracts;  // files and folders
  ServeOptions options;
  bool simulate = false;
  std::uint32_t simulate_every = 1000;
};

CLI::App* declare_serve(CLI::App& program, ServeArguments& arguments);
Exit run_serve(const ServeArguments& arguments, Session& session);

}  // namespace tally::compiler
