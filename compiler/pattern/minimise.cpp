#include <algorithm>
#include <utility>

#include "pattern/dfa.h"

namespace tally::compiler::pattern {
namespace {

// A partition of the states 0..n-1 into blocks. Splitting costs time in proportion to the states
// that were marked.
class Partition {
 public:
  explicit Partition(std::uint32_t states) : block_of_(states, 0), place_of_(states) {
    for (std::uint32_t state = 0; state < states; ++state) {
      states_.push_back(state);
      place_of_[state] = state;
    }
    blocks_.push_back({0, states, 0});
  }

  std::uint32_t block_of(std::uint32_t state) const { return block_of_[state]; }
  std::uint32_t size(std::uint32_t block) const {
    return blocks_[block].end - blocks_[block].begin;
  }
  std::uint32_t block_count() const { return static_cast<std::uint32_t>(blocks_.size()); }

  std::vector<std::uint32_t> states_of(std::uint32_t block) const {
    return {states_.begin() + blocks_[block].begin, states_.begin() + blocks_[block].end};
  }

  // At most once per state between two splits.
  void mark(std::uint32_t state) {
    Block& block = blocks_[block_of_[state]];
    if (block.marked == 0) touched_.push_back(block_of_[state]);
    const std::uint32_t place = block.begin + block.marked++;
    const std::uint32_t other = states_[place];
    std::swap(states_[place], states_[place_of_[state]]);
    place_of_[other] = place_of_[state];
    place_of_[state] = place;
  }

  // Divides every block with both marked and unmarked states; calls `on_split(old block, new
  // block)` for each.
  template <typename OnSplit>
  void split(OnSplit on_split) {
    for (const std::uint32_t id : std::exchange(touched_, {})) {
      Block& block = blocks_[id];
      const std::uint32_t begin = block.begin;
      const std::uint32_t end = begin + std::exchange(block.marked, 0);
      if (end == block.end) continue;
      block.begin = end;
      const std::uint32_t fresh = block_count();
      blocks_.push_back({begin, end, 0});
      for (std::uint32_t place = begin; place < end; ++place) block_of_[states_[place]] = fresh;
      on_split(id, fresh);
    }
  }

 private:
  struct Block {
    std::uint32_t begin;  // places in `states_`; the marked ones come first
    std::uint32_t end;
    std::uint32_t marked;
  };
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> states_;
  std::vector<std::uint32_t> block_of_;  // by state
  std::vector<std::uint32_t> place_of_;  // by state
  std::vector<std::uint32_t> touched_;
};

// For each column and state the states that lead there.
class Predecessors {
 public:
  explicit Predecessors(const Dfa& dfa)
      : columns_(dfa.columns),
        first_(dfa.transitions.size() + 1),
        sources_(dfa.transitions.size()) {
    const auto slot = [&](std::size_t edge) {
      return dfa.transitions[edge] * columns_ + edge % columns_;
    };
    for (std::size_t edge = 0; edge < sources_.size(); ++edge) ++first_[slot(edge) + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::size_t edge = 0; edge < sources_.size(); ++edge) {
      sources_[next[slot(edge)]++] = static_cast<std::uint32_t>(edge / columns_);
    }
  }

  template <typename Visit>
  void visit(std::uint32_t state, std::uint32_t column, Visit visit_source) const {
    const std::size_t slot = state * columns_ + column;
    for (std::uint32_t i = first_[slot]; i < first_[slot + 1]; ++i) visit_source(sources_[i]);
  }

 private:
  std::size_t columns_;
  std::vector<std::uint32_t> first_;  // by target and column: index into `sources_`
  std::vector<std::uint32_t> sources_;
};

// The coarsest partition into blocks of states that accept the same texts.
Partition equivalent_states(const Dfa& dfa) {
  const Predecessors predecessors(dfa);
  Partition partition(dfa.state_count());
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      splitters;  // (block, column) still to be tried
  std::vector<bool> waiting(std::size_t{dfa.state_count()} * dfa.columns, false);
  const auto add = [&](std::uint32_t block, std::uint32_t column) {
    waiting[std::size_t{block} * dfa.columns + column] = true;
    splitters.emplace_back(block, column);
  };
  const auto on_split = [&](std::uint32_t old, std::uint32_t fresh) {
    const std::uint32_t smaller = partition.size(fresh) < partition.size(old) ? fresh : old;
    for (std::uint32_t column = 0; column < dfa.columns; ++column) {
      add(waiting[std::size_t{old} * dfa.columns + column] ? fresh : smaller, column);
    }
  };

  for (std::uint32_t state = 0; state < dfa.state_count(); ++state) {
    if (dfa.accepting[state]) partition.mark(state);
  }
  partition.split(on_split);
  while (!splitters.empty()) {
    const auto [block, column] = splitters.back();
    splitters.pop_back();
    waiting[std::size_t{block} * dfa.columns + column] = false;
    for (const std::uint32_t state : partition.states_of(block)) {
      predecessors.visit(state, column, [&](std::uint32_t source) { partition.mark(source); });
    }
    partition.split(on_split);
  }
  return partition;
}

// One state per block, in breadth-first order.
Dfa quotient(const Dfa& dfa, const Partition& partition) {
  Dfa result{dfa.column_of, dfa.columns, {}, {}, 0, dfa.by_characters};
  std::vector<std::uint32_t> order = {dfa.start};  // a representative of each new state
  std::vector<std::uint32_t> number(partition.block_count(), partition.block_count());
  number[partition.block_of(dfa.start)] = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    result.accepting.push_back(dfa.accepting[order[i]]);
    for (std::uint32_t column = 0; column < dfa.columns; ++column) {
      const std::uint32_t target = dfa.transitions[std::size_t{order[i]} * dfa.columns + column];
      std::uint32_t& name = number[partition.block_of(target)];
      if (name == partition.block_count()) {
        name = static_cast<std::uint32_t>(order.size());
        order.push_back(target);
      }
      result.transitions.push_back(name);
    }
  }
  return result;
}

}  // namespace

Dfa minimise(const Dfa& dfa) {
  return merge_columns(quotient(dfa, equivalent_states(dfa)));
}

}  // namespace tally::compiler::pattern
