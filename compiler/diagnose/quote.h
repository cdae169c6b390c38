// Names in messages.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler {

// `name`, in the backticks that diagnostics put around what the author wrote.
inline std::string quote(std::string_view name) {
  return "`" + std::string(name) + "`";
}

}  // namespace tally::compiler
