// The keys that a mapping in a contract may hold.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// A key of the language. One with a `feature` is not supported yet.
struct Key {
  std::string_view name;
  std::string_view feature = {};
};

using Keys = std::span<const Key>;

// Constraints and everything else that refines a type where it is used.
Keys refinement_keys();

// Constraints on the keys of a map.
Keys map_key_keys();

// Reports the keys that are in none of the `groups`, and those that are not supported yet. `where`
// names the place: "a field".
void check_keys(const yaml::Node& mapping, std::initializer_list<Keys> groups,
                std::string_view where, Diagnostics& diagnostics);

// The position in `words` of the word that stands in `node`. Reports anything else with `code`.
std::optional<std::size_t> read_choice(const yaml::Node& node, std::string_view what,
                                       std::initializer_list<std::string_view> words, Code code,
                                       Diagnostics& diagnostics);

}  // namespace tally::compiler::resolving
