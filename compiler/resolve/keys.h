// The keys that a mapping in a contract may hold.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "language/place.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// Reports the keys that the place does not have, and those that are not supported yet.
void check_keys(const yaml::Node& mapping, const language::Place& place, Diagnostics& diagnostics);

// The position in `words` of the word that stands in `node`. Reports anything else with `code`.
std::optional<std::size_t> read_choice(const yaml::Node& node, std::string_view what,
                                       language::Words words, Code code, Diagnostics& diagnostics);

}  // namespace tally::compiler::resolving
