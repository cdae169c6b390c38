#include "sample/text_walk.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <variant>

#include "pattern/walk.h"
#include "tally/engine/json/text.h"

namespace tally::compiler::sampling {
namespace {

using pattern::CodePointRange;

constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t most_cells = 8'000'000;  // of the table of lengths
constexpr std::uint32_t more_lengths = 40;     // behind the shortest

// The patterns of some rules, compiled: those that accept, then the one that does not.
struct Automata {
  std::vector<CompiledPattern> patterns;
  std::size_t accepting;

  // Whether a text that has come there may still be one that is looked for.
  [[nodiscard]] bool is_hopeful(const std::vector<std::uint32_t>& states) const {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const std::uint32_t hopeless = patterns[i].first_sink + (i < accepting ? 1 : 0);
      if (states[i] == hopeless) return false;
    }
    return true;
  }

  [[nodiscard]] bool is_accepted(const std::vector<std::uint32_t>& states) const {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (pattern::accepts(patterns[i], states[i]) != (i < accepting)) return false;
    }
    return true;
  }
};

// Nothing if one does not compile, which no checked contract has.
std::optional<Automata> automata_of(const TextRules& rules) {
  Automata automata{{}, rules.patterns.size()};
  std::vector<std::string_view> sources = rules.patterns;
  if (rules.refused) sources.push_back(*rules.refused);
  for (const std::string_view source : sources) {
    auto compiled = compile_pattern(source);
    auto* pattern = std::get_if<CompiledPattern>(&compiled);
    if (pattern == nullptr) return std::nullopt;
    automata.patterns.push_back(std::move(*pattern));
  }
  return automata;
}

// What people write first, then other characters of a keyboard, those of other scripts, and what
// cannot be seen.
enum Taste : std::uint8_t { plain, marks, foreign, unseen, tastes };

struct TasteOfRange {
  CodePointRange range;
  Taste taste;
};
constexpr TasteOfRange tastes_of_characters[] = {
    {{0, 0x1F}, unseen},    {{' ', '/'}, marks},
    {{'0', '9'}, plain},    {{':', '@'}, marks},
    {{'A', 'Z'}, plain},    {{'[', '`'}, marks},
    {{'a', 'z'}, plain},    {{'{', '~'}, marks},
    {{0x7F, 0x7F}, unseen}, {{0x80, pattern::last_code_point}, foreign},
};

}  // namespace

bool TextWalk::explore(const TextRules& rules) {
  const std::optional<Automata> automata = automata_of(rules);
  if (!automata) return false;
  std::vector<const CompiledPattern*> all;
  for (const CompiledPattern& pattern : automata->patterns) all.push_back(&pattern);
  kinds_ = pattern::kinds_of_characters(all);
  std::map<std::vector<std::uint32_t>, std::uint32_t> known;
  const auto enter = [&](std::vector<std::uint32_t> states) {
    const auto [at, is_new] = known.try_emplace(states, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) {
      Node& node = nodes_.emplace_back();
      node.accepting = automata->is_accepted(states);
      node.states = std::move(states);
    }
    return at->second;
  };
  std::vector<std::uint32_t> start;
  for (const CompiledPattern* pattern : all) start.push_back(pattern->start);
  if (!automata->is_hopeful(start)) return false;
  enter(std::move(start));
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_.size() > most_nodes) return false;
    std::vector<Edge> edges;
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
      std::vector<std::uint32_t> states = nodes_[i].states;
      for (std::size_t k = 0; k < all.size(); ++k)
        states[k] = pattern::step(*all[k], states[k], kinds_[kind].front().first);
      if (automata->is_hopeful(states)) edges.push_back({kind, enter(std::move(states))});
    }
    nodes_[i].edges = std::move(edges);
  }
  return true;
}

bool TextWalk::count_lengths(const TextRules& rules) {
  std::vector<std::vector<std::uint32_t>> targets(nodes_.size());  // without repetitions
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    for (const Edge& edge : nodes_[i].edges) targets[i].push_back(edge.target);
    std::sort(targets[i].begin(), targets[i].end());
    targets[i].erase(std::unique(targets[i].begin(), targets[i].end()), targets[i].end());
  }
  std::uint64_t last = rules.max;
  for (std::uint32_t rest = 0; rest <= last && rest * nodes_.size() <= most_cells; ++rest) {
    std::vector<bool> ends(nodes_.size());
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
      ends[node] =
          rest == 0
              ? nodes_[node].accepting
              : std::any_of(targets[node].begin(), targets[node].end(),
                            [&](std::uint32_t target) -> bool { return ends_.back()[target]; });
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

TextWalk::Step TextWalk::choose(std::uint32_t node, std::uint32_t rest, Random& random) const {
  struct Choice {
    CodePointRange range;
    std::uint32_t target;
  };
  std::array<std::vector<Choice>, tastes> found;
  for (const Edge& edge : nodes_[node].edges) {
    if (!can_end(edge.target, rest - 1)) continue;
    for (const CodePointRange& range : kinds_[edge.kind]) {
      for (const auto& [limits, taste] : tastes_of_characters) {
        const CodePointRange common = {std::max(range.first, limits.first),
                                       std::min(range.last, limits.last)};
        if (common.first <= common.last) found[taste].push_back({common, edge.target});
      }
    }
  }
  const std::uint64_t wish = random.below(32);
  std::size_t taste = wish == 0 ? foreign : wish < 4 ? marks : plain;
  if (found[taste].empty()) {
    taste = 0;
    while (found[taste].empty()) ++taste;
  }
  std::vector<Choice>& choices = found[taste];
  std::sort(choices.begin(), choices.end(),
            [](const Choice& a, const Choice& b) { return a.range.first < b.range.first; });
  std::uint64_t count = 0;
  for (const Choice& choice : choices) count += choice.range.last - choice.range.first + 1;
  auto index = static_cast<std::uint32_t>(random.below(count));
  auto choice = choices.begin();
  for (; index > choice->range.last - choice->range.first; ++choice)
    index -= choice->range.last - choice->range.first + 1;
  return {choice->range.first + index, choice->target};
}

std::string TextWalk::make(Random& random) const {
  std::size_t which = random.below(lengths_.size());
  if (random.one_in(4)) which = 0;
  if (random.one_in(8)) which = lengths_.size() - 1;
  std::string text;
  std::uint32_t node = 0;
  for (std::uint32_t rest = lengths_[which]; rest > 0; --rest) {
    const Step step = choose(node, rest, random);
    char bytes[4];
    text.append(bytes, append_utf8(bytes, step.character));
    node = step.target;
  }
  return text;
}

}  // namespace tally::compiler::sampling
