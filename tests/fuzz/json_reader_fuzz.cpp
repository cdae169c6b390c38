// libFuzzer: any bytes as a document of any entry point, the one of type json among them. Judge and
// explain agree, and what is accepted has a canonical form that both accept and that does not
// change any more.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "contracts/judgement.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto types = fixtures::contract_set::types();
  const tally::ContractType& type = *types[data[0] % types.size()];
  static tally::tests::Judge judge;
  const auto judgement = judge(type, {reinterpret_cast<const char*>(data + 1), size - 1});
  if (!judgement.discord.empty()) {
    std::fprintf(stderr, "%s: %s\n", std::string(type.name).c_str(), judgement.discord.c_str());
    std::abort();
  }
  return 0;
}
