// Sets of numbers: whether all that one numeric type with its limits allows is allowed by another.
#pragma once

#include "compat/canonical.h"
#include "compat/texts.h"

namespace tally::compiler::compat {

/// A numeric built-in type with limits.
struct Numbers {
  model::Kind kind{};
  Json limits;  // as in canonical.h; null for none
};

Answer within(const Numbers& inner, const Numbers& outer);

}  // namespace tally::compiler::compat
