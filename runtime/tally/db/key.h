// Keys of records and patterns of keys.
//
// A key is made of levels that are parted by `.` or `/`; both part alike, but are not the same
// text: `a.b` and `a/b` are two keys. In a pattern, as in MQTT 5 (4.7.1), `+` stands for any one
// level, and `#` at the end for any number of further levels, none included. A pattern with a
// wildcard names keys by their levels, however these are parted: `a.+` names `a.b` and `a/b`. One
// without is a key, and names that key alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tally::db {

/// Longer keys and patterns are none.
constexpr std::uint32_t max_key_size = 512;  // bytes

/// The levels of a key or a pattern, one after the other. There is one at least.
class Levels {
 public:
  explicit Levels(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] bool done() const noexcept { return done_; }
  /// Unless it is done.
  std::string_view next() noexcept {
    const auto end = std::find_if(rest_.begin(), rest_.end(), [](char c) { return parts(c); });
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    const std::string_view level = rest_.substr(0, size);
    done_ = size == rest_.size();
    rest_.remove_prefix(done_ ? size : size + 1);
    return level;
  }

 private:
  static constexpr bool parts(char c) noexcept { return c == '.' || c == '/'; }

  std::string_view rest_;
  bool done_ = false;
};

/// Whether a text can be a key: levels that are not empty, without blanks, controls, `+` and `#`.
[[nodiscard]] bool is_key(std::string_view text) noexcept;
/// Whether a text can be a pattern. Every key is one.
[[nodiscard]] bool is_pattern(std::string_view text) noexcept;
/// Whether a pattern is a key, and so names at most one record.
[[nodiscard]] bool names_one(std::string_view pattern) noexcept;

/// Whether a key is among those that a pattern names. O(length).
[[nodiscard]] bool matches(std::string_view pattern, std::string_view key) noexcept;

/// Whether every key that `inner` names is named by `outer`: what a right has to say about a
/// request. `a.+` contains `a.b`, `a/b` and `a.+`, and does not contain `a.#`. O(length).
[[nodiscard]] bool contains(std::string_view outer, std::string_view inner) noexcept;

/// The pattern of what both name; nothing where no key is named by both. `a.#` and `+.b` have `a.b`
/// in common. What is left without a wildcard is the key whose levels are parted by dots, as those
/// of contracts are. O(length).
[[nodiscard]] std::optional<std::string> common(std::string_view a, std::string_view b);

}  // namespace tally::db
