// Changes of YAML source that are more than a word in another word's place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "diagnose/diagnostic.h"
#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler::yaml {

// The lines that hold what `span` does and nothing else, not even a comment; else nowhere.
Span whole_lines(Span span, const Sources& sources);

// Takes an entry out of its mapping, with what separates it from its neighbours. Nothing when it is
// the only one, or shares its line in a block.
std::optional<Fix> without_entry(const Node& mapping, std::size_t index, const Sources& sources);

// Puts text behind that of a scalar, within its quotes. Nothing for scalars in blocks.
std::optional<Fix> appended(const Node& scalar, std::string text);

// One change that does what several of one file do, which do not overlap. There is at least one.
Fix joined(std::vector<Fix> changes, const Sources& sources);

}  // namespace tally::compiler::yaml
