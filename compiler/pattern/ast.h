// The syntax tree of a pattern. Groups leave no trace in it: nothing is captured.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "pattern/code_point_set.h"

namespace tally::compiler::pattern {

enum class NodeKind : std::uint8_t {
  characters,   // one character out of a set
  assertion,    // no character, but a condition on the place
  sequence,     // the children one after the other; none: the empty text
  alternation,  // one of the children, of which there are at least two
  repetition,   // the only child, `min` to `max` times
};

enum class Assertion : std::uint8_t { text_start, text_end, word_boundary, no_word_boundary };

using NodeId = std::uint32_t;

constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();

struct Node {
  NodeKind kind;
  std::uint32_t begin;  // bytes of the source: [begin, end)
  std::uint32_t end;
  std::vector<NodeId> children = {};
  std::uint32_t set = 0;                        // characters: index into Ast::sets
  Assertion assertion = Assertion::text_start;  // assertion
  std::uint32_t min = 0;                        // repetition
  std::uint32_t max = 0;                        // repetition: not below `min`, or `unbounded`
};

struct Ast {
  std::vector<Node> nodes;
  std::vector<CodePointSet> sets;
  NodeId root = 0;
};

}  // namespace tally::compiler::pattern
