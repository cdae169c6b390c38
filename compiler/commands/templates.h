// `tally templates export`
#pragma once

#include <string>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct TemplatesArguments {
  std::string target;
  std::string folder;
};

/// The command `export` below `templates`.
CLI::App* declare_templates_export(CLI::App& program, TemplatesArguments& arguments);
Exit run_templates_export(const TemplatesArguments& arguments, Session& session);

}  // namespace tally::compiler
