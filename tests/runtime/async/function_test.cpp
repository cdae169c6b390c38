#include "tally/async/function.h"

#include <memory>
#include <string>
#include <utility>

#include "catch.h"

namespace {

using tally::async::Function;

TEST_CASE("a function calls what it was given") {
  int calls = 0;
  const Function<int(int)> add = [&calls](int n) { return calls += n; };
  CHECK(add(2) == 2);
  CHECK(add(3) == 5);
  int (*const twice)(int) = [](int n) { return 2 * n; };
  CHECK(Function<int(int)>(twice)(4) == 8);
}

TEST_CASE("a function has one owner, and so has what it holds") {
  auto held = std::make_shared<int>(7);
  const std::weak_ptr<int> seen = held;
  Function<int()> first = [only = std::make_unique<std::shared_ptr<int>>(std::move(held))] {
    return **only;
  };
  Function<int()> second = std::move(first);
  CHECK_FALSE(first);  // NOLINT(bugprone-use-after-move): what is left is said
  REQUIRE(second);
  CHECK(second() == 7);
  second = [] { return 8; };
  CHECK(seen.expired());
  CHECK(second() == 8);
  second = {};
  CHECK_FALSE(second);
}

TEST_CASE("arguments and answers pass through as they are") {
  const Function<std::unique_ptr<std::string>(std::unique_ptr<std::string>, std::string&)> pass =
      [](std::unique_ptr<std::string> moved, std::string& changed) {
        changed += *moved;
        return moved;
      };
  std::string text = "a";
  CHECK(*pass(std::make_unique<std::string>("b"), text) == "b");
  CHECK(text == "ab");
}

}  // namespace
