// Diagnostics for people at a terminal.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "source/sources.h"

namespace tally::compiler {

struct TextStyle {
  bool colour = false;          // ANSI escape sequences
  std::uint32_t columns = 100;  // a longer source line is cut around the span; at least 20
};

//   schemas/orders.contract.yaml:75:17: error[T204]: unknown type `Quanity`
//      75 |       quantity: Quanity
//         |                 ^^^^^^^ did you mean `Quantity`?
//         = declared at schemas/orders.contract.yaml:38:3
// Ends with a line break; empty without diagnostics. Control characters in sources and messages are
// made visible.
std::string print_text(std::span<const Diagnostic> diagnostics, const Sources& sources,
                       TextStyle style = {});

// The text as a terminal may get it: control characters become their pictures, what is no character
// U+FFFD, a tab four blanks.
std::string visible(std::string_view text);

}  // namespace tally::compiler
