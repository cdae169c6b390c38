// `tally sample`
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "commands/cli.h"
#include "commands/session.h"

namespace tally::compiler {

struct SampleArguments {
  std::vector<std::string> contracts;
  std::string type;
  std::uint64_t count = 1;
  std::uint64_t seed = 1;
  bool invalid = false;
  std::string format = "ndjson";
};

CLI::App* declare_sample(CLI::App& program, SampleArguments& arguments);
Exit run_sample(const SampleArguments& arguments, Session& session);

}  // namespace tally::compiler
