// "Did you mean ...?"
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tally::compiler {

// Edits that turn `a` into `b`: insert, delete, replace a byte, swap two neighbours (optimal string
// alignment distance). Returns limit + 1 when more than `limit` are needed. O(|a| * |b|); words
// longer than 128 bytes are never near.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// A candidate near to what was written.
struct Suggestion {
  std::string word;
  bool only = false;  // no other candidate is as near
};

// The candidate nearest to `word`: at most 2 edits away, 1 for words of up to four bytes, and never
// so many that nothing of the word remains. A difference in upper and lower case counts as one
// edit. Of equally near ones the first in byte order.
std::optional<std::string> suggest(std::string_view word,
                                   std::span<const std::string_view> candidates);
std::optional<std::string> suggest(std::string_view word, std::span<const std::string> candidates);

// The same, and whether it is certain.
std::optional<Suggestion> find_suggestion(std::string_view word,
                                          std::span<const std::string_view> candidates);
std::optional<Suggestion> find_suggestion(std::string_view word,
                                          std::span<const std::string> candidates);

}  // namespace tally::compiler
