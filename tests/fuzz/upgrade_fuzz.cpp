// libFuzzer: upgrades of any bytes from any version, as a user's text and as what the object door
// writes. Each gives a text or issues; the text is JSON within the limit, and judge and explain
// agree about it. A document of the current version comes through as it is.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "contracts/judgement.h"
#include "history.h"
#include "tally/engine/evolution/upgrade.h"
#include "tally/engine/json/scan.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

tally::Result<std::string> upgraded(const tally::ContractType& type,
                                    const tally::Document& document, tally::UpgradeOptions options,
                                    tally::Source source) {
  tally::Result<std::string> result =
      tally::upgrade(type.plan, type.type, document.padded(), options, source);
  require(static_cast<bool>(result) == result.issues().empty());
  require(result.issues().size() <= type.plan.limits.issues);
  for (const tally::Issue& issue : result.issues()) {
    require(issue.path.empty() || issue.path[0] == '/');
    require(!issue.message.empty());
  }
  if (!result) return result;
  require(!result->empty() && result->size() <= type.plan.limits.bytes);
  const tally::Document text(*result);
  tally::json::Scan scan{.depth = tally::plan::max_depth,
                         .judge_values = false,
                         .extended = source == tally::Source::foreign};
  require(tally::json::scan_value(scan, text.padded().data) == text.padded().end());
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  // Half of the inputs go to the contract that has migrations.
  const auto types = fixtures::contract_set::types();
  const bool any = (data[0] & 1U) != 0;
  const std::size_t pick = data[0] >> 1U;
  static constexpr const tally::ContractType* migrated[] = {
      &tally::Contract<acme::history::Invoice>::type,
      &tally::Contract<acme::history::InvoicePage>::type,
      &tally::Contract<acme::history::InvoiceEvent>::type,
      &tally::Contract<acme::history::Parcel>::type,
  };
  const tally::ContractType& type = any ? *types[pick % types.size()] : *migrated[pick % 4];
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
  const tally::Document document(text);
  tally::UpgradeOptions options;
  if (data[1] < 5) options.from = data[1];

  const auto own = upgraded(type, document, options, tally::Source::text);
  upgraded(type, document, options, tally::Source::foreign);
  tally::tests::Judge judge;
  if (own) require(judge(type, *own).discord.empty());

  const auto judgement = judge(type, text);
  if (judgement.accepted && text.find("schema_version") == std::string_view::npos) {
    const auto major = static_cast<std::uint32_t>(type.plan.version[0] - '0');
    const auto same = upgraded(type, document, {.from = major}, tally::Source::text);
    require(same && judge(type, *same).canonical == judgement.canonical);
  }
  return 0;
}
