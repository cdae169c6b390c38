// Keys and patterns by their levels, so that what names what is found without looking at the rest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tally/db/key.h"

namespace tally::sync {

/// How much work may still be done at once, in steps of about 100 ns.
struct Effort {
  std::int64_t left = 0;

  void spend(std::int64_t steps) noexcept { left -= steps; }
  [[nodiscard]] bool over() const noexcept { return left <= 0; }
};

/// Values under texts that are made of levels (db/key.h). `a.b` and `a/b` lead to one node; the
/// wildcards of patterns are levels as others are. Nodes stay where they are until they are pruned.
/// All it does is O(levels * log children).
template <class Value>
class LevelTree {
 public:
  struct Node {
    std::map<std::string, Node, std::less<>> children;
    Value value{};

    /// Null when there is none.
    [[nodiscard]] const Node* child(std::string_view level) const noexcept {
      const auto found = children.find(level);
      return found == children.end() ? nullptr : &found->second;
    }
  };

  [[nodiscard]] const Node& root() const noexcept { return root_; }
  /// Null when there is none.
  [[nodiscard]] const Node* find(std::string_view text) const noexcept {
    const Node* node = &root_;
    for (db::Levels levels(text); node != nullptr && !levels.done();)
      node = node->child(levels.next());
    return node;
  }
  /// The value under a text, which is made if there is none.
  Value& at(std::string_view text) {
    Node* node = &root_;
    for (db::Levels levels(text); !levels.done();) {
      const std::string_view level = levels.next();
      auto found = node->children.find(level);
      if (found == node->children.end())
        found = node->children.emplace(std::string(level), Node{}).first;
      node = &found->second;
    }
    return node->value;
  }
  /// Takes out the nodes on the way of a text that lead to no value.
  void prune(std::string_view text) {
    std::vector<std::pair<Node*, typename decltype(Node::children)::iterator>> way;
    Node* node = &root_;
    for (db::Levels levels(text); !levels.done();) {
      const auto found = node->children.find(levels.next());
      if (found == node->children.end()) break;
      way.emplace_back(node, found);
      node = &found->second;
    }
    for (; !way.empty(); way.pop_back()) {
      const auto& [parent, place] = way.back();
      if (!place->second.children.empty() || place->second.value != Value{}) return;
      parent->children.erase(place);
    }
  }

 private:
  Node root_;
};

/// Finds what any of many patterns names in a tree of keys, in pieces. Keys may be added meanwhile,
/// and are found or not; none may be taken out. It visits the pairs of a key's beginning and a
/// pattern's beginning that fit together, each once.
template <class Value>
class Crossing {
 public:
  Crossing(const LevelTree<Value>& keys, LevelTree<bool> patterns)
      : patterns_(std::move(patterns)) {
    enter(keys.root(), rest(&patterns_.root()));
  }
  Crossing(const Crossing&) = delete;
  Crossing& operator=(const Crossing&) = delete;

  /// Calls `found(const Value&)` for each node that is named, until that says no, or the effort is
  /// over. Whether there is nothing more to find. A node that several patterns name is found
  /// several times.
  template <class Found>
  bool go(Effort& effort, Found&& found) {
    const auto visit = [&](const Keys& keys, const Asked* pattern) {
      pattern = rest(pattern);
      enter(keys, pattern);
      return (pattern != nullptr && !pattern->value) || found(keys.value);
    };
    while (!places_.empty()) {
      if (effort.over()) return false;
      effort.spend(1);
      Place& place = places_.back();
      if (place.by_keys ? place.key == place.keys->children.end()
                        : place.level == place.pattern->children.end()) {
        places_.pop_back();
      } else if (place.by_keys) {
        const auto& [level, below] = *place.key++;
        const Asked* const pattern = place.pattern;
        if (pattern == nullptr) {
          if (!visit(below, nullptr)) return true;
          continue;
        }
        for (const Asked* next : {pattern->child(level), pattern->child("+")}) {
          if (next != nullptr && !visit(below, next)) return true;
        }
      } else {
        const auto& [level, next] = *place.level++;
        const Keys* const below = place.keys->child(level);
        if (below != nullptr && !visit(*below, &next)) return true;
      }
    }
    return true;
  }

 private:
  using Keys = typename LevelTree<Value>::Node;
  using Asked = LevelTree<bool>::Node;

  struct Place {
    const Keys* keys;
    const Asked* pattern;  // null where everything is asked for
    bool by_keys;          // goes through the children of `keys`, else through those of `pattern`
    typename decltype(Keys::children)::const_iterator key;
    decltype(Asked::children)::const_iterator level;
  };

  /// Null where everything is asked for that follows.
  static const Asked* rest(const Asked* pattern) noexcept {
    return pattern == nullptr || pattern->child("#") != nullptr ? nullptr : pattern;
  }
  void enter(const Keys& keys, const Asked* pattern) {
    if (keys.children.empty()) return;
    const bool by_keys = pattern == nullptr || pattern->child("+") != nullptr ||
                         keys.children.size() <= pattern->children.size();
    places_.push_back({&keys, pattern, by_keys, keys.children.begin(), {}});
    if (!by_keys) places_.back().level = pattern->children.begin();
  }

  LevelTree<bool> patterns_;
  std::vector<Place> places_;
};

}  // namespace tally::sync
