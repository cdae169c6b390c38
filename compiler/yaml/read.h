// Reads a node as what its place expects, and says so when it is something else. Nothing comes back
// when the node is not of that kind; the error has been added then (a refused node has had its
// error already and adds none). `what` names the place in messages: "`minLength`", "the type
// `Sku`".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "yaml/tree.h"

namespace tally::compiler::yaml {

bool expect_mapping(const Node& node, std::string_view what, Diagnostics& diagnostics);
bool expect_sequence(const Node& node, std::string_view what, Diagnostics& diagnostics);

// Any scalar but an empty one without quotes: `no`, `1.0` and `null` are text where text is
// expected.
std::optional<std::string_view> read_text(const Node& node, std::string_view what,
                                          Diagnostics& diagnostics);

// `true` or `false`, unquoted.
std::optional<bool> read_bool(const Node& node, std::string_view what, Diagnostics& diagnostics);

// A number in JSON's syntax, unquoted, as source text: never rounded. A number of more than 400
// characters is refused.
std::optional<std::string_view> read_number(const Node& node, std::string_view what,
                                            Diagnostics& diagnostics);

// The same without fraction and exponent.
std::optional<std::string_view> read_integer(const Node& node, std::string_view what,
                                             Diagnostics& diagnostics);

// A whole number from 0 to `maximum`.
std::optional<std::uint64_t> read_count(const Node& node, std::string_view what,
                                        std::uint64_t maximum, Diagnostics& diagnostics);

// `-?(0|[1-9][0-9]*)` and, if `allow_fraction`, `(.[0-9]+)?([eE][+-]?[0-9]+)?`.
bool is_number(std::string_view text, bool allow_fraction);

}  // namespace tally::compiler::yaml
