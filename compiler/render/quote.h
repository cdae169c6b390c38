#pragma once

// Text as it has to be spelled inside generated source code. Results never contain bidirectional
// control characters (CVE-2021-42574) or others that no reader sees as such. Prose keeps the two
// joiners that some scripts are written with.

#include <cstddef>
#include <string>
#include <string_view>

namespace tally::compiler {

/// A C++ string literal with exactly the bytes of `bytes`, quotes included. Valid UTF-8 is kept;
/// control characters, hidden ones and malformed bytes are written as three-digit octal escapes,
/// and `??` cannot form a trigraph. After `piece_bytes` source bytes the literal is closed and
/// continued after `separator`, never inside an escape or a code point (MSVC takes at most 16,380
/// bytes a piece).
std::string cpp_string_literal(std::string_view bytes, size_t piece_bytes = 4000,
                               std::string_view separator = "\n");

/// A JavaScript or TypeScript string literal of UTF-8 text. `quote` is `"` or `'`. Malformed UTF-8
/// becomes U+FFFD.
std::string js_string_literal(std::string_view utf8, char quote = '"');

/// JSON text, also as a JavaScript expression: what is hidden in its strings, and what would end a
/// line there, becomes an escape, so that it means the same.
std::string json_source(std::string_view json);

/// Text for the inside of a block comment (C++, TSDoc): `*/` and `/*` get a backslash between their
/// characters, as TSDoc has it. Line ends, U+2028 and U+2029 become `\n`, other control characters
/// vanish, malformed UTF-8 and hidden characters become U+FFFD. A backslash that ends a line (or
/// the trigraph for it) would join the next line: it becomes a character reference. The template
/// has to put a blank between its own `*` and the text.
std::string block_comment_text(std::string_view utf8);

/// Text for line comments, one line each: as block_comment_text(), but `*/` and `/*` are kept.
std::string line_comment_text(std::string_view utf8);

/// A name, of a file perhaps, for a line comment: it stays on its line.
std::string comment_name(std::string_view utf8);

/// Text for people to read, as markdown.h begins with: line ends are `\n`, other control characters
/// vanish, malformed UTF-8 and hidden characters become U+FFFD.
std::string prose(std::string_view utf8);

}  // namespace tally::compiler
