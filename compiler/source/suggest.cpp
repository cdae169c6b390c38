#include "source/suggest.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tally::compiler {
namespace {

constexpr std::size_t longest_word = 128;

std::string lower_case(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

template <typename Word>
std::optional<Suggestion> nearest(std::string_view word, std::span<const Word> candidates) {
  const std::size_t limit = word.size() <= 4 ? 1 : 2;
  const std::string lower = lower_case(word);
  std::optional<std::pair<std::size_t, std::string_view>> best;
  bool only = true;
  for (const std::string_view candidate : candidates) {
    if (candidate == word) continue;
    std::size_t distance = edit_distance(word, candidate, limit);
    if (distance > 1 && lower == lower_case(candidate)) distance = 1;
    if (distance > limit || distance >= word.size()) continue;
    const std::pair found{distance, candidate};
    if (best && found.first == best->first && found.second != best->second) only = false;
    if (best && found.first < best->first) only = true;
    if (!best || found < *best) best = found;
  }
  if (!best) return std::nullopt;
  return Suggestion{std::string(best->second), only};
}

template <typename Word>
std::optional<std::string> nearest_word(std::string_view word, std::span<const Word> candidates) {
  auto found = nearest(word, candidates);
  if (!found) return std::nullopt;
  return std::move(found->word);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit || a.size() > longest_word || b.size() > longest_word) return limit + 1;

  // Three rows of the table: before[j] is the distance from a's first i - 2 bytes to b's first j
  // bytes, and so on.
  std::array<std::size_t, longest_word + 1> before{}, previous{}, current{};
  for (std::size_t j = 0; j <= b.size(); ++j) current[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = previous;
    previous = current;
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
  }
  return std::min(current[b.size()], limit + 1);
}

std::optional<std::string> suggest(std::string_view word,
                                   std::span<const std::string_view> candidates) {
  return nearest_word(word, candidates);
}

std::optional<std::string> suggest(std::string_view word, std::span<const std::string> candidates) {
  return nearest_word(word, candidates);
}

std::optional<Suggestion> find_suggestion(std::string_view word,
                                          std::span<const std::string_view> candidates) {
  return nearest(word, candidates);
}

std::optional<Suggestion> find_suggestion(std::string_view word,
                                          std::span<const std::string> candidates) {
  return nearest(word, candidates);
}

}  // namespace tally::compiler
