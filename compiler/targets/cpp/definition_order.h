// What of a contract's types is not there yet where another is defined. Only recursive types have
// to know: all others come behind what they use.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/model.h"
#include "targets/cpp/names.h"

namespace tally::compiler::targets::cpp {

/// One contract's declarations as a header goes through them.
class DefinitionOrder {
 public:
  DefinitionOrder(const model::Model& model, const Names& names, model::ContractId contract)
      : model_(model), names_(names), contract_(contract) {}

  /// Notes the records and unions of this contract that `owner` names by this type before they are
  /// declared.
  void note_use(const model::TypeExpression& type, const model::Declaration& owner);

  /// Whether values of the type hold, at any depth, what is not defined yet but for `owner`. Where
  /// a member is initialised compilers may need the destructor of all of it.
  bool holds_undefined(const model::TypeExpression& type, const model::Declaration& owner);

  /// What follows comes behind this declaration.
  void define(const model::Declaration& declaration) { defined_.insert(&declaration); }

  /// The names to declare ahead of everything, sorted.
  [[nodiscard]] std::vector<std::string> forward() const {
    return {forward_.begin(), forward_.end()};
  }

 private:
  using Declarations = std::set<const model::Declaration*>;

  [[nodiscard]] bool holds_undefined(const model::TypeExpression& type,
                                     const model::Declaration& owner, Declarations& seen) const;

  const model::Model& model_;
  const Names& names_;
  model::ContractId contract_;
  Declarations defined_;   // so far
  Declarations finished_;  // with all that they hold
  std::set<std::string> forward_;
};

/// The type that is a declaration itself.
model::TypeExpression use_of(model::DeclarationId declared);

}  // namespace tally::compiler::targets::cpp
