#include "yaml/extent.h"

#include <algorithm>

namespace tally::compiler::yaml {
namespace {

constexpr std::string_view blanks = " \t\r\n";

constexpr char question_mark_mask = '\xf8';

std::uint32_t find_or_end(std::string_view text, std::size_t found) {
  return static_cast<std::uint32_t>(std::min(found, text.size()));
}

// Unquoted text decodes to itself except for its blanks, which folding and indentation change. So
// both are walked side by side, blanks aside; whatever rule made yaml-cpp stop, this stops at the
// same character.
std::uint32_t follow(std::string_view text, std::uint32_t at, std::string_view decoded) {
  std::uint32_t end = at;
  for (const char c : decoded) {
    if (is_blank(c)) continue;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at >= text.size() || text[at] != c) break;
    end = ++at;
  }
  return end;
}

std::uint32_t single_quoted_end(std::string_view text, std::uint32_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] != '\'') continue;
    if (at + 1 >= text.size() || text[at + 1] != '\'') return at + 1;
    ++at;
  }
  return find_or_end(text, text.size());
}

std::uint32_t double_quoted_end(std::string_view text, std::uint32_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return find_or_end(text, text.size());
}

std::uint32_t block_end(std::string_view text, std::uint32_t begin, std::string_view decoded) {
  const std::uint32_t line_end = find_or_end(text, text.find('\n', begin));
  const std::uint32_t end = follow(text, line_end, decoded);
  return end > line_end ? end : word_end(text, begin);
}

// A `?` stands for "here comes a key" only where a node may start and a blank follows.
bool is_key_indicator(std::string_view text, std::size_t at) {
  constexpr std::string_view starts_behind = "\n[{,-?:";
  constexpr std::string_view ends_before = " \t\r\n,[]{}";
  const std::size_t before = text.substr(0, at).find_last_not_of(" \t");
  const bool may_start = before == std::string_view::npos ||
                         starts_behind.find(text[before]) != std::string_view::npos;
  const bool glued = before != std::string_view::npos && before + 1 == at &&
                     std::string_view("-?:").find(text[before]) != std::string_view::npos;
  const bool ends =
      at + 1 >= text.size() || ends_before.find(text[at + 1]) != std::string_view::npos;
  return may_start && !glued && ends;
}

}  // namespace

bool is_blank(char c) {
  return blanks.find(c) != std::string_view::npos;
}

std::uint32_t skip_blanks(std::string_view text, std::uint32_t at) {
  return find_or_end(text, text.find_first_not_of(blanks, at));
}

std::uint32_t skip_blanks_and_comments(std::string_view text, std::uint32_t at) {
  at = skip_blanks(text, at);
  while (at < text.size() && text[at] == '#')
    at = skip_blanks(text, find_or_end(text, text.find('\n', at)));
  return at;
}

std::uint32_t skip_properties(std::string_view text, std::uint32_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    at = skip_blanks_and_comments(text, word_end(text, at));
  }
  return at;
}

std::uint32_t word_end(std::string_view text, std::uint32_t at) {
  if (at >= text.size()) return at;
  return find_or_end(text, text.find_first_of(" \t\r\n,[]{}", at + 1));
}

std::string mask_question_marks(std::string_view text) {
  std::string masked(text);
  for (std::size_t at = text.find('?'); at != std::string_view::npos; at = text.find('?', at + 1)) {
    if (!is_key_indicator(text, at)) masked[at] = question_mark_mask;
  }
  return masked;
}

std::string unmask_question_marks(std::string decoded) {
  std::replace(decoded.begin(), decoded.end(), question_mark_mask, '?');
  return decoded;
}

Style style_at(std::string_view text, std::uint32_t begin) {
  switch (begin < text.size() ? text[begin] : ' ') {
    case '\'':
      return Style::single_quoted;
    case '"':
      return Style::double_quoted;
    case '|':
      return Style::literal;
    case '>':
      return Style::folded;
    default:
      return Style::plain;
  }
}

std::uint32_t scalar_end(std::string_view text, std::uint32_t begin, Style style,
                         std::string_view decoded) {
  switch (style) {
    case Style::single_quoted:
      return single_quoted_end(text, begin);
    case Style::double_quoted:
      return double_quoted_end(text, begin);
    case Style::literal:
    case Style::folded:
      return block_end(text, begin, decoded);
    case Style::plain:
      break;
  }
  return follow(text, begin, decoded);
}

}  // namespace tally::compiler::yaml
