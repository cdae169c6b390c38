#include "sample/text_walk.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tally::compiler::sampling {
namespace {

constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t most_cells = 8'000'000;  // of the table of lengths
constexpr std::uint32_t more_lengths = 40;     // behind the shortest

// Inside a character: how many continuation bytes are missing, with those that may come next.
struct Inside {
  std::uint8_t first;
  std::uint8_t last;
  std::uint8_t then;
};
constexpr Inside insides[] = {
    {0, 0, 0},        // between characters
    {0x80, 0xBF, 0},  // 1: one byte is missing
    {0x80, 0xBF, 1},  // 2
    {0x80, 0xBF, 2},  // 3
    {0xA0, 0xBF, 1},  // 4: behind E0, nothing overlong
    {0x80, 0x9F, 1},  // 5: behind ED, no surrogates
    {0x90, 0xBF, 2},  // 6: behind F0, nothing overlong
    {0x80, 0x8F, 2},  // 7: behind F4, nothing above U+10FFFF
};
// Each comes behind those that it leads to.
constexpr std::uint8_t inner_order[] = {1, 2, 4, 5, 3, 6, 7};
constexpr std::uint8_t no_state = 0xFF;

std::uint8_t step_utf8(std::uint8_t state, unsigned byte) {
  if (state != 0) {
    const Inside& inside = insides[state];
    return byte >= inside.first && byte <= inside.last ? inside.then : no_state;
  }
  if (byte < 0x80) return 0;
  if (byte < 0xC2 || byte > 0xF4) return no_state;
  if (byte < 0xE0) return 1;
  if (byte < 0xF0) return byte == 0xE0 ? 4 : byte == 0xED ? 5 : 2;
  return byte == 0xF0 ? 6 : byte == 0xF4 ? 7 : 3;
}

std::uint32_t step(const Pattern& pattern, std::uint32_t state, unsigned byte) {
  if (state >= pattern.first_sink) return state;
  const std::uint32_t at = state + pattern.class_of[byte];
  return pattern.wide != nullptr ? pattern.wide[at] : pattern.narrow[at];
}

bool accepts(const Pattern& pattern, std::uint32_t state) {
  return state >= pattern.first_accepting && state <= pattern.first_sink;
}

// Whether a text that has come there may still be one that is looked for.
bool is_hopeful(const TextRules& rules, const std::vector<std::uint32_t>& states) {
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    if (states[i] > rules.patterns[i]->first_sink) return false;
  }
  return rules.refused == nullptr || states.back() != rules.refused->first_sink;
}

bool is_accepted(const TextRules& rules, const std::vector<std::uint32_t>& states) {
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    if (!accepts(*rules.patterns[i], states[i])) return false;
  }
  return rules.refused == nullptr || !accepts(*rules.refused, states.back());
}

// What people write first, then other characters of a keyboard, those of other scripts, and what
// cannot be seen.
enum Taste : std::uint8_t { plain, marks, foreign, unseen, tastes };

Taste taste_of(std::uint8_t byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  if (letter || (byte >= '0' && byte <= '9')) return plain;
  if (byte >= 0x80) return foreign;
  return byte >= 0x20 && byte != 0x7F ? marks : unseen;
}

}  // namespace

