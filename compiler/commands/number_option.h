// Options that are numbers.
#pragma once

#include <cstdint>

namespace CLI {  // NOLINT(readability-identifier-naming)
class Option;
}

namespace tally::compiler {

/// The option takes a whole number in this range, written in decimal, and nothing else: the parser
/// alone would read `-1` as a very large one and `010` as 8.
CLI::Option* whole_number(CLI::Option* option, std::uint64_t lowest, std::uint64_t highest);

}  // namespace tally::compiler
