// What all clients of a hub have subscribed: for a key that comes, who wants it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tally/sync/level_tree.h"

namespace tally::sync {

struct Subscription;

/// A pattern that clients have subscribed, once for all of them.
struct Pattern {
  /// By session and subscription; see Subscriptions.
  using Uses = std::map<std::pair<std::uint64_t, std::uint64_t>, Subscription*>;

  explicit Pattern(std::string_view its_text) : text(its_text) {}

  std::string text;
  Uses uses;
};

/// Patterns are equal that name the same keys by their form: `a.+` and `a/+`.
[[nodiscard]] std::string canonical(std::string_view pattern);

/// Which patterns there are, by what they name.
class Patterns {
 public:
  /// The search for the patterns that contain what is asked for, a key or a pattern, in pieces.
  /// Patterns may be added and removed meanwhile, and are found or not. `asked` has to stay.
  class Search {
   public:
    Search(Patterns& patterns, std::string_view asked);
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;
    ~Search();

    /// Calls `found(const Pattern&)` for each one, until that says no, or the effort is over.
    /// Whether there is nothing more to find.
    template <class Found>
    bool go(Effort& effort, Found&& found) {
      while (!places_.empty()) {
        if (effort.over()) return false;
        effort.spend(1);
        for (const Pattern* pattern : step()) {
          if (pattern != nullptr && !found(*pattern)) return true;
        }
      }
      return true;
    }

   private:
    using Node = LevelTree<Pattern*>::Node;
    struct Place {
      const Node* node;  // null for the key itself
      std::size_t depth;
    };
    struct Found {
      const Pattern* each[2] = {};
      [[nodiscard]] const Pattern* const* begin() const noexcept { return each; }
      [[nodiscard]] const Pattern* const* end() const noexcept { return each + 2; }
    };
    Found step();
    void enter(const Node* node, std::size_t depth) {
      if (node != nullptr) places_.push_back({node, depth});
    }

    Patterns& patterns_;
    std::string_view asked_;
    std::vector<std::string_view> levels_;
    std::vector<Place> places_;
  };

  [[nodiscard]] bool empty() const noexcept { return patterns_.empty(); }
  /// Those with wildcards.
  [[nodiscard]] const LevelTree<Pattern*>& wild() const noexcept { return wild_; }
  /// Null when this use was there. O(levels * log patterns).
  Pattern* add(std::string_view canonical, Pattern::Uses::key_type use, Subscription& subscription);
  void remove(Pattern& pattern, const Pattern::Uses::key_type& use);

 private:
  void prune();

  std::map<std::string, Pattern, std::less<>> patterns_;
  LevelTree<Pattern*> wild_;
  std::uint32_t searches_ = 0;
  std::vector<std::string> removed_;  // while somebody searches
};

}  // namespace tally::sync
