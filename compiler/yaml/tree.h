// A YAML document as a tree in which every node knows its exact place. Scalars have no type here: a
// scalar is read by what its place expects (yaml/read.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "source/sources.h"
#include "source/span.h"

namespace tally::compiler::yaml {

// `refused` stands for a node that was already complained about (an alias, for example): later
// passes skip it.
enum class Kind : std::uint8_t { scalar, sequence, mapping, refused };

enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

struct Node;

struct Entry {
  const Node* key;  // always a scalar
  const Node* value;
};

struct Node {
  Kind kind = Kind::scalar;
  Style style = Style::plain;  // of a scalar
  Span span;  // quotes, brackets and the block scalar's header included; an empty node has no width
  std::string text;                // of a scalar, decoded
  std::vector<const Node*> items;  // of a sequence
  std::vector<Entry> entries;      // of a mapping: in document order, keys are unique

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_mapping() const { return kind == Kind::mapping; }
  bool is_refused() const { return kind == Kind::refused; }
  bool is_plain() const { return is_scalar() && style == Style::plain; }

  // Nothing, `~` or `null`, unquoted.
  bool is_null() const;

  // The value under a key of a mapping, or nullptr. O(entries).
  const Node* find(std::string_view key) const;
};

// Owns the nodes; they stay where they are when the tree is moved.
class Tree {
 public:
  Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;

  const Node& root() const { return *root_; }
  std::size_t node_count() const { return nodes_.size(); }

  // For the parser.
  Node& add(Node node) { return nodes_.emplace_back(std::move(node)); }
  void set_root(const Node& root) { root_ = &root; }

 private:
  std::deque<Node> nodes_;
  const Node* root_ = nullptr;
};

// Where the bytes [begin, end) of a scalar's decoded text stand in the source: for an error inside
// a pattern or a rule. Exact for scalars on one line and for literal blocks; where lines are
// folded, a break counts as the blank that it became. Offsets past the end of the text are the end.
// O(size of the scalar).
Span span_within(const Node& scalar, std::size_t begin, std::size_t end, const Sources& sources);

}  // namespace tally::compiler::yaml
