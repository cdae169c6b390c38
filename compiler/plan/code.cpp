#include "plan/code.h"

#include <algorithm>
#include <iterator>

namespace tally::compiler {
namespace {

namespace code = plan::code;
using plan::Encoding;
using plan::Keyword;
using plan::Kind;

// In the order of the enumerators.
constexpr ExplainerCode explainers[] = {
    {"boolean", code::boolean},
    {"integer", code::integer},
    {"integer", code::integer},
    {"integer", code::integer},
    {"integer", code::integer},
    {"int64", code::int64},
    {"integer", code::integer},
    {"integer", code::integer},
    {"integer", code::integer},
    {"uint64", code::uint64},
    {"float32", code::float32},
    {"float64", code::float64},
    {"decimal", code::decimal},
    {"string", code::string},
    {"bytes", code::bytes},
    {"uuid", code::uuid},
    {"timestamp", code::timestamp},
    {"date", code::date},
    {"time", code::time},
    {"duration", code::duration},
    {"json", code::json},
    {"list", code::list},
    {"map", code::map},
    {"nullable", code::nullable},
    {"enumeration", code::enumeration},
    {"tagged_union", code::tagged_union},
    {"record", code::record},
};
static_assert(std::size(explainers) == static_cast<std::size_t>(Kind::record) + 1);

// Those of types that ask for more than most of their kind.
constexpr ExplainerCode millis = {"millis", code::millis};
constexpr ExplainerCode unique_list = {"unique_list", code::unique_list};
constexpr ExplainerCode ruled_record = {"ruled_record", code::ruled_record};

}  // namespace

bool compares_items(const plan::Type& type) {
  return std::any_of(type.constraints.begin(), type.constraints.end(), [](const auto& constraint) {
    return constraint.keyword == Keyword::unique_items || constraint.keyword == Keyword::unique_by;
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
