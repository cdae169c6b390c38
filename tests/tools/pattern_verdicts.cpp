// Reads patterns with texts, a JSON array [pattern, text, ...] a line, and answers with a line for
// each: `1` or `0` for every text, by the tables and by the walk that samples and comparisons take,
// or the message if the pattern does not compile.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "pattern/compile.h"
#include "pattern/scanner.h"
#include "pattern/walk.h"

namespace tally::compiler {
namespace {

/// The text in steps of characters.
bool walked(const CompiledPattern& pattern, std::string_view text) {
  std::uint32_t state = pattern.start;
  pattern::Scanner scanner(text);
  while (!scanner.at_end()) state = pattern::step(pattern, state, *scanner.character());
  return pattern::accepts(pattern, state);
}

std::string verdicts(const nlohmann::json& line) {
  const auto compiled = compile_pattern(line.front().get<std::string>());
  if (const auto* error = std::get_if<PatternError>(&compiled)) return error->message;
  const auto& pattern = std::get<CompiledPattern>(compiled);
  std::string result;
  for (auto text = std::next(line.begin()); text != line.end(); ++text) {
    const auto value = text->get<std::string>();
    const bool matched = matches(pattern.pattern(), value);
    result += walked(pattern, value) != matched ? '?' : matched ? '1' : '0';
  }
  return result;
}

}  // namespace
}  // namespace tally::compiler

int main() {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << tally::compiler::verdicts(nlohmann::json::parse(line)) << '\n';
}
