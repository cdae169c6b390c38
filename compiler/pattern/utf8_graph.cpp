#include "pattern/utf8_graph.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

namespace tally::compiler::pattern {
namespace {

using Ranges = std::span<const CodePointRange>;

// The encodings of one length: a lead byte with some payload bits, then continuation bytes with six
// bits each.
struct Form {
  std::uint32_t first;  // code points that are written in this form
  std::uint32_t last;
  std::uint8_t lead;
  std::uint32_t continuations;
  std::uint32_t capacity;  // values that fit into the payload; more than the form is used for
};

constexpr std::array<Form, 4> forms = {{
    {0x0, 0x7F, 0x00, 0, 0x80},
    {0x80, 0x7FF, 0xC0, 1, 0x800},
    {0x800, 0xFFFF, 0xE0, 2, 0x10000},
    {0x10000, last_code_point, 0xF0, 3, 0x200000},
}};

// The ranges within [first, last], counted from `first`.
std::vector<CodePointRange> slice(Ranges ranges, std::uint32_t first, std::uint32_t last) {
  std::vector<CodePointRange> result;
  for (const CodePointRange& range : ranges) {
    if (range.last < first || range.first > last) continue;
    result.push_back({std::max(range.first, first) - first, std::min(range.last, last) - first});
  }
  return result;
}

// Surrogates are not encoded: those next to members become members, so that ranges across the gap
// stay whole.
CodePointSet close_surrogate_gap(const CodePointSet& set) {
  std::vector<CodePointRange> ranges = set.ranges();
  if (set.contains(0xD7FF) && set.contains(0xE000)) ranges.push_back({0xD800, 0xDFFF});
  return CodePointSet(std::move(ranges));
}

// Payloads of a form's members, widened over the payloads that the form is not used for.
std::vector<CodePointRange> payloads(const CodePointSet& set, const Form& form) {
  std::vector<CodePointRange> result;
  for (CodePointRange range : slice(set.ranges(), form.first, form.last)) {
    result.push_back({range.first + form.first, range.last + form.first});
  }
  if (!result.empty() && result.front().first == form.first) result.front().first = 0;
  if (!result.empty() && result.back().last == form.last) result.back().last = form.capacity - 1;
  return result;
}

class GraphBuilder {
 public:
  Utf8Graph build(const CodePointSet& set) && {
    const CodePointSet closed = close_surrogate_gap(set);
    std::vector<ByteEdge> entry;
    for (const Form& form : forms) {
      add_edges(entry, payloads(closed, form), form.lead, form.continuations, form.capacity);
    }
    graph_.nodes.push_back(std::move(entry));
    return std::move(graph_);
  }

 private:
  // Edges for one byte with `continuations` bytes after it; the ranges lie in [0, capacity).
  void add_edges(std::vector<ByteEdge>& edges, Ranges ranges, std::uint8_t base,
                 std::uint32_t continuations, std::uint32_t capacity) {
    const std::uint32_t step = 1U << (6 * continuations);
    for (std::uint32_t digit = 0; digit < capacity / step; ++digit) {
      const std::vector<CodePointRange> rest =
          slice(ranges, digit * step, digit * step + (step - 1));
      if (rest.empty()) continue;
      const std::uint32_t target =
          continuations == 0 ? end_of_character : node(rest, continuations);
      const auto byte = static_cast<std::uint8_t>(base + digit);
      if (!edges.empty() && edges.back().target == target && edges.back().last + 1 == byte) {
        edges.back().last = byte;
      } else {
        edges.push_back({byte, byte, target});
      }
    }
  }

  // The node that reads the given values in so many continuation bytes. Equal tails are one node.
  std::uint32_t node(Ranges ranges, std::uint32_t continuations) {
    std::vector<std::uint32_t> key = {continuations};
    for (const CodePointRange& range : ranges) key.insert(key.end(), {range.first, range.last});
    if (const auto known = nodes_.find(key); known != nodes_.end()) return known->second;
    std::vector<ByteEdge> edges;
    add_edges(edges, ranges, 0x80, continuations - 1, 1U << (6 * continuations));
    const auto id = static_cast<std::uint32_t>(graph_.nodes.size());
    graph_.nodes.push_back(std::move(edges));
    nodes_.emplace(std::move(key), id);
    return id;
  }

  Utf8Graph graph_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> nodes_;
};

}  // namespace

std::uint32_t Utf8Graph::edge_count() const {
  std::uint32_t count = 0;
  for (const std::vector<ByteEdge>& edges : nodes)
    count += static_cast<std::uint32_t>(edges.size());
  return count;
}

Utf8Graph utf8_graph(const CodePointSet& set) {
  return GraphBuilder().build(set);
}

}  // namespace tally::compiler::pattern
