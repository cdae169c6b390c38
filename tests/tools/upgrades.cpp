// Upgrades the documents on stdin, one JSON object a line: {"type", "document", "from"}, the last
// if it is given. Prints [true, canonical text] or [false, issues] for each.
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "contracts/judgement.h"
#include "tally/engine/evolution/upgrade.h"
#include "tally/engine/explain/issue_text.h"

namespace {

std::string answer(const tally::ContractType& type, const std::string& text,
                   tally::UpgradeOptions options) {
  tally::Document document(text);
  tally::Upgraded upgraded = tally::upgrade(type.plan, type.type, document.padded(), options);
  if (upgraded.issues.empty()) {
    document.assign(upgraded.text);
    tally::Arena arena;
    if (const void* view = tally::judge(type, arena, document.padded())) {
      tally::json::Writer writer;
      type.write(writer, view);
      return "[true," + tally::to_json(writer.text()) + "]";
    }
    upgraded.issues = tally::explain(type, document.padded(), tally::Source::foreign);
  }
  return "[false," + tally::to_json(upgraded.issues, text) + "]";
}

}  // namespace

int main() try {
  for (std::string line; std::getline(std::cin, line);) {
    const auto request = nlohmann::json::parse(line);
    const std::string name = request.at("type");
    const tally::ContractType* type = tally::tests::find_type(name);
    if (type == nullptr) throw std::runtime_error("no type " + name);
    tally::UpgradeOptions options;
    if (request.contains("from")) options.from = request["from"].get<std::uint32_t>();
    std::puts(answer(*type, request.at("document"), options).c_str());
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "upgrades: %s\n", error.what());
  return 2;
}
