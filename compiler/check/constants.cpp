// Values with names.
#include <string>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "model/vocabulary.h"
#include "model/walk.h"

namespace tally::compiler::checking {
namespace {

// Documents of these kinds are one scalar that every target has a literal or a value for.
bool is_constant_kind(model::Kind kind) {
  using model::Kind;
  return (model::is_builtin(kind) && kind != Kind::bytes && kind != Kind::json) ||
         kind == Kind::enumeration;
}

}  // namespace

void check_constants(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    for (const auto& constant : contract.constants) {
      for (const auto id : contract.declarations) {
        const auto& declaration = model.declarations[id];
        if (declaration.name != constant.name) continue;
        diagnostics
            .add(Code::duplicate_name, constant.span,
                 "the const " + quote(constant.name) + " is named as a type")
            .related(declaration.span, "the type");
      }
      const auto base = find_base(model, constant.type);
      if (!base || (is_constant_kind(base->kind) && !base->nullable)) continue;
      diagnostics.add(Code::bad_constant, constant.type.span,
                      "the const " + quote(constant.name) + " is no scalar");
    }
  }
}

}  // namespace tally::compiler::checking
