// Records under keys, as a contract declares them.
#pragma once

#include <cstdint>
#include <string_view>

#include "tally/engine/contract.h"
#include "tally/engine/vocabulary/buffer_kind.h"

namespace tally {

/// One entry under `keys:`. No two of one contract match the same key.
struct KeyDefinition {
  using Buffer = BufferKind;
  using Access = tally::Access;

  std::string_view pattern;  // orders.{id}
  const ContractType* type;
  Buffer buffer;
  std::uint32_t capacity;  // of a ring, else 0
  Access access;
};

}  // namespace tally
