#include "commands/number_option.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <string>

namespace tally::compiler {
namespace {

bool is_in_range(const std::string& text, std::uint64_t lowest, std::uint64_t highest) {
  if (text.size() > 1 && text.front() == '0') return false;
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && value >= lowest && value <= highest;
}

}  // namespace

CLI::Option* whole_number(CLI::Option* option, std::uint64_t lowest, std::uint64_t highest) {
  return option->check([=](const std::string& text) {
    return is_in_range(text, lowest, highest)
               ? std::string()
               : "must be a whole number from " + std::to_string(lowest) + " to " +
                     std::to_string(highest) + ", not " + text;
  });
}

}  // namespace tally::compiler
