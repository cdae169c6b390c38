// Diagnostics as workflow commands, from which GitHub Actions makes annotations.
#pragma once

#include <span>
#include <string>

#include "diagnose/finding.h"

namespace tally::compiler {

// A line for each:
//   ::error file=a.contract.yaml,line=9,col=13,endColumn=17,title=T204::unknown type `Nmae`%0A...
// `%`, line ends, and in properties `:` and `,`, are escaped as the runner unescapes them; what
// would control a terminal is made visible. Columns are left out of a range over several lines,
// because the runner refuses them there.
std::string print_github(std::span<const Finding> findings);

}  // namespace tally::compiler
