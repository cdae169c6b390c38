// A set of code points as an acyclic automaton over UTF-8 bytes.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "pattern/code_point_set.h"

namespace tally::compiler::pattern {

struct ByteEdge {
  std::uint8_t first;
  std::uint8_t last;     // inclusive
  std::uint32_t target;  // a node, or `end_of_character`

  bool operator==(const ByteEdge&) const = default;
};

constexpr std::uint32_t end_of_character = std::numeric_limits<std::uint32_t>::max();

// Nodes of a minimal deterministic graph, each with its edges in byte order; the last node is the
// entry. It is made for well-formed text and uses that freedom to stay small: encodings that cannot
// occur (surrogates, overlong forms, beyond U+10FFFF) may lead anywhere.
struct Utf8Graph {
  std::vector<std::vector<ByteEdge>> nodes;

  std::uint32_t edge_count() const;
};

Utf8Graph utf8_graph(const CodePointSet& set);

}  // namespace tally::compiler::pattern
