#include "tally/engine/kind.h"

#include <iterator>

#include "tally/engine/view.h"

namespace tally {
namespace {

// In the order of the enumerators. Only integers have limits.
constexpr KindFacts facts[] = {
    {"boolean", 0, 0},
    {"int", -view::Integer::largest, view::Integer::largest},
    {"int8", INT8_MIN, INT8_MAX},
    {"int16", INT16_MIN, INT16_MAX},
    {"int32", INT32_MIN, INT32_MAX},
    {"int64", INT64_MIN, INT64_MAX},
    {"uint8", 0, UINT8_MAX},
    {"uint16", 0, UINT16_MAX},
    {"uint32", 0, UINT32_MAX},
    {"uint64", 0, INT64_MAX},  // read as unsigned, never compared with this
    {"float32", 0, 0},
    {"float64", 0, 0},
    {"decimal", 0, 0},
    {"string", 0, 0},  // string
    {"string", 0, 0},  // bytes
    {"string", 0, 0},  // uuid
    {"timestamp", 0, 0},
    {"date", 0, 0},
    {"time", 0, 0},
    {"duration", 0, 0},
    {"any JSON", 0, 0},
    {"array", 0, 0},
    {"object", 0, 0},  // map
    {"null", 0, 0},
    {"string", 0, 0},  // enumeration
    {"object", 0, 0},  // union_
    {"object", 0, 0},  // record
};
static_assert(std::size(facts) == static_cast<std::size_t>(plan::Kind::record) + 1);

}  // namespace

const KindFacts& facts_of(plan::Kind kind) noexcept {
  return facts[static_cast<std::size_t>(kind)];
}

}  // namespace tally
