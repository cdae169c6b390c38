#pragma once

#include <cstdint>

namespace tally::compiler::targets {

/// What a program gets from a contract, or what it may give: fields with a default may be left out.
enum class Side : std::uint8_t { output, input };

}  // namespace tally::compiler::targets
