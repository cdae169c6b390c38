// Enums without values.
#include "check/passes.h"

namespace tally::compiler::checking {

void check_enums(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    if (declaration.form != model::Declaration::Form::enumeration) continue;
    if (declaration.broken || !declaration.values.empty()) continue;
    diagnostics.add(Code::empty_declaration, declaration.span,
                    "the enum `" + declaration.name + "` has no values");
  }
}

}  // namespace tally::compiler::checking
