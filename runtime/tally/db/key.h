// Keys of records and patterns of keys.
//
// A key is made of levels that are parted by `.` or `/`; both part alike, but are not the same
// text: `a.b` and `a/b` are two keys. In a pattern, as in MQTT 5 (4.7.1), `+` stands for any one
// level, and `#` at the end for any number of further levels, none included.
#pragma once

#include <cstdint>
#include <string_view>

namespace tally::db {

/// Longer keys and patterns are none.
constexpr std::uint32_t max_key_size = 512;  // bytes

/// Whether a text can be a key: levels that are not empty, without blanks, controls, `+` and `#`.
[[nodiscard]] bool is_key(std::string_view text) noexcept;
/// Whether a text can be a pattern. Every key is one.
[[nodiscard]] bool is_pattern(std::string_view text) noexcept;
/// Whether a pattern is a key, and so names at most one record.
[[nodiscard]] bool names_one(std::string_view pattern) noexcept;

/// Whether a key is among those that a pattern names. O(length).
[[nodiscard]] bool matches(std::string_view pattern, std::string_view key) noexcept;

/// Whether every key that `inner` names is named by `outer`: what a right has to say about a
/// request. `a.+` contains `a.b` and `a.+`, and does not contain `a.#`. O(length).
[[nodiscard]] bool contains(std::string_view outer, std::string_view inner) noexcept;

}  // namespace tally::db
