// The JavaScript that reads and writes views: an expression for each place of a type, and functions
// for records, unions, enumerations, lists, maps and nullables. What they call lies in
// runtime/js/views.js; the parameters of every function are `m`, the memory, and `at`, an address;
// for writing also `value` and, for types whose nesting is counted, `depth`: how many more arrays
// and objects may be opened.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/query.h"
#include "render/scope_names.h"
#include "targets/typescript/module.h"
#include "targets/typescript/names.h"
#include "targets/typescript/nesting.h"

namespace tally::compiler::targets::typescript {

/// Builds what one contract's module needs.
class Marshal {
 public:
  /// `variants` are the records that unions have as variants.
  Marshal(const model::Model& model, const Names& names, const Nesting& nesting,
          const std::set<const model::Declaration*>& variants, model::ContractId home);

  /// `views.getString(m, at + 8)`.
  std::string read(const model::TypeExpression& type, const std::string& at);
  /// `views.putString(m, at + 8, value.note)`. `depth` is an expression.
  std::string write(const model::TypeExpression& type, const std::string& at,
                    const std::string& value, const std::string& depth);

  /// The same as functions that can be handed on: `readOrder`, `(m, at) => m.u8[at]`.
  std::string read_function(const model::TypeExpression& type);
  std::string write_function(const model::TypeExpression& type);

  /// What the module calls the module of a contract that it imports.
  std::string module(model::ContractId imported);

  Enumeration enumeration(const model::Declaration& declaration,
                          const model::Enumeration& enumeration);
  Record record(const model::Declaration& declaration, const model::Record& record);
  Union tagged(const model::Declaration& declaration, const model::Union& tagged);
  /// The functions for lists, maps and nullables that all of these have asked for.
  [[nodiscard]] const std::vector<Composite>& composites() const { return composites_; }

 private:
  Reader reader(const std::string& function, const model::Record& record, const std::string& tag);
  Writer writer(const model::Record& record);
  std::string function(const std::string& verb, const model::Resolved& resolved);
  std::string function(const std::string& verb, const model::Declaration& declaration);
  [[nodiscard]] std::string structure(const model::TypeExpression& type) const;
  [[nodiscard]] std::string spelled(const model::TypeExpression& type) const;
  void add_composite(const model::TypeExpression& base);
  [[nodiscard]] std::string default_of(const model::Field& field) const;

  const model::Model& model_;
  const Names& names_;
  const Nesting& nesting_;
  const std::set<const model::Declaration*>& variants_;
  model::ContractId home_;
  ScopeNames locals_;                 // of the module, but for what it exports
  std::set<std::string> structures_;  // that `composites_` has
  std::vector<Composite> composites_;
};

}  // namespace tally::compiler::targets::typescript
