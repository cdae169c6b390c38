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

std::optional<std::string> common(std::string_view a, std::string_view b) {
  if (names_one(a)) return contains(b, a) ? std::optional<std::string>(a) : std::nullopt;
  if (names_one(b)) return common(b, a);
  std::string both;
  const auto add = [&](std::string_view level) {
    if (!both.empty()) both += '.';
    both += level;
  };
  const auto add_all = [&](std::string_view level, Levels rest) {
    add(level);
    while (!rest.done()) add(rest.next());
  };
  Levels left(a);
  Levels right(b);
  while (!left.done() && !right.done()) {
    const std::string_view level = left.next();
    const std::string_view other = right.next();
    if (level == "#" || other == "#") {
      level == "#" ? add_all(other, right) : add_all(level, left);
      return both;
    }
    if (level != "+" && other != "+" && level != other) return std::nullopt;
    add(level == "+" ? other : level);
  }
  // A `#` is also no level at all.
  Levels& longer = left.done() ? right : left;
  if (!longer.done() && longer.next() != "#") return std::nullopt;
  return both;
}

}  // namespace tally::db
