// How contracts are named in C++.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "render/naming.h"
#include "targets/definition.h"

namespace tally::compiler::targets::cpp {

/// Identifiers and type names. Fields and enum values are snake_case, types keep their names; what
/// C++ reserves gets a trailing underscore.
class Names {
 public:
  Names(const model::Model& model, const Definition& definition);

  /// `orders`, of the files `orders.h` and `orders.cpp`; `time_` where a header of the system is
  /// called so.
  [[nodiscard]] std::string stem(const model::Contract& contract) const;
  /// `acme::orders`, as it is opened.
  [[nodiscard]] std::string name_space(const model::Contract& contract) const;
  /// `::acme::orders`, as it is named: any namespace around may have an `acme` of its own.
  [[nodiscard]] std::string scope(const model::Contract& contract) const;
  /// `::acme::orders::Order`.
  [[nodiscard]] std::string qualified(const model::Declaration& declaration) const;
  /// A function that users define, as contracts name it: `acme::orders::check_vat`.
  [[nodiscard]] std::string function(std::string_view name) const;
  /// The same as it is named.
  [[nodiscard]] std::string function_in_scope(std::string_view name) const;
  /// `order_status`, for the names of functions and constants.
  [[nodiscard]] std::string snake(std::string_view name) const;

  /// Names that a function's parameters may have.
  [[nodiscard]] std::vector<std::string> parameters(const std::vector<std::string>& names) const;

  [[nodiscard]] std::string type_name(const model::Declaration& declaration) const;
  /// `tally::Contract<::acme::orders::Order>`, or the struct of an alias.
  [[nodiscard]] std::string contract(const model::Declaration& declaration) const;
  /// `::acme::orders::validate_sku`: what judges a newtype, an alias or an open enumeration.
  [[nodiscard]] std::string validate_function(const model::Declaration& declaration) const;
  /// The struct that names an alias: `LabelsContract`.
  [[nodiscard]] const std::string& alias_struct(const model::Declaration& alias) const;
  [[nodiscard]] const std::string& constant(const model::Constant& constant) const;
  /// What makes keys of a pattern: `orders_key`.
  [[nodiscard]] const std::string& key_function(const model::Key& key) const;
  /// `plan` or `keys`; `orders_plan` where other contracts share the package.
  [[nodiscard]] std::string of_contract(std::string_view what,
                                        const model::Contract& contract) const;
  /// What a class declares inside: `name`, or `name_` where the class is called that itself.
  [[nodiscard]] std::string nested(std::string_view name, const model::Declaration& owner) const;
  [[nodiscard]] std::vector<std::string> fields(const model::Declaration& record) const;
  [[nodiscard]] std::vector<std::string> values(const model::Declaration& enumeration) const;
  [[nodiscard]] std::vector<std::string> variants(const model::Declaration& tagged) const;

  /// The type of a value that owns its memory, as seen from `home`.
  [[nodiscard]] std::string owned(const model::TypeExpression& type,
                                  const model::Contract& home) const;
  /// The type of its view; always qualified.
  [[nodiscard]] std::string view(const model::TypeExpression& type) const;
  /// The view of a record, a union or an enumeration.
  [[nodiscard]] std::string view(const model::Declaration& declaration) const;

 private:
  [[nodiscard]] std::string view_unboxed(const model::TypeExpression& type) const;
  [[nodiscard]] std::vector<std::string> unique(const std::vector<std::string>& names,
                                                std::vector<std::string> taken) const;

  const model::Model& model_;
  IdentifierRules rules_;
  std::map<std::string_view, std::uint32_t> sharing_;  // contracts of each package
  std::map<const model::Declaration*, std::string> alias_structs_;
  std::map<const model::Constant*, std::string> constants_;
  std::map<const model::Key*, std::string> key_functions_;
};

/// The integer type of an enumeration.
std::string_view underlying_type(const model::Declaration& enumeration);

}  // namespace tally::compiler::targets::cpp
