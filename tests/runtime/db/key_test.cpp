#include "tally/db/key.h"

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "catch.h"

using tally::db::common;
using tally::db::contains;
using tally::db::is_key;
using tally::db::is_pattern;
using tally::db::matches;

namespace {

/// Patterns of few names, so that they meet.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string pattern() {
    std::string pattern;
    const std::size_t levels = 1 + pick(3);
    for (std::size_t i = 0; i < levels; ++i) {
      if (i > 0) pattern += "./"[pick(2)];
      if (i + 1 == levels && pick(4) == 0) {
        pattern += '#';
      } else {
        pattern += std::vector<std::string>{"a", "b", "+"}[pick(3)];
      }
    }
    return pattern;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::mt19937 random_;
};

/// With another name and more levels than any pattern has: what a wildcard names and no literal
/// does.
std::vector<std::string> keys_of(const std::vector<std::string>& separators) {
  const std::vector<std::string> names{"a", "b", "z"};
  std::vector<std::string> keys = names;
  for (std::size_t first = 0, levels = 1; levels < 4; ++levels) {
    const std::size_t end = keys.size();
    for (; first < end; ++first) {
      for (const std::string& separator : separators) {
        for (const std::string& name : names) keys.push_back(keys[first] + separator + name);
      }
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("a key is made of levels that are not empty") {
  for (const char* key : {"a", "sensors.roof", "a/b.c", "Straße.7", "x-_~$!"}) {
    INFO(key);
    CHECK(is_key(key));
    CHECK(is_pattern(key));
  }
  for (const char* text :
       {"", ".", "a.", ".a", "a..b", "a/.b", "a b", "a\tb", "a\x7F", "+", "a.#", "a+b", "#"}) {
    INFO(text);
    CHECK_FALSE(is_key(text));
  }
  CHECK(is_key(std::string(512, 'x')));
  CHECK_FALSE(is_key(std::string(513, 'x')));
}

TEST_CASE("wildcards stand for whole levels, and # is the last one") {
  for (const char* pattern : {"+", "#", "a.+", "+.b", "a.+.c", "a.#", "a/#", "+.#"}) {
    INFO(pattern);
    CHECK(is_pattern(pattern));
  }
  for (const char* text : {"", "a+", "+a", "a.b+", "#.a", "a.#.b", "a#", "##", "a..#"}) {
    INFO(text);
    CHECK_FALSE(is_pattern(text));
  }
}

TEST_CASE("a pattern names keys") {
  struct Row {
    const char* pattern;
    const char* key;
    bool matches;
  };
  for (const Row& row : {
           Row{"a.b", "a.b", true},   Row{"a.b", "a.c", false},    Row{"a.b", "a", false},
           Row{"a", "a.b", false},    Row{"+", "a", true},         Row{"+", "a.b", false},
           Row{"a.+", "a.b", true},   Row{"a.+", "a", false},      Row{"a.+", "a.b.c", false},
           Row{"+.b", "a.b", true},   Row{"a.+.c", "a.x.c", true}, Row{"a.+.c", "a.x.d", false},
           Row{"#", "a", true},       Row{"#", "a.b.c", true},     Row{"a.#", "a", true},
           Row{"a.#", "a.b.c", true}, Row{"a.#", "ab", false},     Row{"a.#", "b.a", false},
           Row{"a.+.#", "a", false},  Row{"a.+.#", "a.b", true},   Row{"a/+", "a.b", true},
           Row{"a.+", "a/b", true},   Row{"a.b.#", "a/b", true},   Row{"a.b", "a/b", false},
           Row{"a/b", "a/b", true},   Row{"a/b", "a.b", false},
       }) {
    INFO(row.pattern << " " << row.key);
    CHECK(matches(row.pattern, row.key) == row.matches);
  }
}

TEST_CASE("a right contains a request when it contains each key of it") {
  CHECK(contains("a.+", "a.b"));
  CHECK(contains("a.+", "a.+"));
  CHECK_FALSE(contains("a.+", "a.#"));
  CHECK(contains("a.#", "a.+"));
  CHECK(contains("a.#", "a.#"));
  CHECK(contains("a.#", "a"));
  CHECK(contains("a.#", "a.b.#"));
  CHECK_FALSE(contains("a.b.#", "a.#"));
  CHECK_FALSE(contains("a.b", "a.+"));
  CHECK_FALSE(contains("a", "a.#"));
  CHECK(contains("a.+", "a/b"));
  CHECK(contains("a/+", "a.+"));
  CHECK_FALSE(contains("a.b", "a/b"));
  CHECK(contains("#", "#"));
  CHECK_FALSE(contains("+", "#"));
}

TEST_CASE("containment agrees with what patterns name") {
  Maker maker(7);
  const std::vector<std::string> keys = keys_of({".", "/"});
  for (int i = 0; i < 5000; ++i) {
    const std::string outer = maker.pattern();
    const std::string inner = maker.pattern();
    bool all = true;
    for (const std::string& key : keys) all = all && (!matches(inner, key) || matches(outer, key));
    INFO(outer << " " << inner);
    REQUIRE(contains(outer, inner) == all);
  }
}

TEST_CASE("what two patterns have in common names what both name") {
  Maker maker(8);
  // What is left without a wildcard is a key of dots.
  const std::vector<std::string> keys = keys_of({"."});
  for (int i = 0; i < 5000; ++i) {
    const std::string a = maker.pattern();
    const std::string b = maker.pattern();
    const std::optional<std::string> both = common(a, b);
    INFO(a << " " << b << " " << both.value_or("nothing"));
    for (const std::string& key : keys)
      REQUIRE((both && matches(*both, key)) == (matches(a, key) && matches(b, key)));
    REQUIRE(both.has_value() == common(b, a).has_value());
  }
}

TEST_CASE("what two patterns have in common is nothing, a key or a pattern") {
  CHECK(common("a.#", "+.b") == "a.b");
  CHECK(common("#", "a.+") == "a.+");
  CHECK(common("a.#", "a.+.c.#") == "a.+.c.#");
  CHECK(common("a.#", "a") == "a");
  CHECK(common("+.#", "+") == "+");
  CHECK(common("a/b", "a.+") == "a/b");
  CHECK(common("a/b", "a.b") == std::nullopt);
  CHECK(common("a.+", "+.b.c") == std::nullopt);
  CHECK(common("a.#", "b.#") == std::nullopt);
}
