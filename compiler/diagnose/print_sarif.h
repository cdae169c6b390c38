// Findings as a SARIF 2.1.0 log (OASIS), which code scanning services and editors read.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "diagnose/finding.h"

namespace tally::compiler {

// How the run went, as the log tells it.
struct SarifRun {
  std::string version;  // of `tally`
  int exit_status = 0;
  bool completed = true;  // false when the command could not do its work
};

// One run with the rules that the findings name, each with its page as help. Columns count Unicode
// scalar values. Paths become URI references: relative ones stay relative to where `tally` ran.
std::string print_sarif(std::span<const Finding> findings,
                        const std::function<RulePage(const std::string& rule)>& page_of,
                        const SarifRun& run);

}  // namespace tally::compiler
