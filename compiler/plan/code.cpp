#include "plan/code.h"

#include <algorithm>

#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler {
namespace {

namespace code = plan::code;
using plan::Encoding;
using plan::Kind;

constexpr ExplainerCode explainers[] = {
#define TALLY_KIND(id, word, json, takes, smallest, largest, shown, explainer, ...) \
  {#explainer, code::explainer},
#include "tally/engine/vocabulary/kinds.def"
};

// Those of types that ask for more than most of their kind.
constexpr ExplainerCode millis = {"millis", code::millis};
constexpr ExplainerCode unique_list = {"unique_list", code::unique_list};
constexpr ExplainerCode ruled_record = {"ruled_record", code::ruled_record};

}  // namespace

bool compares_items(const plan::Type& type) {
  return std::any_of(type.constraints.begin(), type.constraints.end(), [](const auto& constraint) {
    return facts_of(constraint.keyword).subject == Subject::elements;
  });
}

const ExplainerCode& explainer_of(const plan::Type& type) {
  if (type.kind == Kind::timestamp && (type.encoding == Encoding::unix_millis || type.as_millis))
    return millis;
  if (compares_items(type)) return unique_list;
  if (!type.rules.empty()) return ruled_record;
  return explainers[static_cast<std::size_t>(type.kind)];
}

}  // namespace tally::compiler
