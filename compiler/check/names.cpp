// Names that are taken already.
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"

namespace tally::compiler::checking {
namespace {

// What is left of a name when a target gives it its own style: lower case, no `_`. ASCII only, as
// names are.
std::string fold(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c != '_') folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

// Type names within one contract: they become identifiers and file names side by side.
void check_contract(const model::Model& model, const model::Contract& contract,
                    Diagnostics& diagnostics) {
  std::map<std::string, const model::Declaration*> seen;
  for (const auto id : contract.declarations) {
    const auto& declaration = model.declarations[id];
    const auto [first, fresh] = seen.emplace(fold(declaration.name), &declaration);
    if (fresh) continue;
    const auto& other = *first->second;
    // The name of an inline shape is made from those of its union and its variant.
    const std::string made = declaration.inline_variant ? "this variant becomes " : "";
    if (other.name == declaration.name) {
      diagnostics
          .add(Code::duplicate_name, declaration.span,
               made + quote(declaration.name) + (made.empty() ? " is" : ", which is") +
                   " declared twice")
          .related(other.span, "first declared");
    } else {
      diagnostics
          .add(Code::similar_name, declaration.span,
               made + quote(declaration.name) + (made.empty() ? " differs" : ", which differs") +
                   " from " + quote(other.name) + " only in case and `_`")
          .related(other.span, quote(other.name) + " declared");
    }
  }
}

// Two contracts may share a package, but not a type, nor the names that functions get from it.
void check_packages(const model::Model& model, Diagnostics& diagnostics) {
  std::map<std::pair<std::string_view, std::string>, const model::Declaration*> seen;
  for (const auto& declaration : model.declarations) {
    const auto& contract = model.contracts[declaration.contract];
    if (contract.package.empty()) continue;
    const auto [first, fresh] = seen.emplace(
        std::pair(std::string_view(contract.package), fold(declaration.name)), &declaration);
    if (fresh || first->second->contract == declaration.contract) continue;
    const auto& other = *first->second;
    const bool same = other.name == declaration.name;
    diagnostics
        .add(same ? Code::duplicate_name : Code::similar_name, declaration.span,
             same ? "the package " + quote(contract.package) + " has a type " +
                        quote(declaration.name) + " already"
                  : quote(declaration.name) + " differs from " + quote(other.name) +
                        " of the same package only in case and `_`")
        .related(other.span, "first declared");
  }
}

// `Named` is a field, an enum value or a test; `what` says which.
template <class Named>
void check_unique(std::span<const Named> all, const std::string& what, Diagnostics& diagnostics) {
  std::map<std::string_view, const Named*> seen;
  for (const auto& one : all) {
    const auto [first, fresh] = seen.emplace(one.name, &one);
    if (fresh || one.name.empty()) continue;
    diagnostics
        .add(Code::duplicate_name, one.span, what + " " + quote(one.name) + " is there twice")
        .related(first->second->span, "first declared");
  }
}

// `Member` is a field, an enum value or a variant.
template <class Member>
void check_wire_names(std::span<const Member> members, Diagnostics& diagnostics) {
  std::map<std::string_view, const Member*> seen;
  for (const auto& member : members) {
    const auto [first, fresh] = seen.emplace(member.wire, &member);
    if (fresh || first->second->name == member.name)
      continue;  // equal names are enough of an error
    diagnostics
        .add(Code::duplicate_wire_name, member.span,
             quote(member.name) + " and " + quote(first->second->name) + " are both called " +
                 quote(member.wire) + " in documents")
        .related(first->second->span, quote(first->second->name) + " declared");
  }
}

// Old names of fields, which documents may still use.
void check_old_names(std::span<const model::Field> fields, Diagnostics& diagnostics) {
  std::map<std::string_view, const model::Field*> seen;
  for (const auto& field : fields) seen.emplace(field.wire, &field);
  for (const auto& field : fields) {
    for (const auto& old : field.renamed_from) {
      const auto [first, fresh] = seen.emplace(old.name, &field);
      if (fresh) continue;
      diagnostics
          .add(Code::duplicate_wire_name, old.span,
               "documents already know " + quote(old.name) + " as " + quote(first->second->name))
          .related(first->second->span, quote(first->second->name) + " declared");
    }
  }
}

}  // namespace

void check_names(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    check_contract(model, contract, diagnostics);
    check_unique(std::span<const model::Test>(contract.tests), "the test", diagnostics);
  }
  check_packages(model, diagnostics);
  for (const auto& declaration : model.declarations) {
    check_unique(fields_of(declaration), "the field", diagnostics);
    check_unique(values_of(declaration), "the value", diagnostics);
    check_wire_names(fields_of(declaration), diagnostics);
    check_old_names(fields_of(declaration), diagnostics);
    check_wire_names(values_of(declaration), diagnostics);
    check_wire_names(variants_of(declaration), diagnostics);
  }
}

}  // namespace tally::compiler::checking
