// Diagnostics for programs.
#pragma once

#include <span>
#include <string>

#include "diagnose/diagnostic.h"
#include "source/sources.h"

namespace tally::compiler {

// One array, one object per diagnostic, ends with a line break:
//   {"code": "T204", "severity": "error", "message": "...", "path": "...", "line": 75, "column":
//   17, "end_line": 75,
//    "end_column": 24, "label": "...", "related": [{"message", "path", "line", ...}], "fix":
//    {"replacement", "path", ...}}
// Lines and columns count from 1, columns in Unicode scalar values, the end is exclusive. `path`
// and places are absent for a diagnostic without a place, `label` and `related` when empty, `fix`
// when there is none.
std::string print_json(std::span<const Diagnostic> diagnostics, const Sources& sources);

}  // namespace tally::compiler
