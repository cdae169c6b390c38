// Syntax tree -> Thompson automaton over bytes: those of UTF-8, or one for each character.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "pattern/ast.h"
#include "pattern/error.h"
#include "pattern/utf8_graph.h"

namespace tally::compiler::pattern {

enum class NfaNodeKind : std::uint8_t {
  bytes,      // reads one byte along one of its edges
  split,      // goes on to each of its targets without reading
  assertion,  // goes on to its only target if the place is right
  match,
};

struct NfaNode {
  NfaNodeKind kind;
  Assertion assertion;  // assertion
  std::uint32_t first;  // index into `edges` (bytes) or `targets` (split, assertion)
  std::uint32_t count;
};

struct Nfa {
  std::vector<NfaNode> nodes;
  std::vector<ByteEdge> edges;  // targets are nodes of this automaton
  std::vector<std::uint32_t> targets;
  std::uint32_t start = 0;
  bool by_characters = false;  // every byte is a character
};

// The graphs of the sets over UTF-8, as far as there is room for them.
std::vector<Utf8Graph> utf8_graphs(const Ast& ast, const PatternLimits& limits);

// `graphs` has one for each set of the tree; sets that have none are known to be too large. Linear
// in the result, which is bounded by `limits.nfa_edges`; that is known before anything is unfolded.
std::variant<Nfa, PatternError> build_nfa(const Ast& ast, const std::vector<Utf8Graph>& graphs,
                                          const PatternLimits& limits);

// The node of the tree that is most to blame for a large automaton: the counted repetition, or else
// the alternative, with the most edges; the root if there is none.
NodeId heaviest_part(const Ast& ast);

}  // namespace tally::compiler::pattern
