#include "pattern/dfa.h"

#include <algorithm>
#include <bitset>
#include <unordered_map>
#include <utility>

namespace tally::compiler::pattern {
namespace {

// What stands on both sides of a place in the text. In front it is known while the automaton runs;
// behind, only once the next byte is there, so assertions about it wait in the state.
struct Before {
  bool text_start;
  bool word;  // the last byte is a word character

  bool operator==(const Before&) const = default;
};
enum class After : std::uint8_t { word, other, continuation, text_end };

constexpr bool is_word_byte(std::uint32_t byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
         (byte >= 'a' && byte <= 'z');
}

constexpr After after_byte(std::uint32_t byte, bool by_characters) {
  if (is_word_byte(byte)) return After::word;
  return byte >= 0x80 && byte <= 0xBF && !by_characters ? After::continuation : After::other;
}

constexpr bool holds(Assertion assertion, Before before, After after) {
  switch (assertion) {
    case Assertion::text_start:
      return before.text_start;
    case Assertion::text_end:
      return after == After::text_end;
    case Assertion::word_boundary:
      return before.word != (after == After::word);
    case Assertion::no_word_boundary:
      // A search may begin between any two bytes, but there is no place in the middle of a
      // character.
      return after != After::continuation && before.word == (after == After::word);
  }
  return false;
}

// A state of the DFA: the NFA nodes that wait for a byte or for what follows, ascending.
struct Subset {
  std::vector<std::uint32_t> nodes;
  Before before;  // matters, and is set, only if there are assertions among the nodes

  bool operator==(const Subset&) const = default;
};

struct SubsetHash {
  std::size_t operator()(const Subset& subset) const {
    std::uint64_t hash = 14695981039346656037U;
    const auto mix = [&](std::uint32_t value) { hash = (hash ^ value) * 1099511628211U; };
    for (const std::uint32_t node : subset.nodes) mix(node);
    mix(subset.before.text_start);
    mix(subset.before.word);
    return static_cast<std::size_t>(hash ^ (hash >> 32));
  }
};

class SubsetConstruction {
 public:
  SubsetConstruction(const Nfa& nfa, const PatternLimits& limits)
      : nfa_(nfa), limits_(limits), seen_(nfa.nodes.size(), 0) {
    dfa_.by_characters = nfa.by_characters;
    divide_bytes();
  }

  std::optional<Dfa> run() && {
    dfa_.start = intern(closed({nfa_.start}, {true, false}));
    for (std::uint32_t state = 0; state < subsets_.size(); ++state) {
      if (exhausted()) return std::nullopt;
      expand(state);
    }
    if (exhausted()) return std::nullopt;
    return std::move(dfa_);
  }

 private:
  bool exhausted() const {
    return subsets_.size() > limits_.dfa_states || work_ > limits_.dfa_work;
  }

  [[nodiscard]] After kind_of(std::uint32_t byte) const {
    return after_byte(byte, nfa_.by_characters);
  }

  // Columns are intervals of bytes that no edge and no assertion tells apart.
  void divide_bytes() {
    std::bitset<257> starts;
    starts.set(0);
    for (const ByteEdge& edge : nfa_.edges) {
      starts.set(edge.first);
      starts.set(edge.last + 1U);
    }
    for (const NfaNode& node : nfa_.nodes) {
      if (node.kind != NfaNodeKind::assertion) continue;
      has_assertions_ = true;
      has_boundaries_ |=
          node.assertion != Assertion::text_start && node.assertion != Assertion::text_end;
    }
    for (std::uint32_t byte = 1; has_assertions_ && byte < 256; ++byte) {
      if (kind_of(byte) != kind_of(byte - 1)) starts.set(byte);
    }
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      if (starts[byte]) first_byte_.push_back(byte);
      dfa_.column_of[byte] = static_cast<std::uint8_t>(first_byte_.size() - 1);
    }
    dfa_.columns = static_cast<std::uint32_t>(first_byte_.size());
    targets_.resize(dfa_.columns);
  }

  void push(std::uint32_t node) {
    if (seen_[node] == round_) return;
    seen_[node] = round_;
    pending_.push_back(node);
  }

  void push_targets(const NfaNode& node) {
    for (std::uint32_t i = 0; i < node.count; ++i) push(nfa_.targets[node.first + i]);
    work_ += node.count;
  }

  // Everything that is reachable from the nodes without reading, and without knowing what follows.
  Subset closed(const std::vector<std::uint32_t>& from, Before before) {
    Subset result{{}, {false, false}};
    ++round_;
    for (const std::uint32_t node : from) push(node);
    bool waits = false;
    while (!pending_.empty()) {
      const std::uint32_t id = pending_.back();
      pending_.pop_back();
      const NfaNode& node = nfa_.nodes[id];
      if (node.kind == NfaNodeKind::split) {
        push_targets(node);
      } else if (node.kind != NfaNodeKind::assertion) {
        result.nodes.push_back(id);
      } else if (node.assertion != Assertion::text_start) {
        result.nodes.push_back(id);
        waits = true;
      } else if (before.text_start) {
        push_targets(node);
      }
    }
    std::sort(result.nodes.begin(), result.nodes.end());
    if (waits) result.before = {before.text_start, has_boundaries_ && before.word};
    return result;
  }

