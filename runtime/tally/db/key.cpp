#include "tally/db/key.h"

#include <algorithm>

namespace tally::db {
namespace {

bool may_stand_in_level(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && c != '+' && c != '#';
}

bool is_made_of_levels(std::string_view text, bool wildcards) noexcept {
  if (text.size() > max_key_size) return false;
  for (Levels levels(text); !levels.done();) {
    const std::string_view level = levels.next();
    if (wildcards && (level == "+" || (level == "#" && levels.done()))) continue;
    if (level.empty() || !std::all_of(level.begin(), level.end(), may_stand_in_level)) return false;
  }
  return true;
}

}  // namespace

bool is_key(std::string_view text) noexcept {
  return is_made_of_levels(text, false);
}

bool is_pattern(std::string_view text) noexcept {
  return is_made_of_levels(text, true);
}

bool names_one(std::string_view pattern) noexcept {
  return pattern.find_first_of("+#") == std::string_view::npos;
}

bool contains(std::string_view outer, std::string_view inner) noexcept {
  if (names_one(outer)) return outer == inner;
  // Every key has a level.
  if (inner == "#") inner = "+.#";
  Levels wide(outer);
  Levels narrow(inner);
  while (!wide.done()) {
    const std::string_view level = wide.next();
    if (level == "#") return true;
    if (narrow.done()) return false;
    const std::string_view other = narrow.next();
    if (other == "#" || (level != "+" && level != other)) return false;
  }
  return narrow.done();
}

bool matches(std::string_view pattern, std::string_view key) noexcept {
  // A key is the pattern of itself alone.
  return contains(pattern, key);
}

}  // namespace tally::db
