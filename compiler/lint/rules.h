// The rules of taste: what a contract may do and a team may not want. Each has a page in the
// catalogue (T7xx) and a name by which projects and contracts speak of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "diagnose/catalogue.h"

namespace tally::compiler::linting {

enum class Level : std::uint8_t { off, warning, error };

// Positions in rules().
enum class RuleId : std::uint8_t {
  pattern_unanchored,
  string_unbounded,
  list_unbounded,
  naming_type,
  naming_field,
  doc_missing,
};

struct Rule {
  std::string_view name;  // `pattern.unanchored`
  Code code;
  Level level;  // unless the project says otherwise
};

std::span<const Rule> rules();
std::vector<std::string_view> rule_names();
const Rule& rule(RuleId id);
std::optional<RuleId> find_rule(std::string_view name);

// How much each rule matters to a project.
class Settings {
 public:
  Settings();

  Level level(RuleId id) const { return levels_[static_cast<std::size_t>(id)]; }
  void set(RuleId id, Level level) { levels_[static_cast<std::size_t>(id)] = level; }

 private:
  static constexpr std::size_t rule_count = static_cast<std::size_t>(RuleId::doc_missing) + 1;
  std::array<Level, rule_count> levels_{};
};

}  // namespace tally::compiler::linting
