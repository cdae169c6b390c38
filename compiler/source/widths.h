// How wide characters are that have not one column (scripts/width-tables.mjs).
#pragma once

#include <cstdint>
#include <span>

namespace tally::compiler {

struct WidthRange {
  char32_t first;
  char32_t last;
  std::uint32_t columns;
};

/// In ascending order.
std::span<const WidthRange> width_ranges();

}  // namespace tally::compiler
