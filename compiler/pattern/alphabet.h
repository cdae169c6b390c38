// The characters that a pattern tells apart: code points that are in the same sets are one letter.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pattern/code_point_set.h"
#include "pattern/utf8_graph.h"

namespace tally::compiler::pattern {

// From `first` on, up to the next run.
struct LetterRun {
  std::uint32_t first;
  std::uint32_t letter;

  bool operator==(const LetterRun&) const = default;
};

// Runs in ascending order from U+0000 on; runs beside each other have different letters.
struct Alphabet {
  std::vector<LetterRun> runs;
  std::uint32_t letters = 0;  // their numbers are below
};

// The coarsest alphabet that every set is a set of letters of. Letters are numbered as they first
// come. Nothing if it takes more than `most_work` steps.
std::optional<Alphabet> alphabet_of(const std::vector<CodePointSet>& sets, std::uint64_t most_work);

// Characters beyond ASCII as bytes, where there are few enough letters: 0x80 and the next ones
// stand for the letters that have such characters.
class StandIns {
 public:
  static std::optional<StandIns> choose(const Alphabet& alphabet);

  // The rows of tally::Pattern.
  std::vector<std::uint32_t> rows() const;
  // The set as an automaton over ASCII and the bytes that stand for other characters.
  Utf8Graph graph(const CodePointSet& set) const;

 private:
  struct Run {
    std::uint32_t first;
    std::uint8_t byte;
  };
  std::vector<Run> runs_;  // from U+0080 on
};

}  // namespace tally::compiler::pattern
