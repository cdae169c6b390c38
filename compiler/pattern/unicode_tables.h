// The general category and the script of every code point.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tally::compiler::pattern {

// Runs of code points of one value, from U+0000 on without gaps: length * values + value.
struct UnicodeRuns {
  std::span<const std::uint32_t> runs;
  std::uint32_t values;
};

// Values are indexes into the categories Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm
// Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn.
UnicodeRuns category_runs();

// Values are indexes into the names of scripts.
UnicodeRuns script_runs();

struct ScriptName {
  std::string_view name;
  std::string_view long_name;
};
std::span<const ScriptName> script_names();

}  // namespace tally::compiler::pattern
