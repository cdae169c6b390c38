// Enums without values.
#include "check/passes.h"

namespace tally::compiler::checking {

void check_enums(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    const auto* enumeration = declaration.as<model::Enumeration>();
    if (enumeration == nullptr || declaration.broken || !enumeration->values.empty()) continue;
    diagnostics.add(Code::empty_declaration, declaration.span,
                    "the enum `" + declaration.name + "` has no values");
  }
}

}  // namespace tally::compiler::checking
