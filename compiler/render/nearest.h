#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tally::compiler {

/// "did you mean `a` or `b`?" with the candidates at the smallest edit distance (Levenshtein, at
/// most 2 and less than the length of the name), sorted; empty if there is none. Names beyond 64
/// bytes are not compared.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace tally::compiler
