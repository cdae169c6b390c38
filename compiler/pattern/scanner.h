// The source of a pattern, a place in it, and the first error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "pattern/error.h"

namespace tally::compiler::pattern {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Scanner {
  explicit Scanner(std::string_view text) : source(text) {}

  bool at_end() const { return at == source.size(); }
  char peek() const { return at_end() ? '\0' : source[at]; }
  bool next_is(char c) const { return !at_end() && source[at] == c; }
  bool next_is(std::string_view text) const { return source.substr(at).starts_with(text); }

  // Moves behind the text if it comes next.
  bool accept(std::string_view text) {
    if (!next_is(text)) return false;
    at += text.size();
    return true;
  }

  // Moves behind one character, which there must be. An error if it is not well-formed UTF-8.
  std::optional<std::uint32_t> character();

  // The bytes [begin, end) for a message: in backticks, on one line and not too long.
  std::string quote(std::size_t begin, std::size_t end) const;

  // Keeps the first error. It returns nothing, for the caller to return.
  std::nullopt_t fail(PatternErrorCode code, std::size_t begin, std::size_t end,
                      std::string message, std::string hint);
  std::nullopt_t syntax(std::size_t begin, std::size_t end, std::string message, std::string hint) {
    return fail(PatternErrorCode::syntax, begin, end, std::move(message), std::move(hint));
  }

  std::string_view source;
  std::size_t at = 0;
  std::optional<PatternError> error;
};

}  // namespace tally::compiler::pattern
