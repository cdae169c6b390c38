// The indexes of a hub beside the definition of what a pattern names.
#include "tally/sync/level_tree.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "tally/sync/patterns.h"
#include "tally/sync/subscriptions.h"

namespace {

using namespace tally;
using sync::Crossing;
using sync::Effort;
using sync::LevelTree;
using sync::Pattern;
using sync::Patterns;
using Texts = std::vector<std::string>;

/// Keys and patterns of few names, so that they meet.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string key() { return make({"a", "b", "c"}, false); }
  std::string pattern() { return make({"a", "b", "c", "+", "+"}, pick(4) == 0); }

 private:
  std::string make(const Texts& names, bool rest) {
    std::string text;
    for (std::size_t levels = 1 + pick(4); levels > 0; --levels) {
      if (!text.empty()) text += "./"[pick(2)];
      text += levels == 1 && rest ? "#" : names[pick(names.size())];
    }
    return text;
  }

  std::mt19937 random_;
};

/// All that a search finds in pieces of so many steps, `between` two of which something happens.
template <class Search, class Found, class Between>
void in_pieces(Search& search, std::int64_t steps, Found&& found, Between&& between) {
  Effort effort{steps};
  while (!search.go(effort, found)) {
    REQUIRE(effort.over());
    effort.left = steps;
    between();
  }
}

}  // namespace

TEST_CASE("what many patterns name in a tree of keys is what each of them names") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Maker maker(seed);
    std::set<std::string> keys;
    for (std::size_t i = maker.pick(60); i > 0; --i) keys.insert(maker.key());
    Texts patterns;
    for (std::size_t i = 1 + maker.pick(6); i > 0; --i) {
      std::string pattern = maker.pattern();
      if (!db::names_one(pattern)) patterns.push_back(std::move(pattern));
    }

    LevelTree<Texts> tree;
    for (const std::string& key : keys) tree.at(key).push_back(key);
    LevelTree<bool> asked;
    for (const std::string& pattern : patterns) asked.at(pattern) = true;
    std::set<std::string> expected;
    for (const std::string& key : keys) {
      if (std::any_of(patterns.begin(), patterns.end(),
                      [&](const std::string& each) { return db::matches(each, key); }))
        expected.insert(key);
    }

    std::set<std::string> found;
    Crossing<Texts> crossing(tree, std::move(asked));
    const auto collect = [&](const Texts& texts) {
      found.insert(texts.begin(), texts.end());
      return true;
    };
    // What comes meanwhile may be found or not, and disturbs nothing.
    const auto more = [&] { tree.at("x." + maker.key()); };
    in_pieces(crossing, 1 + static_cast<std::int64_t>(maker.pick(20)), collect, more);
    REQUIRE(found == expected);
  }
}

TEST_CASE("patterns that name a key, or contain a pattern, are found while others come and go") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Maker maker(seed);
    // An address that nobody looks behind.
    alignas(sync::Subscription) std::byte nobody[sizeof(sync::Subscription)];
    Patterns index;
    std::map<std::string, sync::Pattern*> there;
    std::set<std::string> moved;
    const auto toggle = [&] {
      const std::string text = sync::canonical(maker.pattern());
      moved.insert(text);
      const auto found = there.find(text);
      if (found == there.end()) {
        there.emplace(text, index.add(text, {1, 1}, reinterpret_cast<sync::Subscription&>(nobody)));
      } else {
        index.remove(*found->second, {1, 1});
        there.erase(found);
      }
    };
    for (std::size_t i = maker.pick(80); i > 0; --i) toggle();

    for (int i = 0; i < 20; ++i) {
      const std::string asked = i % 2 == 0 ? maker.key() : maker.pattern();
      INFO(asked);
      const auto before = there;
      std::set<std::string> found;
      moved.clear();
      Patterns::Search search(index, asked);
      const auto collect = [&](const sync::Pattern& pattern) {
        found.insert(pattern.text);
        CHECK(db::contains(pattern.text, asked));
        return true;
      };
      in_pieces(search, 1 + static_cast<std::int64_t>(maker.pick(3)), collect, toggle);
      for (const auto& [text, pattern] : before) {
        // `+.#` contains `#`, as every key has a level; to look for both again is no fault.
        if (asked == "#" && text == "+.#") continue;
        if (moved.count(text) == 1) continue;
        INFO(text);
        CHECK((found.count(text) == 1) == db::contains(text, asked));
      }
    }
    while (!there.empty()) {
      index.remove(*there.begin()->second, {1, 1});
      there.erase(there.begin());
    }
    CHECK(index.empty());
    CHECK(index.wild().root().children.empty());
  }
}

TEST_CASE("finding what a pattern names costs what it names, however many keys there are") {
  const auto cost = [](const LevelTree<int>& tree, const std::string& pattern) {
    LevelTree<bool> asked;
    asked.at(pattern) = true;
    Crossing<int> crossing(tree, std::move(asked));
    constexpr std::int64_t enough = 1'000'000;
    Effort effort{enough};
    REQUIRE(crossing.go(effort, [](int) { return true; }));
    return enough - effort.left;
  };
  LevelTree<int> tree;
  for (int i = 0; i < 10'000; ++i)
    tree.at("plant." + std::to_string(i % 100) + "." + std::to_string(i)) = 1;
  CHECK(cost(tree, "plant.7.#") < 120);
  CHECK(cost(tree, "plant.7.+") < 250);
  CHECK(cost(tree, "plant.+.7") < 500);
  CHECK(cost(tree, "nothing.+.+") < 10);
  CHECK(cost(tree, "#") < 10'500);
}
