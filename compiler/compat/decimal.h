// Numbers of contracts as exact decimals: one spelling for each value.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler::compat {

/// `1.50e2` -> `150`, `-0.0` -> `0`, `1e-30` -> `1e-30`. The text must be a JSON number.
std::string canonical_number(std::string_view text);

/// Compact JSON text with every number in its canonical spelling.
std::string canonical_json(std::string_view json);

/// Whether one canonical number is less than another.
bool number_less(std::string_view left, std::string_view right);

}  // namespace tally::compiler::compat
