// The general category of every code point.
#pragma once

#include <cstdint>
#include <span>

namespace tally::compiler::pattern {

// Runs of code points of one category, from U+0000 on without gaps: length * 32 + category, an
// index into the categories Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl
// Zp Cc Cf Cs Co Cn.
std::span<const std::uint32_t> category_runs();

}  // namespace tally::compiler::pattern
