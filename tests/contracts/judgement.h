// Everything that the engine can say of one document, and whether it agrees with itself.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "contract_set.h"
#include "tally/engine/contract.h"

namespace tally::tests {

struct Judgement {
  bool accepted = false;
  std::string canonical;  // of an accepted document
  Issues issues;          // of a rejected one
  std::string discord;    // how two of the judges disagree; empty when all is well
};

/// The entry point of that name, or null.
inline const ContractType* find_type(std::string_view name) {
  for (const ContractType* type : fixtures::contract_set::types()) {
    if (type->name == name) return type;
  }
  return nullptr;
}

/// Runs a document through judge and explain, and what they accept through both once more in
/// canonical form.
class Judge {
 public:
  Judgement operator()(const ContractType& type, std::string_view text) {
    Judgement result;
    result.accepted = look(type, text, result.canonical);
    const Document document(text);
    result.issues = tally::explain(type.plan, type.type, document.padded());
    if (result.accepted != result.issues.empty()) result.discord = "explain disagrees with judge";
    if (!result.accepted) return result;
    std::string again;
    if (!look(type, result.canonical, again)) {
      result.discord = "the canonical form is refused";
    } else if (again != result.canonical) {
      result.discord = "the canonical form of the canonical form differs";
    }
    const Document canonical(result.canonical);
    if (!tally::explain(type.plan, type.type, canonical.padded()).empty()) {
      result.discord = "the canonical form has issues";
    }
    return result;
  }

 private:
  bool look(const ContractType& type, std::string_view text, std::string& canonical) {
    arena_.reset();
    document_.assign(text);
    const void* view = judge(type, arena_, document_.padded());
    if (view == nullptr) return false;
    json::Writer writer;
    type.write(writer, view);
    canonical = std::move(writer).take();
    return true;
  }

  Arena arena_;
  Document document_;
};

}  // namespace tally::tests
