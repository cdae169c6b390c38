#include <cstddef>
#include <optional>
#include <utility>

#include "pattern/dfa.h"

namespace tally::compiler::pattern {
namespace {

bool is_continuation(const Dfa& dfa, std::uint32_t byte) {
  return byte >= 0x80 && byte <= 0xBF && !dfa.by_characters;
}

// Continuation bytes that follow a byte which is none.
std::uint32_t continuations_after(const Dfa& dfa, std::uint32_t lead) {
  return dfa.by_characters || lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
}

// Where in the text a state can be; it may be both.
struct Places {
  bool between_characters = false;
  bool inside_character = false;
};

std::vector<Places> places_of_states(const Dfa& dfa) {
  constexpr std::uint32_t most = 3;  // continuation bytes still to come
  std::vector<bool> seen(std::size_t{dfa.state_count()} * (most + 1), false);
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      pending;  // state, continuation bytes to come
  const auto reach = [&](std::uint32_t state, std::uint32_t to_come) {
    const std::size_t index = std::size_t{state} * (most + 1) + to_come;
    if (seen[index]) return;
    seen[index] = true;
    pending.emplace_back(state, to_come);
  };
  std::vector<Places> places(dfa.state_count());
  reach(dfa.start, 0);
  while (!pending.empty()) {
    const auto [state, to_come] = pending.back();
    pending.pop_back();
    (to_come == 0 ? places[state].between_characters : places[state].inside_character) = true;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      if (is_continuation(dfa, byte) != (to_come > 0)) continue;
      const std::uint32_t next =
          dfa.transitions[std::size_t{state} * dfa.columns + dfa.column_of[byte]];
      reach(next, to_come > 0 ? to_come - 1 : continuations_after(dfa, byte));
    }
  }
  return places;
}

constexpr std::uint32_t any_state = unbounded;

// What a column has to say about bytes of one kind: the next state for each state, or `any_state`
// where they cannot come.
std::vector<std::uint32_t> demands(const Dfa& dfa, const std::vector<Places>& places,
                                   std::uint32_t column, bool continuation) {
  std::vector<std::uint32_t> result;
  for (std::uint32_t state = 0; state < dfa.state_count(); ++state) {
    const bool comes =
        continuation ? places[state].inside_character : places[state].between_characters;
    result.push_back(comes ? dfa.transitions[std::size_t{state} * dfa.columns + column]
                           : any_state);
  }
  return result;
}

bool compatible(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  for (std::size_t state = 0; state < a.size(); ++state) {
    if (a[state] != b[state] && a[state] != any_state && b[state] != any_state) return false;
  }
  return true;
}

void merge_into(std::vector<std::uint32_t>& column, const std::vector<std::uint32_t>& other) {
  for (std::size_t state = 0; state < column.size(); ++state) {
    if (column[state] == any_state) column[state] = other[state];
  }
}

}  // namespace

Dfa merge_columns(const Dfa& dfa) {
  const std::vector<Places> places = places_of_states(dfa);
  std::vector<std::vector<std::uint32_t>> merged;
  std::array<std::array<std::optional<std::uint8_t>, 256>, 2> placed;  // by kind and old column
  Dfa result{{}, 0, {}, dfa.accepting, dfa.start, dfa.by_characters};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    const std::uint8_t column = dfa.column_of[byte];
    std::optional<std::uint8_t>& place = placed[is_continuation(dfa, byte)][column];
    if (!place) {
      std::vector<std::uint32_t> contents =
          demands(dfa, places, column, is_continuation(dfa, byte));
      std::size_t slot = 0;
      while (slot < merged.size() && !compatible(merged[slot], contents)) ++slot;
      if (slot == merged.size()) {
        merged.push_back(std::move(contents));
      } else {
        merge_into(merged[slot], contents);
      }
      place = static_cast<std::uint8_t>(slot);
    }
    result.column_of[byte] = *place;
  }
  result.columns = static_cast<std::uint32_t>(merged.size());
  for (std::uint32_t state = 0; state < dfa.state_count(); ++state) {
    for (const std::vector<std::uint32_t>& column : merged) {
      // What never comes keeps the state that it finds.
      result.transitions.push_back(column[state] == any_state ? state : column[state]);
    }
  }
  return result;
}

}  // namespace tally::compiler::pattern
