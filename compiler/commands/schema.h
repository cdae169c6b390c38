// `tally schema`
#pragma once

#include <string>
#include <string_view>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct SchemaArguments {
  std::string language;
};

CLI::App* declare_schema(CLI::App& program, SchemaArguments& arguments);
Exit run_schema(const SchemaArguments& arguments, Session& session);

/// What the command prints. `language` is one of those that it takes.
std::string editor_schema(std::string_view language);

}  // namespace tally::compiler
