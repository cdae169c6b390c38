// How contracts are named in TypeScript and JavaScript.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "targets/definition.h"
#include "targets/side.h"

namespace tally::compiler::targets::typescript {

/// Identifiers and property names. Types and consts keep their names, contracts are modules named
/// after their files in camelCase, properties are spelled as documents spell them.
class Names {
 public:
  Names(const model::Model& model, const Definition& definition);

  /// `sensors`: the namespace under which a contract's types are seen.
  [[nodiscard]] const std::string& module(model::ContractId contract) const {
    return modules_[contract];
  }
  [[nodiscard]] const std::vector<std::string>& modules() const { return modules_; }
  /// `Order`.
  [[nodiscard]] const std::string& type_name(const model::Declaration& declaration) const;
  /// The same as seen from the module of `home`: `money.Amount`.
  [[nodiscard]] std::string type_name(const model::Declaration& declaration,
                                      model::ContractId home) const;
  /// The same on one side: `money.AmountInput` where what may be given differs from what comes out.
  [[nodiscard]] std::string type_name(const model::Declaration& declaration, model::ContractId home,
                                      Side side) const;
  /// Whether it differs: something in the type has a default.
  [[nodiscard]] bool has_input(const model::Declaration& declaration) const {
    return input_names_.contains(&declaration);
  }
  /// `MaxPumps`.
  [[nodiscard]] const std::string& constant(const model::Constant& constant) const {
    return constants_.at(&constant);
  }

 private:
  std::vector<std::string> modules_;                              // by contract
  std::map<const model::Declaration*, std::string> type_names_;   // unique in their contract
  std::map<const model::Declaration*, std::string> input_names_;  // likewise, where there is one
  std::map<const model::Constant*, std::string> constants_;       // likewise
};

/// The name of a contract's files: `sensors`, or `index_` where the package has a file of that
/// name.
std::string stem(const model::Contract& contract);

/// True when a property can be written without quotes.
bool is_plain_property(std::string_view name);

/// `celsius`, `"@kind"` or `["__proto__"]`, which as a plain key would set the prototype: a key of
/// an object literal.
std::string property_key(std::string_view name);

/// `.celsius` or `["@kind"]`.
std::string member_access(std::string_view name);

/// `orderLines`.
std::string camel(std::string_view name);

}  // namespace tally::compiler::targets::typescript
