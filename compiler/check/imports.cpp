// Imports that nothing uses.
#include "check/passes.h"

namespace tally::compiler::checking {

void check_imports(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    for (const auto& import : contract.imports) {
      if (import.used || import.broken) continue;
      diagnostics.add(Code::unused_import, import.span,
                      "nothing uses the import `" + import.alias + "`");
    }
  }
}

}  // namespace tally::compiler::checking