  // The byte and match nodes of a subset once it is known what follows.
  std::vector<std::uint32_t> resolved(const Subset& subset, After after) {
    std::vector<std::uint32_t> result;
    ++round_;
    for (const std::uint32_t node : subset.nodes) push(node);
    while (!pending_.empty()) {
      const std::uint32_t id = pending_.back();
      pending_.pop_back();
      const NfaNode& node = nfa_.nodes[id];
      if (node.kind == NfaNodeKind::bytes || node.kind == NfaNodeKind::match) {
        result.push_back(id);
      } else if (node.kind == NfaNodeKind::split || holds(node.assertion, subset.before, after)) {
        push_targets(node);
      }
    }
    return result;
  }

  bool has_match(const std::vector<std::uint32_t>& nodes) const {
    return std::any_of(nodes.begin(), nodes.end(),
                       [&](std::uint32_t id) { return nfa_.nodes[id].kind == NfaNodeKind::match; });
  }

  // A subset with a match in it is the state of certainty, whatever else is in it.
  std::uint32_t intern(Subset subset) {
    if (has_match(subset.nodes)) subset = certain();
    const auto next = static_cast<std::uint32_t>(subsets_.size());
    const auto [known, is_new] = states_.try_emplace(std::move(subset), next);
    if (is_new) {
      subsets_.push_back(&known->first);
      work_ += 4 * known->first.nodes.size();  // memory counts as work, which bounds it
    }
    return known->second;
  }

  static Subset certain() { return {{match_node}, {false, false}}; }

  void expand(std::uint32_t state) {
    const Subset& subset = *subsets_[state];
    const std::size_t row = dfa_.transitions.size();
    dfa_.transitions.resize(row + dfa_.columns, state);
    dfa_.accepting.push_back(has_match(resolved(subset, After::text_end)));
    if (subset.nodes == certain().nodes) return;

    for (std::vector<std::uint32_t>& targets : targets_) targets.clear();
    std::bitset<256> matched;  // columns whose bytes confirm a match that ends in front of them
    if (has_assertions_) {
      for (const After after : {After::word, After::other, After::continuation}) {
        follow(resolved(subset, after), after, matched);
      }
    } else {
      follow(subset.nodes, std::nullopt, matched);
    }
    for (std::uint32_t column = 0; column < dfa_.columns; ++column) {
      targets_[column].push_back(nfa_.start);  // a match may begin at every place
      const Before before{false, is_word_byte(first_byte_[column])};
      dfa_.transitions[row + column] =
          intern(matched[column] ? certain() : closed(targets_[column], before));
    }
    work_ += dfa_.columns;
  }

  // Collects the targets of the nodes' edges by column, for columns of the given kind.
  void follow(const std::vector<std::uint32_t>& nodes, std::optional<After> after,
              std::bitset<256>& matched) {
    const auto applies = [&](std::uint32_t column) {
      return !after || kind_of(first_byte_[column]) == *after;
    };
    for (const std::uint32_t id : nodes) {
      const NfaNode& node = nfa_.nodes[id];
      if (node.kind == NfaNodeKind::match) {
        for (std::uint32_t column = 0; column < dfa_.columns; ++column) {
          if (applies(column)) matched.set(column);
        }
      }
      for (std::uint32_t i = node.first;
           node.kind == NfaNodeKind::bytes && i < node.first + node.count; ++i) {
        const ByteEdge& edge = nfa_.edges[i];
        const std::uint32_t last = dfa_.column_of[edge.last];
        for (std::uint32_t column = dfa_.column_of[edge.first]; column <= last; ++column) {
          if (applies(column)) targets_[column].push_back(edge.target);
          ++work_;
        }
      }
    }
  }

  static constexpr std::uint32_t match_node = 0;  // build_nfa makes it first

  const Nfa& nfa_;
  const PatternLimits& limits_;
  Dfa dfa_;
  bool has_assertions_ = false;
  bool has_boundaries_ = false;  // of words: `$` alone does not ask what is in front of it
  std::vector<std::uint32_t> first_byte_;  // of each column
  std::unordered_map<Subset, std::uint32_t, SubsetHash> states_;
  std::vector<const Subset*> subsets_;  // by state; the map's nodes stay where they are
  std::uint64_t work_ = 0;

  std::vector<std::uint64_t> seen_;  // by NFA node: the round in which it was last pushed
  std::uint64_t round_ = 0;
  std::vector<std::uint32_t> pending_;
  std::vector<std::vector<std::uint32_t>> targets_;  // by column
};

}  // namespace

std::optional<Dfa> build_dfa(const Nfa& nfa, const PatternLimits& limits) {
  return SubsetConstruction(nfa, limits).run();
}

}  // namespace tally::compiler::pattern
