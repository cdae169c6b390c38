// Where the comments of a file stand: the tree leaves them out.
#pragma once

#include <vector>

#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler::yaml {

// Each from its `#` to the end of its line, line break and blanks before it left out; in order.
// What stands behind the indicator of a block scalar belongs to the scalar and is none. `tree` must
// have been read from the file without errors. O(size of the file).
std::vector<Span> find_comments(FileId file, const Sources& sources, const Tree& tree);

}  // namespace tally::compiler::yaml
