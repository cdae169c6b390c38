// The catalogue of everything that `tally` can complain about. The rows live in catalogue/*.def,
// one file per group of numbers; a row gives the name that the compiler's code uses, the number,
// and the text for `tally explain CODE`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tally::compiler {

enum class Severity : std::uint8_t { error, warning, note };

// Code::unknown_type is T204. A code keeps its number and its meaning for ever.
enum class Code : std::uint16_t {
// NOLINTNEXTLINE(bugprone-macro-parentheses): an enumerator
#define TALLY_DIAGNOSTIC(name, number, severity, title, explanation, bad, good) name = number,
#include "diagnose/catalogue/all.def"
#undef TALLY_DIAGNOSTIC
};

struct CatalogueEntry {
  Code code;
  Severity severity;
  std::string_view title;        // a few words, lower case, no full stop
  std::string_view explanation;  // one or more sentences of Markdown
  std::string_view bad;          // an example that gets this code; may be empty
  std::string_view good;         // the same, put right; may be empty
};

// All entries, by ascending number.
std::span<const CatalogueEntry> catalogue();

// O(log entries). Every Code has an entry.
const CatalogueEntry& entry(Code code);

// "T204".
std::string code_text(Code code);

// Reads "T204" or "t204"; nothing if there is no such code.
std::optional<Code> find_code(std::string_view text);

// "error", "warning", "note".
std::string_view severity_text(Severity severity);

// The page that `tally explain CODE` shows, as Markdown.
std::string explain(Code code);

}  // namespace tally::compiler
