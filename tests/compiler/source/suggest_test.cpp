#include "source/suggest.h"

#include <array>
#include <string>
#include <vector>

#include "catch.h"

namespace tally::compiler {
namespace {

TEST_CASE("edits insert, delete, replace and swap neighbours") {
  CHECK(edit_distance("", "", 2) == 0);
  CHECK(edit_distance("abc", "abc", 2) == 0);
  CHECK(edit_distance("abc", "abxc", 2) == 1);
  CHECK(edit_distance("abc", "ac", 2) == 1);
  CHECK(edit_distance("abc", "axc", 2) == 1);
  CHECK(edit_distance("abc", "acb", 2) == 1);
  CHECK(edit_distance("abcd", "badc", 2) == 2);
  CHECK(edit_distance("abc", "xyz", 2) == 3);
  CHECK(edit_distance("abc", "abcdef", 2) == 3);
  CHECK(edit_distance(std::string(200, 'a'), std::string(200, 'a') + "b", 2) == 3);
}

TEST_CASE("a suggestion is near, and the same for the same candidates") {
  struct Case {
    std::string word;
    std::vector<std::string> candidates;
    std::optional<std::string> suggestion;
  };
  const Case cases[] = {
      {"Quanity", {"Quality", "Quantity"}, "Quality"},
      {"Quanity", {"Quantity", "Amount"}, "Quantity"},
      {"Quanityt", {"Quantity", "Amount"}, "Quantity"},
      {"min_length", {"minLength", "maxLength"}, "minLength"},
      {"MINLENGTH", {"minLength"}, "minLength"},
      {"tets", {"test", "text"}, "test"},
      {"b", {"a", "c"}, std::nullopt},
      {"ab", {"cd"}, std::nullopt},
      {"abcd", {"abxy"}, std::nullopt},
      {"cat", {"car", "bat"}, "bat"},
      {"same", {"same"}, std::nullopt},
      {"x", {}, std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.word);
    CHECK(suggest(c.word, c.candidates) == c.suggestion);
  }
}

TEST_CASE("a suggestion is certain when nothing else is as near") {
  const auto only = [](std::string_view word, const std::vector<std::string>& candidates) {
    return find_suggestion(word, candidates).value().only;
  };
  CHECK(only("Quanity", {"Quantity", "Amount"}));
  CHECK(!only("cat", {"car", "bat"}));
  CHECK(only("cart", {"carat", "bar"}));
  CHECK(only("cat", {"car", "car"}));
  CHECK(only("Amuont", {"Amounts", "Amount"}));
}

TEST_CASE("candidates may be views") {
  constexpr std::array<std::string_view, 2> candidates{"record", "mixin"};
  CHECK(suggest("recrod", candidates) == "record");
}

}  // namespace
}  // namespace tally::compiler
