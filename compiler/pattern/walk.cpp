#include "pattern/walk.h"

#include <algorithm>
#include <array>
#include <map>

#include "tally/engine/json/text.h"

namespace tally::compiler::pattern {
namespace {

std::uint32_t step_byte(const CompiledPattern& pattern, std::uint32_t state, std::uint32_t byte) {
  if (state >= pattern.first_sink) return state;
  const std::size_t at = std::size_t{state} + pattern.class_of[byte];
  return pattern.wide.empty() ? pattern.narrow[at] : pattern.wide[at];
}

// Cuts the surrogates out, which are no characters.
void add(std::vector<CodePointRange>& ranges, std::uint32_t first, std::uint32_t last) {
  constexpr std::uint32_t before_surrogates = 0xD7FF;
  constexpr std::uint32_t behind_surrogates = 0xE000;
  if (first <= before_surrogates) ranges.push_back({first, std::min(last, before_surrogates)});
  if (last >= behind_surrogates) ranges.push_back({std::max(first, behind_surrogates), last});
}

}  // namespace

std::uint32_t step(const CompiledPattern& pattern, std::uint32_t state, std::uint32_t character) {
  if (character < 0x80) return step_byte(pattern, state, character);
  if (!pattern.characters.empty()) {
    const auto row = std::upper_bound(pattern.characters.begin(), pattern.characters.end(),
                                      character << 8U | 0xFFU);
    return step_byte(pattern, state, *std::prev(row) & 0xFFU);
  }
  std::array<char, 4> bytes;
  const char* end = append_utf8(bytes.data(), character);
  for (const char* p = bytes.data(); p != end; ++p)
    state = step_byte(pattern, state, static_cast<std::uint8_t>(*p));
  return state;
}

bool accepts(const CompiledPattern& pattern, std::uint32_t state) {
  return state >= pattern.first_accepting && state <= pattern.first_sink;
}

std::vector<std::vector<CodePointRange>> kinds_of_characters(
    const std::vector<const CompiledPattern*>& patterns) {
  std::vector<std::uint32_t> starts = {0};
  for (const CompiledPattern* pattern : patterns) {
    for (const LetterRun& run : pattern->alphabet.runs) starts.push_back(run.first);
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());

  std::vector<std::size_t> run(patterns.size(), 0);  // of each alphabet, the one that is reached
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  std::vector<std::vector<CodePointRange>> kinds;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    std::vector<std::uint32_t> letters;
    for (std::size_t k = 0; k < patterns.size(); ++k) {
      const std::vector<LetterRun>& runs = patterns[k]->alphabet.runs;
      while (run[k] + 1 < runs.size() && runs[run[k] + 1].first <= starts[i]) ++run[k];
      letters.push_back(runs[run[k]].letter);
    }
    const auto [kind, is_new] = known.try_emplace(std::move(letters), kinds.size());
    if (is_new) kinds.emplace_back();
    add(kinds[kind->second], starts[i],
        i + 1 < starts.size() ? starts[i + 1] - 1 : last_code_point);
  }
  std::erase_if(kinds, [](const std::vector<CodePointRange>& ranges) { return ranges.empty(); });
  return kinds;
}

}  // namespace tally::compiler::pattern
