#include "lint/rules.h"

#include <iterator>

namespace tally::compiler::linting {
namespace {

// In the order of RuleId.
constexpr Rule table[] = {
    {"pattern.unanchored", Code::pattern_unanchored, Level::warning},
    {"string.unbounded", Code::string_unbounded, Level::off},
    {"list.unbounded", Code::list_unbounded, Level::off},
    {"naming.type", Code::naming_type, Level::warning},
    {"naming.field", Code::naming_field, Level::warning},
    {"doc.missing", Code::doc_missing, Level::off},
};

}  // namespace

std::span<const Rule> rules() {
  return table;
}

std::vector<std::string_view> rule_names() {
  std::vector<std::string_view> names;
  for (const Rule& each : table) names.push_back(each.name);
  return names;
}

const Rule& rule(RuleId id) {
  return table[static_cast<std::size_t>(id)];
}

std::optional<RuleId> find_rule(std::string_view name) {
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (table[i].name == name) return static_cast<RuleId>(i);
  }
  return std::nullopt;
}

Settings::Settings() {
  static_assert(std::size(table) == rule_count);
  for (std::size_t i = 0; i < rule_count; ++i) levels_[i] = table[i].level;
}

}  // namespace tally::compiler::linting
