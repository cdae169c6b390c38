// JSON documents as trees that also hold what JSON forbids or hides: duplicate keys, the spelling
// of numbers and strings.
#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tally::tests {

struct Tree {
  enum class Kind { scalar, array, object };

  Kind kind = Kind::scalar;
  std::string text;                 // of a scalar, as it is spelled
  std::vector<std::string> keys{};  // of an object, as they are spelled, with their quotes
  std::vector<Tree> items{};        // elements, or the values under `keys`
};

/// Reads a document that is known to be JSON.
class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : text_(text) {}

  Tree read() {
    skip_space();
    Tree tree;
    if (text_[at_] == '[' || text_[at_] == '{') {
      tree.kind = text_[at_] == '[' ? Tree::Kind::array : Tree::Kind::object;
      const char end = text_[at_] == '[' ? ']' : '}';
      ++at_;
      for (skip_space(); text_[at_] != end; skip_space()) {
        if (text_[at_] == ',') ++at_;
        skip_space();
        if (tree.kind == Tree::Kind::object) {
          tree.keys.push_back(string());
          skip_space();
          ++at_;  // the colon
        }
        tree.items.push_back(read());
      }
      ++at_;
    } else if (text_[at_] == '"') {
      tree.text = string();
    } else {
      while (at_ < text_.size() &&
             std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) {
        tree.text += text_[at_++];
      }
    }
    return tree;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  std::string string() {
    const std::size_t begin = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// All nodes below a tree, itself first.
inline void collect(Tree& tree, std::vector<Tree*>& nodes) {
  nodes.push_back(&tree);
  for (Tree& item : tree.items) collect(item, nodes);
}

/// Prints a tree; `space` gives the white space that stands at each place where some may be.
template <class Space>
void print(const Tree& tree, std::string& out, Space space) {
  if (tree.kind == Tree::Kind::scalar) {
    out += tree.text;
    return;
  }
  const bool object = tree.kind == Tree::Kind::object;
  out += object ? '{' : '[';
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    if (i > 0) out += ',';
    out += space();
    if (object) {
      out += tree.keys[i];
      out += space();
      out += ':';
      out += space();
    }
    print(tree.items[i], out, space);
    out += space();
  }
  out += object ? '}' : ']';
}

}  // namespace tally::tests
