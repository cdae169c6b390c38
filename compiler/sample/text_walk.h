// Texts that patterns accept, by walking their automata.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/code_point_set.h"
#include "sample/random.h"

namespace tally::compiler::sampling {

/// What a text has to be. Lengths are in Unicode scalar values.
struct TextRules {
  std::vector<std::string_view> patterns;   // all of which accept it
  std::optional<std::string_view> refused;  // the pattern that does not
  std::uint32_t min = 0;
  std::uint32_t max = UINT32_MAX;
};

/// The product of the automata, with the lengths that end in acceptance from each of its states.
class TextWalk {
 public:
  /// Nothing if there is no such text, or if it takes more states or steps than is reasonable to
  /// find one.
  static std::optional<TextWalk> build(const TextRules& rules);

  /// Keeps the rules. Short and long ones come more often than others, letters and digits more
  /// often than other characters.
  std::string make(Random& random) const;

 private:
  struct Edge {
    std::size_t kind;  // of characters
    std::uint32_t target;
  };
  struct Step {
    std::uint32_t character;
    std::uint32_t target;
  };
  struct Node {
    std::vector<std::uint32_t> states;  // of the patterns, then of the refused one
    std::vector<Edge> edges;
    bool accepting = false;
  };

  bool explore(const TextRules& rules);
  bool count_lengths(const TextRules& rules);
  [[nodiscard]] bool can_end(std::uint32_t node, std::uint32_t rest) const {
    return ends_[rest][node];
  }
  [[nodiscard]] Step choose(std::uint32_t node, std::uint32_t rest, Random& random) const;

  // Of characters, by what the patterns tell apart.
  std::vector<std::vector<pattern::CodePointRange>> kinds_;
  std::vector<Node> nodes_;  // the first is the start
  // [characters still to begin][node]: whether acceptance can be reached with exactly these.
  std::vector<std::vector<bool>> ends_;
  std::vector<std::uint32_t> lengths_;  // of the texts that there are, ascending; not all of them
};

}  // namespace tally::compiler::sampling
