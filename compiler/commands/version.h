// The program's own version.
#pragma once

namespace tally::compiler {

inline constexpr const char* program_version = "0.1.0";

}  // namespace tally::compiler
