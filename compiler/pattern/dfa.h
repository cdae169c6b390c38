// Thompson automaton -> deterministic automaton, by subset construction.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "pattern/error.h"
#include "pattern/nfa.h"

namespace tally::compiler::pattern {

// Complete: every state has a transition for every column. Bytes that no state tells apart share a
// column.
struct Dfa {
  std::array<std::uint8_t, 256> column_of{};
  std::uint32_t columns = 0;
  std::vector<std::uint32_t> transitions;  // [state * columns + column] -> state
  std::vector<bool> accepting;             // if the text ends here
  std::uint32_t start = 0;
  bool by_characters = false;  // every byte is a character; none is inside of one

  std::uint32_t state_count() const { return static_cast<std::uint32_t>(accepting.size()); }
};

// The automaton that accepts every text in which the NFA matches somewhere. As soon as a match is
// certain it stays in an accepting state for ever. Nothing if it needs more states or work than the
// limits allow.
std::optional<Dfa> build_dfa(const Nfa& nfa, const PatternLimits& limits);

// The smallest automaton that accepts the same texts (Hopcroft 1971, O(columns * states * log
// states)). States are numbered in the order of a breadth-first walk from the start, so equal
// languages give the same states.
Dfa minimise(const Dfa& dfa);

// The same automaton with as few columns as a greedy search in byte order finds. Besides equal
// columns it lays columns over each other that well-formed text never asks for in the same state:
// inside a character only continuation bytes come, elsewhere only the others. O(columns^2 *
// states).
Dfa merge_columns(const Dfa& dfa);

}  // namespace tally::compiler::pattern
