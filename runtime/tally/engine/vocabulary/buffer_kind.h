// What a contract says of the records under a key: how they keep values, and who may do what.
#pragma once

#include <cstdint>

namespace tally {

enum class BufferKind : std::uint8_t {
#define TALLY_BUFFER(id, ...) id,
#include "tally/engine/vocabulary/buffers.def"
};

/// What clients may do.
enum class Access : std::uint8_t {
#define TALLY_ACCESS(id, ...) id,
#include "tally/engine/vocabulary/accesses.def"
};

}  // namespace tally
