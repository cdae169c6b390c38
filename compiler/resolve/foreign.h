// Keys that other languages have and contracts call something else.
#pragma once

#include <cstddef>

#include "diagnose/diagnostic.h"
#include "language/place.h"
#include "resolve/keys.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// Says what the entry at `index`, whose key the place does not have, is called here, and adds the
// fix where that is certain. Whether it is a word of another language.
bool explain_foreign_key(const yaml::Node& mapping, std::size_t index, const language::Place& place,
                         const Surroundings* around, Draft& draft);

// Whether the entry at `index` is the end of a type that a comma in braces cut: `string>` behind
// `{type: Pair<int32, string>}`. The type's error says so.
bool ends_cut_type(const yaml::Node& mapping, std::size_t index);

}  // namespace tally::compiler::resolving
