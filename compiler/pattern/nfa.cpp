#include "pattern/nfa.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tally::compiler::pattern {
namespace {

// Edges of each node of the tree once its counts are unfolded; saturated.
using Weights = std::vector<std::uint64_t>;
constexpr std::uint64_t heaviest = 1'000'000'000'000;

std::uint64_t weight(const Ast& ast, const std::vector<std::uint32_t>& set_edges, NodeId id,
                     Weights& weights) {
  const Node& node = ast.nodes[id];
  std::uint64_t children = 0;
  for (const NodeId child : node.children) {
    children = std::min(heaviest, children + weight(ast, set_edges, child, weights));
  }
  switch (node.kind) {
    case NodeKind::characters:
      weights[id] = 1 + set_edges[node.set];
      break;
    case NodeKind::repetition: {
      const std::uint64_t copies = node.max == unbounded ? std::max(node.min, 1U) : node.max;
      weights[id] = std::min(heaviest, 1 + copies * (children + 1));
      break;
    }
    default:
      weights[id] = std::min(heaviest, 1 + node.children.size() + children);
      break;
  }
  return weights[id];
}

// Each piece is built in front of what follows it, so that only loops have to be closed afterwards.
class NfaBuilder {
 public:
  NfaBuilder(const Ast& ast, const std::vector<Utf8Graph>& graphs) : ast_(ast), graphs_(graphs) {}

  Nfa build() && {
    const std::uint32_t match = add({NfaNodeKind::match, {}, 0, 0});
    nfa_.start = piece(ast_.root, match);
    return std::move(nfa_);
  }

 private:
  std::uint32_t add(NfaNode node) {
    nfa_.nodes.push_back(node);
    return static_cast<std::uint32_t>(nfa_.nodes.size() - 1);
  }

  std::uint32_t split(const std::vector<std::uint32_t>& targets) {
    const auto first = static_cast<std::uint32_t>(nfa_.targets.size());
    nfa_.targets.insert(nfa_.targets.end(), targets.begin(), targets.end());
    return add({NfaNodeKind::split, {}, first, static_cast<std::uint32_t>(targets.size())});
  }

  std::uint32_t piece(NodeId id, std::uint32_t next) {
    const Node& node = ast_.nodes[id];
    switch (node.kind) {
      case NodeKind::characters:
        return characters(graphs_[node.set], next);
      case NodeKind::assertion: {
        const auto first = static_cast<std::uint32_t>(nfa_.targets.size());
        nfa_.targets.push_back(next);
        return add({NfaNodeKind::assertion, node.assertion, first, 1});
      }
      case NodeKind::sequence:
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
          next = piece(*child, next);
        }
        return next;
      case NodeKind::alternation: {
        std::vector<std::uint32_t> starts;
        for (const NodeId child : node.children) starts.push_back(piece(child, next));
        return split(starts);
      }
      case NodeKind::repetition:
        return repetition(node, next);
    }
    return next;
  }

  std::uint32_t characters(const Utf8Graph& graph, std::uint32_t next) {
    const auto base = static_cast<std::uint32_t>(nfa_.nodes.size());
    for (const std::vector<ByteEdge>& edges : graph.nodes) {
      const auto first = static_cast<std::uint32_t>(nfa_.edges.size());
      for (const ByteEdge& edge : edges) {
        const bool done = edge.target == end_of_character;
        nfa_.edges.push_back({edge.first, edge.last, done ? next : base + edge.target});
      }
      add({NfaNodeKind::bytes, {}, first, static_cast<std::uint32_t>(edges.size())});
    }
    return static_cast<std::uint32_t>(nfa_.nodes.size() - 1);
  }

  std::uint32_t repetition(const Node& node, std::uint32_t next) {
    const NodeId operand = node.children.front();
    std::uint32_t copies = node.min;
    if (node.max == unbounded) {
      const std::uint32_t loop = split({next, next});
      const std::uint32_t body = piece(operand, loop);
      nfa_.targets[nfa_.nodes[loop].first + 1] = body;
      next = copies == 0 ? loop : body;  // x+ enters at x, x* at the choice
      copies = copies == 0 ? 0 : copies - 1;
    } else {
      const std::uint32_t after = next;
      for (std::uint32_t i = node.min; i < node.max; ++i)
        next = split({piece(operand, next), after});
    }
    for (; copies > 0; --copies) next = piece(operand, next);
    return next;
  }

