// One layout for all contracts.
#pragma once

#include <optional>
#include <string>

#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler {

// The text of a file in canonical layout: two blanks per level, one behind `:`, `,` and `-`, none
// inside of brackets, at least two in front of a comment, no blanks at the end of a line, at most
// one empty line in a row, LF. Line breaks, quotes, the order of things and every byte of a comment
// stay as they are; so does what the text means, and formatting it again changes nothing. `tree`
// must have been read from the file without errors. Nothing comes back for a layout that is not
// understood. O(size of the file).
std::optional<std::string> format(FileId file, const Sources& sources, const yaml::Tree& tree);

// Whether two files say the same: the same nodes, scalars and comments in the same order.
bool same_content(FileId a, const yaml::Tree& tree_a, FileId b, const yaml::Tree& tree_b,
                  const Sources& sources);

}  // namespace tally::compiler
