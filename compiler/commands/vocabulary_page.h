// The reference of all words that contracts and issues are written with, made of their tables.
#pragma once

#include <string>

namespace tally::compiler {

/// docs/vocabulary.md, as `tally explain vocabulary` prints it.
std::string vocabulary_page();

}  // namespace tally::compiler
