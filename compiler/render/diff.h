#pragma once

#include <string>
#include <string_view>

namespace tally::compiler {

/// A unified diff of two texts with three lines of context, as `patch` and `git apply` read it;
/// empty when they are equal. Of texts that differ in more than a few thousand lines the shortest
/// form is not looked for. O(lines of what differs, squared), bounded.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace tally::compiler
