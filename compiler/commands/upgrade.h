// `tally upgrade`
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct UpgradeArguments {
  std::string file;
  std::vector<std::string> contracts;
  std::string type;
  std::optional<std::uint32_t> from;
};

CLI::App* declare_upgrade(CLI::App& program, UpgradeArguments& arguments);
Exit run_upgrade(const UpgradeArguments& arguments, Session& session);

}  // namespace tally::compiler
