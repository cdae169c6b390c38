// Lines of generated C++ that fit a page.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler::targets::cpp {

/// The same program with lines of at most 120 bytes, as far as it has places to break them at:
/// between words where brackets are the fewest, and inside of string literals.
std::string fold(std::string_view source);

}  // namespace tally::compiler::targets::cpp
