#include "tally/engine/vocabulary/keyword.h"

namespace tally {
namespace {

constexpr KeywordFacts keyword_facts[] = {
#define TALLY_KEYWORD(id, word, subject, bound, ...) {Subject::subject, Bound::bound},
#include "tally/engine/vocabulary/keywords.def"
};

}  // namespace

const KeywordFacts& facts_of(plan::Keyword keyword) noexcept {
  return keyword_facts[static_cast<std::size_t>(keyword)];
}

}  // namespace tally