bool TextWalk::explore(const TextRules& rules) {
  std::vector<const Pattern*> all = rules.patterns;
  if (rules.refused != nullptr) all.push_back(rules.refused);
  std::map<std::pair<std::vector<std::uint32_t>, std::uint8_t>, std::uint32_t> known;
  const auto enter = [&](std::vector<std::uint32_t> states, std::uint8_t utf8) {
    const auto [at, is_new] =
        known.try_emplace({states, utf8}, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) {
      Node& node = nodes_.emplace_back();
      node.accepting = utf8 == 0 && is_accepted(rules, states);
      node.states = std::move(states);
      node.utf8 = utf8;
    }
    return at->second;
  };
  std::vector<std::uint32_t> start;
  for (const Pattern* pattern : all) start.push_back(pattern->start);
  if (!is_hopeful(rules, start)) return false;
  enter(std::move(start), 0);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_.size() > most_nodes) return false;
    std::vector<Edge> edges;
    for (unsigned byte = 0; byte < 256; ++byte) {
      const std::uint8_t utf8 = step_utf8(nodes_[i].utf8, byte);
      if (utf8 == no_state) continue;
      std::vector<std::uint32_t> states = nodes_[i].states;
      for (std::size_t k = 0; k < all.size(); ++k) states[k] = step(*all[k], states[k], byte);
      if (!is_hopeful(rules, states)) continue;
      edges.push_back({static_cast<std::uint8_t>(byte), enter(std::move(states), utf8)});
    }
    nodes_[i].edges = std::move(edges);
  }
  return true;
}

bool TextWalk::count_lengths(const TextRules& rules) {
  std::array<std::vector<std::uint32_t>, std::size(insides)> by_state;
  std::vector<std::vector<std::uint32_t>> targets(nodes_.size());  // without repetitions
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    by_state[nodes_[i].utf8].push_back(i);
    for (const Edge& edge : nodes_[i].edges) targets[i].push_back(edge.target);
    std::sort(targets[i].begin(), targets[i].end());
    targets[i].erase(std::unique(targets[i].begin(), targets[i].end()), targets[i].end());
  }
  const auto leads_to = [&](std::uint32_t node, const std::vector<bool>& ends) {
    return std::any_of(targets[node].begin(), targets[node].end(),
                       [&](std::uint32_t target) { return bool{ends[target]}; });
  };
  std::uint64_t last = rules.max;
  for (std::uint32_t rest = 0; rest <= last && rest * nodes_.size() <= most_cells; ++rest) {
    std::vector<bool> ends(nodes_.size());
    for (const std::uint32_t node : by_state[0])
      ends[node] = rest == 0 ? nodes_[node].accepting : leads_to(node, ends_.back());
    for (const std::uint8_t state : inner_order) {
      for (const std::uint32_t node : by_state[state]) ends[node] = leads_to(node, ends);
    }
    if (rest >= rules.min && ends[0]) {
      if (lengths_.empty()) last = std::min<std::uint64_t>(last, rest + more_lengths);
      lengths_.push_back(rest);
    }
    ends_.push_back(std::move(ends));
  }
  return !lengths_.empty();
}

std::optional<TextWalk> TextWalk::build(const TextRules& rules) {
  TextWalk walk;
  if (!walk.explore(rules) || !walk.count_lengths(rules)) return std::nullopt;
  return walk;
}

TextWalk::Edge TextWalk::choose(std::uint32_t node, std::uint32_t rest, Random& random) const {
  const bool inside = nodes_[node].utf8 != 0;
  std::array<std::vector<Edge>, tastes> found;
  for (const Edge& edge : nodes_[node].edges) {
    if (can_end(edge.target, inside ? rest : rest - 1)) found[taste_of(edge.byte)].push_back(edge);
  }
  const std::uint64_t wish = random.below(32);
  std::size_t taste = wish == 0 ? foreign : wish < 4 ? marks : plain;
  if (found[taste].empty()) {
    taste = 0;
    while (found[taste].empty()) ++taste;
  }
  return found[taste][random.below(found[taste].size())];
}

std::string TextWalk::make(Random& random) const {
  std::size_t which = random.below(lengths_.size());
  if (random.one_in(4)) which = 0;
  if (random.one_in(8)) which = lengths_.size() - 1;
  std::uint32_t rest = lengths_[which];
  std::string text;
  std::uint32_t node = 0;
  while (rest > 0 || nodes_[node].utf8 != 0) {
    const Edge edge = choose(node, rest, random);
    if (nodes_[node].utf8 == 0) --rest;
    text += static_cast<char>(edge.byte);
    node = edge.target;
  }
  return text;
}

}  // namespace tally::compiler::sampling
