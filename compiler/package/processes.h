// Programs that are run, some of them at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler::package {

struct Process {
  std::string name;                  // what it works on, for people
  std::vector<std::string> command;  // the program and its arguments
  std::string output;                // path of a file that takes what it writes; is replaced
  std::string folder = {};           // where it runs; empty for here
};

/// How a program ended.
struct Ended {
  const Process& process;
  bool succeeded;
  std::string said;  // of one that failed: what it wrote, or why it did not start
};

/// Runs the programs, at most `at_once` at a time, and says how each ended. Starts none after one
/// that failed; waits for those that run. False after a failure.
bool run(const std::vector<Process>& processes, std::uint32_t at_once,
         const std::function<void(const Ended&)>& ended);

/// The path of a program that the variable PATH names; empty when there is none.
std::string find_program(std::string_view name);

}  // namespace tally::compiler::package
