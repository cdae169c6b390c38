// General categories and scripts of Unicode, for \p{...}.
#pragma once

#include <optional>
#include <string_view>

#include "pattern/code_point_set.h"

namespace tally::compiler::pattern {

// The set that `\p{property}` stands for: a general category by its short or long name,
// `General_Category=...` (`gc=...`), a script as `Script=...` (`sc=...`), or one of Any, ASCII,
// Assigned. Nothing for the other properties.
std::optional<CodePointSet> property_set(std::string_view property);

}  // namespace tally::compiler::pattern
