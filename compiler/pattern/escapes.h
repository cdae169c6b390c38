// What follows a `\`, and means characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "pattern/code_point_set.h"
#include "pattern/scanner.h"

namespace tally::compiler::pattern {

// What an escape, or one member of a class, stands for.
struct Characters {
  CodePointSet set;
  std::optional<std::uint32_t> code_point;  // if it is a single one, and so may bound a range
};

inline Characters single_character(std::uint32_t code_point) {
  return {{{code_point, code_point}}, code_point};
}

// An escape that may stand both inside and outside of a class; a `\` comes next. If it returns
// nothing it has left an error.
std::optional<Characters> parse_escape(Scanner& in);

// Leaves the error for a backreference at [begin, end).
std::nullopt_t refuse_backreference(Scanner& in, std::size_t begin, std::size_t end);

}  // namespace tally::compiler::pattern
