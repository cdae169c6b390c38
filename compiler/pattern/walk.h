// Patterns walked by whoever looks for texts: character by character, whatever the tables are made
// of.
#pragma once

#include <cstdint>
#include <vector>

#include "pattern/compile.h"

namespace tally::compiler::pattern {

// The state behind a character, a Unicode scalar value.
std::uint32_t step(const CompiledPattern& pattern, std::uint32_t state, std::uint32_t character);

// Whether a text that ends there is accepted.
bool accepts(const CompiledPattern& pattern, std::uint32_t state);

// The Unicode scalar values by what the patterns tell apart: any of a kind is as good as another.
// Kinds come in the order of their first members.
std::vector<std::vector<CodePointRange>> kinds_of_characters(
    const std::vector<const CompiledPattern*>& patterns);

}  // namespace tally::compiler::pattern
