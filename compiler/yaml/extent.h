// Where things end in YAML source. yaml-cpp tells where a token starts and what it decodes to, and
// nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "yaml/tree.h"

namespace tally::compiler::yaml {

bool is_blank(char c);  // or a line break

// Past blanks and line breaks from `at`, and past comments too.
std::uint32_t skip_blanks(std::string_view text, std::uint32_t at);
std::uint32_t skip_blanks_and_comments(std::string_view text, std::uint32_t at);

// Past anchors and tags in front of a node, and the blanks behind them.
std::uint32_t skip_properties(std::string_view text, std::uint32_t at);

// Past the rest of a word: up to a blank, a flow indicator or the end; at least one character
// unless at the end.
std::uint32_t word_end(std::string_view text, std::uint32_t at);

// How the scalar that starts at `begin` is written.
Style style_at(std::string_view text, std::uint32_t begin);

// Where a scalar ends whose decoded text is known: behind the closing quote, or behind the last
// character of the content.
std::uint32_t scalar_end(std::string_view text, std::uint32_t begin, Style style,
                         std::string_view decoded);

// yaml-cpp ends unquoted text inside of brackets at any `?`, so that it cannot read `{name?:
// string}`. It gets the source with every `?` that is text replaced by a byte that UTF-8 never has,
// and what it decoded is turned back.
std::string mask_question_marks(std::string_view text);
std::string unmask_question_marks(std::string decoded);

}  // namespace tally::compiler::yaml
