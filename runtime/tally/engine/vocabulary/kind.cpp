#include "tally/engine/vocabulary/kind.h"

#include "tally/engine/view.h"

namespace tally {
namespace {

constexpr KindFacts kind_facts[] = {
#define TALLY_KIND(id, word, json, takes, smallest, largest, shown, ...) {shown, smallest, largest},
#include "tally/engine/vocabulary/kinds.def"
};
static_assert(kind_facts[static_cast<std::size_t>(plan::Kind::integer)].largest ==
              std::uint64_t{view::Integer::largest});

}  // namespace

const KindFacts& facts_of(plan::Kind kind) noexcept {
  return kind_facts[static_cast<std::size_t>(kind)];
}

}  // namespace tally