  const Ast& ast_;
  const std::vector<Utf8Graph>& graphs_;
  Nfa nfa_;
};

PatternError too_large(const Node& node, std::uint64_t edges, const PatternLimits& limits) {
  const bool counted = node.kind == NodeKind::repetition && node.max > 1;
  const std::string size =
      edges == heaviest ? "more than " + std::to_string(heaviest) : std::to_string(edges);
  return {PatternErrorCode::too_large, node.begin, node.end,
          (counted ? "this repetition" : "this part") + std::string(" unfolds to ") + size +
              " edges; a pattern may have " + std::to_string(limits.nfa_edges),
          counted ? "use smaller counts, or `minLength` and `maxLength` for the length of the text"
                  : "use smaller classes, or fewer alternatives"};
}

// The innermost part that alone exceeds the limit, or else the largest among those that do
// together.
NodeId culprit(const Ast& ast, const Weights& weights, std::uint64_t limit) {
  NodeId id = ast.root;
  while (!ast.nodes[id].children.empty()) {
    const std::vector<NodeId>& children = ast.nodes[id].children;
    const NodeId largest =
        *std::max_element(children.begin(), children.end(),
                          [&](NodeId a, NodeId b) { return weights[a] < weights[b]; });
    if (weights[largest] <= limit && ast.nodes[id].kind == NodeKind::repetition) break;
    if (weights[largest] <= limit) return largest;
    id = largest;
  }
  return id;
}

}  // namespace

std::vector<Utf8Graph> utf8_graphs(const Ast& ast, const PatternLimits& limits) {
  std::vector<Utf8Graph> graphs;
  std::uint64_t edges = 0;
  for (const CodePointSet& set : ast.sets) {
    if (edges > limits.nfa_edges) break;
    graphs.push_back(utf8_graph(set));
    edges += graphs.back().edge_count();
  }
  return graphs;
}

std::variant<Nfa, PatternError> build_nfa(const Ast& ast, const std::vector<Utf8Graph>& graphs,
                                          const PatternLimits& limits) {
  std::vector<std::uint32_t> set_edges;
  for (const Utf8Graph& graph : graphs) set_edges.push_back(graph.edge_count());
  set_edges.resize(ast.sets.size(), limits.nfa_edges);  // alone too large already

  Weights weights(ast.nodes.size(), 0);
  const std::uint64_t total = weight(ast, set_edges, ast.root, weights);
  if (total > limits.nfa_edges) {
    const NodeId id = culprit(ast, weights, limits.nfa_edges);
    return too_large(ast.nodes[id], weights[id], limits);
  }
  return NfaBuilder(ast, graphs).build();
}

NodeId heaviest_part(const Ast& ast) {
  Weights weights(ast.nodes.size(), 0);
  weight(ast, std::vector<std::uint32_t>(ast.sets.size(), 1), ast.root, weights);
  NodeId best = ast.root;
  std::uint64_t best_weight = 0;
  const auto consider = [&](NodeId id) {
    // Later nodes are further out; of equals the inner one says more.
    if (weights[id] > best_weight) {
      best = id;
      best_weight = weights[id];
    }
  };
  for (NodeId id = 0; id < ast.nodes.size(); ++id) {
    const Node& node = ast.nodes[id];
    if (node.kind == NodeKind::repetition && node.max != unbounded && node.max > 1) consider(id);
    if (node.kind == NodeKind::repetition && node.max == unbounded && node.min > 1) consider(id);
  }
  if (best_weight > 0) return best;
  for (const Node& node : ast.nodes) {
    if (node.kind == NodeKind::alternation) {
      for (const NodeId child : node.children) consider(child);
    }
  }
  return best;
}

}  // namespace tally::compiler::pattern
