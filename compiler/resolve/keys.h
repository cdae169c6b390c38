// The keys that a mapping in a contract may hold.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "language/place.h"
#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// What stands around a mapping, for fixes that change more than a key.
struct Surroundings {
  const Sources& sources;
  const yaml::Node* field = nullptr;  // whose description it is: its name
};

// Reports the keys that the place does not have. A word of another language is told what it is
// called here.
void check_keys(const yaml::Node& mapping, const language::Place& place, Diagnostics& diagnostics,
                const Surroundings* around = nullptr);

// The position in `words` of the word that stands in `node`. Reports anything else with `code`.
std::optional<std::size_t> read_choice(const yaml::Node& node, std::string_view what,
                                       language::Words words, Code code, Diagnostics& diagnostics);

}  // namespace tally::compiler::resolving
