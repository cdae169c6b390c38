// Names that must not come back, and names that are to be used instead of deprecated ones.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "source/suggest.h"

namespace tally::compiler::checking {
namespace {

// `Named` has a name: a field, an enum value or a declaration. `what` is "field" or "value".
template <class Named>
void check_replacements(std::span<const Named> all, const std::string& what,
                        Diagnostics& diagnostics) {
  for (const auto& one : all) {
    if (!one.history.deprecated || one.history.deprecated->use.empty()) continue;
    const auto& use = one.history.deprecated->use;
    std::vector<std::string> names;
    for (const auto& other : all) {
      if (&other != &one) names.push_back(other.name);
    }
    if (std::find(names.begin(), names.end(), use) != names.end()) continue;
    auto draft =
        diagnostics.add(Code::unknown_member, one.history.deprecated->span,
                        "there is no other " + what + " " + quote(use) + " to use instead");
    if (const auto near = suggest(use, names)) draft.label("did you mean " + quote(*near) + "?");
  }
}

// `Member` is a field or an enum value.
template <class Member>
void check_reserved(std::span<const Member> members, std::span<const model::FormerName> reserved,
                    Diagnostics& diagnostics) {
  for (const auto& member : members) {
    for (const auto& taken : reserved) {
      if (taken.name != member.name && taken.name != member.wire) continue;
      diagnostics
          .add(Code::reserved_name_used, member.span,
               quote(taken.name) + " is reserved and must not be used again")
          .related(taken.span, "reserved");
    }
  }
}

void check_types(const model::Model& model, const model::Contract& contract,
                 Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto id : contract.declarations) names.push_back(model.declarations[id].name);
  for (const auto id : contract.declarations) {
    const auto& declaration = model.declarations[id];
    if (!declaration.history.deprecated) continue;
    const auto& deprecation = *declaration.history.deprecated;
    const bool known = deprecation.use != declaration.name &&
                       std::find(names.begin(), names.end(), deprecation.use) != names.end();
    if (known || deprecation.use.empty()) continue;
    diagnostics.add(Code::unknown_member, deprecation.span,
                    "there is no other type " + quote(deprecation.use) + " to use instead");
  }
}

}  // namespace

void check_history(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) check_types(model, contract, diagnostics);
  for (const auto& declaration : model.declarations) {
    check_replacements(fields_of(declaration), "field", diagnostics);
    check_replacements(values_of(declaration), "value", diagnostics);
    check_reserved(fields_of(declaration), reserved_of(declaration), diagnostics);
    check_reserved(values_of(declaration), reserved_of(declaration), diagnostics);
  }
}

}  // namespace tally::compiler::checking
