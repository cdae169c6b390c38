// The JSON Schemas that `tally schema` prints.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler {

/// `language` is one of those that the command takes.
std::string editor_schema(std::string_view language);

}  // namespace tally::compiler
