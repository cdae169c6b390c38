// Questions that every pass behind `check` asks of a model.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace tally::compiler::model {

/// What a type expression comes down to when newtypes and aliases are looked through.
struct Resolved {
  /// The innermost expression: its form is builtin, list, map, nullable, or declared (a record,
  /// enumeration or union).
  const TypeExpression* base = nullptr;
  /// Set when the base is declared.
  const Declaration* declaration = nullptr;
  /// Limits of the whole chain, in the order in which they are checked: innermost first.
  std::vector<const Constraint*> constraints;
  /// The same for a map's keys.
  std::vector<const Constraint*> keys;
};

/// The expression must not be broken. O(length of the chain).
Resolved resolve(const Model& model, const TypeExpression& expression);

/// The records and unions whose values are compared as a whole: what the elements of lists with
/// `uniqueItems` are made of. O(size of the model).
std::set<DeclarationId> compared(const Model& model);

/// `acme.orders.Order`.
std::string qualified_name(const Model& model, const Declaration& declaration);

/// `record`, as contracts say it.
std::string_view word_of(const Declaration& declaration);

/// `since 3.0.0: use voided`, in the words of the contract.
std::string sentence(const Deprecation& deprecation);

/// Whether the contract, or one that it imports, deprecates anything: generated code has to name it
/// all the same.
bool has_deprecated(const Model& model, const Contract& contract);

/// The contract's entry points, in declared order: all declarations except inline variants.
std::vector<DeclarationId> entry_points(const Model& model, const Contract& contract);

/// The records that unions have as variants.
std::set<const Declaration*> variant_records(const Model& model);

/// What stands between the dots of a key pattern: `{` begins a placeholder.
std::vector<std::string_view> levels(std::string_view pattern);

/// Declarations of the contract in an order in which each comes after those of the same contract
/// that it uses by value; otherwise in declared order.
std::vector<DeclarationId> in_dependency_order(const Model& model, const Contract& contract);

}  // namespace tally::compiler::model
