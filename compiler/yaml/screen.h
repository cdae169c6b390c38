// What is refused before or besides the structure: bytes, directives, tabs.
#pragma once

#include <cstdint>
#include <span>

#include "diagnose/diagnostic.h"
#include "source/sources.h"

namespace tally::compiler::yaml {

// Each adds what it refuses and says whether it found anything.

// Bytes that are no UTF-8, control characters, byte order marks.
bool refuse_characters(FileId file, const Sources& sources, Diagnostics& diagnostics);

// Lines in front of the document that start with `%`.
bool refuse_directives(FileId file, const Sources& sources, Diagnostics& diagnostics);

// The same lines further down: yaml-cpp skips them in silence. `long_scalars` are in order and more
// than a line long: inside of them a `%` is text.
bool refuse_late_directives(FileId file, const Sources& sources, std::span<const Span> long_scalars,
                            Diagnostics& diagnostics);

// Tabs in the indentation of lines that start before `end`. Inside of
// `long_scalars` a tab is text.
bool refuse_tabs(FileId file, const Sources& sources, std::uint32_t end,
                 std::span<const Span> long_scalars, Diagnostics& diagnostics);

}  // namespace tally::compiler::yaml
