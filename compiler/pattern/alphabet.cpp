#include "pattern/alphabet.h"

#include <algorithm>
#include <bitset>
#include <map>

namespace tally::compiler::pattern {
namespace {

constexpr std::uint32_t first_beyond_ascii = 0x80;

}  // namespace

std::optional<Alphabet> alphabet_of(const std::vector<CodePointSet>& sets,
                                    std::uint64_t most_work) {
  std::vector<std::uint32_t> starts = {0};
  for (const CodePointSet& set : sets) {
    for (const CodePointRange& range : set.ranges()) {
      starts.push_back(range.first);
      if (range.last < last_code_point) starts.push_back(range.last + 1);
    }
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());

  // Each set divides what was one letter so far in two.
  std::vector<std::uint32_t> letters(starts.size(), 0);
  std::uint32_t next = 1;
  std::uint64_t work = 0;
  for (const CodePointSet& set : sets) {
    std::map<std::uint32_t, std::uint32_t> inside;
    for (const CodePointRange& range : set.ranges()) {
      auto at = std::lower_bound(starts.begin(), starts.end(), range.first);
      for (; at != starts.end() && *at <= range.last; ++at) {
        std::uint32_t& letter = letters[static_cast<std::size_t>(at - starts.begin())];
        const auto [known, is_new] = inside.try_emplace(letter, next);
        if (is_new) ++next;
        letter = known->second;
        if (++work > most_work) return std::nullopt;
      }
    }
  }

  Alphabet alphabet;
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto [known, is_new] = numbers.try_emplace(letters[i], alphabet.letters);
    if (is_new) ++alphabet.letters;
    if (alphabet.runs.empty() || alphabet.runs.back().letter != known->second)
      alphabet.runs.push_back({starts[i], known->second});
  }
  return alphabet;
}

std::optional<StandIns> StandIns::choose(const Alphabet& alphabet) {
  StandIns result;
  std::map<std::uint32_t, std::uint8_t> bytes;
  for (std::size_t i = 0; i < alphabet.runs.size(); ++i) {
    const bool ascii_only =
        i + 1 < alphabet.runs.size() && alphabet.runs[i + 1].first <= first_beyond_ascii;
    if (ascii_only) continue;
    if (bytes.size() == 256 - first_beyond_ascii && !bytes.contains(alphabet.runs[i].letter))
      return std::nullopt;
    const auto next = static_cast<std::uint8_t>(first_beyond_ascii + bytes.size());
    const std::uint8_t byte = bytes.try_emplace(alphabet.runs[i].letter, next).first->second;
    result.runs_.push_back({std::max(alphabet.runs[i].first, first_beyond_ascii), byte});
  }
  return result;
}

std::vector<std::uint32_t> StandIns::rows() const {
  std::vector<std::uint32_t> result;
  for (const Run& run : runs_) result.push_back(run.first << 8U | run.byte);
  return result;
}

Utf8Graph StandIns::graph(const CodePointSet& set) const {
  std::bitset<256> bytes;
  for (std::uint32_t c = 0; c < first_beyond_ascii; ++c) bytes[c] = set.contains(c);
  for (const Run& run : runs_) bytes[run.byte] = set.contains(run.first);
  std::vector<ByteEdge> edges;
  for (std::uint32_t byte = 0; byte < bytes.size(); ++byte) {
    if (!bytes[byte]) continue;
    if (byte == 0 || !bytes[byte - 1]) {
      const auto first = static_cast<std::uint8_t>(byte);
      edges.push_back({first, first, end_of_character});
    }
    edges.back().last = static_cast<std::uint8_t>(byte);
  }
  return {{std::move(edges)}};
}

}  // namespace tally::compiler::pattern
