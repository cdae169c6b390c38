// A YAML file as the marks and texts that it is written with.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "yaml/tree.h"

namespace tally::compiler {

enum class TokenKind : std::uint8_t { scalar, dash, colon, comma, open, close, comment, marker };

struct Token {
  TokenKind kind{};
  yaml::Style style = yaml::Style::plain;  // of a scalar
  std::uint32_t begin = 0;                 // byte offsets in the file
  std::uint32_t end = 0;
  std::uint32_t line = 0;    // from 0, where it begins
  std::uint32_t column = 0;  // bytes in front of it on its line
};

// In order. Nothing when there is something between the scalars that is none of these.
std::optional<std::vector<Token>> tokens_of(std::string_view text, const yaml::Tree& tree);

}  // namespace tally::compiler
