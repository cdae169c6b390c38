// Imports that nothing uses.
#include <algorithm>

#include "check/passes.h"

namespace tally::compiler::checking {

void check_imports(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    const auto& imports = contract.imports;
    const auto unused = [](const model::Import& import) { return !import.used && !import.broken; };
    // `imports` must not be left empty: the last one goes together with the key.
    auto kept = static_cast<std::size_t>(std::count_if(imports.begin(), imports.end(), unused));
    if (kept < imports.size() || kept == 1) kept = 0;
    for (const auto& import : imports) {
      if (!unused(import)) continue;
      auto draft = diagnostics.add(Code::unused_import, import.span,
                                   "nothing uses the import `" + import.alias + "`");
      // What is wrong elsewhere may have been meant to use it.
      const bool certain = !diagnostics.has_errors() && kept != 1;
      if (certain) draft.fix(import.lines, "");
      if (kept > 1) --kept;
    }
  }
}

}  // namespace tally::compiler::checking
