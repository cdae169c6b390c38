// Source of a pattern -> syntax tree. The grammar is ECMA-262 `Pattern[+UnicodeMode,
// +NamedCaptureGroups]`, without Annex B.
#pragma once

#include <string_view>
#include <variant>

#include "pattern/ast.h"
#include "pattern/error.h"

namespace tally::compiler::pattern {

// Linear in the source; recursion is bounded by `limits.depth`. The first error ends it.
std::variant<Ast, PatternError> parse(std::string_view source, const PatternLimits& limits);

}  // namespace tally::compiler::pattern
