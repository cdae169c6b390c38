// What records observe.
#include <string>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "model/limits.h"
#include "model/vocabulary.h"
#include "model/walk.h"
#include "source/suggest.h"

namespace tally::compiler::checking {
namespace {

using model::Kind;

void check_observed(const model::Model& model, const model::Declaration& record,
                    const model::FormerName& observed, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& field : fields_of(record)) {
    names.push_back(field.name);
    if (field.name != observed.name) continue;
    const auto base = find_base(model, field.type);
    if (!base || model::is_number(base->kind) || base->kind == Kind::boolean ||
        base->kind == Kind::enumeration)
      return;
    diagnostics
        .add(Code::bad_signal, observed.span,
             quote(field.name) + " is a " + std::string(model::name_of(base->kind)) +
                 " and cannot be observed")
        .related(field.span, "declared");
    return;
  }
  diagnostics
      .add(Code::unknown_member, observed.span,
           quote(record.name) + " has no field " + quote(observed.name))
      .suggest(find_suggestion(observed.name, names), observed.span);
}

}  // namespace

void check_signals(const model::Model& model, Diagnostics& diagnostics) {
  // Mixins and open generics are judged where they have become something.
  for (const auto& contract : model.contracts) {
    for (const auto id : contract.declarations) {
      const auto& declaration = model.declarations[id];
      const auto* record = declaration.as<model::Record>();
      if (record != nullptr && record->observed && !declaration.broken)
        check_observed(model, declaration, *record->observed, diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
