#include "render/nearest.h"

#include <algorithm>
#include <array>
#include <set>

namespace tally::compiler {
namespace {

constexpr size_t max_distance = 2;
constexpr size_t max_length = 64;

size_t edit_distance(std::string_view a, std::string_view b) {
  std::array<size_t, max_length + 1> row{};
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.empty() || name.size() > max_length) return {};
  size_t best = std::min(max_distance, name.size() - 1);
  std::set<std::string_view> nearest;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > max_length || candidate.size() > name.size() + best ||
        name.size() > candidate.size() + best) {
      continue;
    }
    const size_t distance = edit_distance(name, candidate);
    if (distance > best) continue;
    if (distance < best) nearest.clear();
    best = distance;
    nearest.insert(candidate);
  }
  std::string hint;
  for (const std::string_view candidate : nearest) {
    hint += hint.empty() ? "did you mean `" : " or `";
    hint += candidate;
    hint += '`';
  }
  return hint.empty() ? hint : hint + '?';
}

}  // namespace tally::compiler
