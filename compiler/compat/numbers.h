// Sets of numbers: whether all that one numeric type with its limits allows is allowed by another.
#pragma once

#include <cstdint>

#include "compat/canonical.h"
#include "compat/texts.h"

namespace tally::compiler::compat {

/// A numeric built-in type with limits.
struct Numbers {
  model::Kind kind{};
  Json limits;                 // as in canonical.h; null for none
  std::uint8_t precision = 0;  // decimal
  std::uint8_t scale = 0;
};

/// Whether documents may hold the number as a string too.
bool may_be_text(model::Kind kind);

Answer within(const Numbers& inner, const Numbers& outer);

}  // namespace tally::compiler::compat
