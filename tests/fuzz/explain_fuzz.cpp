// libFuzzer: explain over any bytes, as a user's text and as what the object door writes. Whatever
// it reports is well-formed, within the limits and points into the document; a text without foreign
// values has the same issues at both doors, but for timestamps that programs have as numbers.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "contracts/judgement.h"
#include "tally/engine/json/scan.h"
#include "tally/engine/json/text.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_json(std::string_view text) {
  const tally::Document document(text);
  tally::json::Scan scan{.depth = 64, .judge_values = true};
  return tally::json::scan_value(scan, document.padded().data) == document.padded().end();
}

void check(const tally::Issues& issues, const tally::ContractType& type, std::string_view text,
           tally::Source source) {
  require(issues.size() <= type.plan.limits.issues);
  for (const tally::Issue& issue : issues) {
    require(issue.path.empty() || issue.path[0] == '/');
    require(!issue.code.empty() && !issue.message.empty());
    require((issue.offset == tally::Issue::nowhere) == (source == tally::Source::foreign));
    require(source == tally::Source::foreign || issue.offset <= text.size());
  }
  require(is_json(tally::to_json(issues, text)));
}

/// Whether the object door could have written the text for plain JSON: neither marks nor bytes that
/// are no UTF-8.
bool is_plain(std::string_view text) {
  return text.find(tally::json::foreign_mark) == std::string_view::npos &&
         tally::find_invalid_utf8(text.data(), text.data() + text.size()) ==
             text.data() + text.size();
}

/// Whether values of a type can hold one that is a number in programs and a string in texts. `seen`
/// are the types that were asked before.
bool differs_by_door(const tally::plan::Plan& plan, tally::plan::TypeIndex index,
                     std::set<tally::plan::TypeIndex>& seen) {
  if (!seen.insert(index).second) return false;
  const tally::plan::Type& type = plan.types[index];
  const auto differs = [&](tally::plan::TypeIndex part) {
    return differs_by_door(plan, part, seen);
  };
  switch (type.kind) {
    case tally::plan::Kind::list:
    case tally::plan::Kind::nullable:
    case tally::plan::Kind::map:
      return differs(type.element);
    case tally::plan::Kind::record:
    case tally::plan::Kind::union_:
      return std::any_of(type.members.begin(), type.members.end(),
                         [&](const auto& member) { return differs(member.type); });
    default:
      return type.as_millis;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto types = fixtures::contract_set::types();
  const tally::ContractType& type = *types[data[0] % types.size()];
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const tally::Document document(text);

  const auto own = tally::explain(type.plan, type.type, document.padded(), tally::Source::text);
  auto foreign = tally::explain(type.plan, type.type, document.padded(), tally::Source::foreign);
  check(own, type, text, tally::Source::text);
  check(foreign, type, text, tally::Source::foreign);
  std::set<tally::plan::TypeIndex> seen;
  if (is_plain(text) && !differs_by_door(type.plan, type.type, seen)) {
    require(own.size() == foreign.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
      foreign[i].offset = own[i].offset;
      require(own[i] == foreign[i]);
    }
  }
  return 0;
}
