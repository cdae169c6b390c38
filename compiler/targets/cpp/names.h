// How contracts are named in C++.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "targets/definition.h"

namespace tally::compiler::targets::cpp {

/// Identifiers and type names. Fields and enum values are snake_case, types keep their names; what
/// C++ reserves gets a trailing underscore.
class Names {
 public:
  Names(const model::Model& model, const Definition& definition)
      : model_(model), definition_(definition) {}

  /// `acme::orders`.
  [[nodiscard]] std::string name_space(const model::Contract& contract) const;
  /// `acme::orders::Order`.
  [[nodiscard]] std::string qualified(const model::Declaration& declaration) const;
  /// `order_status`, for the names of functions and constants.
  [[nodiscard]] std::string snake(std::string_view name) const;

  /// A name that a function's parameter may have.
  [[nodiscard]] std::string parameter(std::string_view name) const;

  [[nodiscard]] std::string type_name(const model::Declaration& declaration) const;
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
  [[nodiscard]] std::vector<std::string> unique(std::vector<std::string> names,
                                                std::vector<std::string> taken) const;

  const model::Model& model_;
  const Definition& definition_;
};

/// The integer type of an enumeration.
std::string_view underlying_type(const model::Declaration& enumeration);

}  // namespace tally::compiler::targets::cpp
