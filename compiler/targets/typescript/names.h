// How contracts are named in TypeScript and JavaScript.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "targets/definition.h"

namespace tally::compiler::targets::typescript {

/// Identifiers and property names. Types keep their names, contracts are modules named after their
/// files in camelCase, properties are spelled as documents spell them.
/// What a program gets from a contract, or what it may give: fields with a default may be left out.
enum class Side : std::uint8_t { output, input };

class Names {
 public:
  Names(const model::Model& model, const Definition& definition);

  /// `sensors`: the namespace under which a contract's types are seen.
  [[nodiscard]] const std::string& module(model::ContractId contract) const {
    return modules_[contract];
  }
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
  /// `readOrder` or `money.readAmount`, as seen from the module of `home`.
  [[nodiscard]] std::string function(std::string_view verb, const model::Declaration& declaration,
                                     model::ContractId home) const;

 private:
  std::vector<std::string> modules_;                              // by contract
  std::map<const model::Declaration*, std::string> type_names_;   // unique in their contract
  std::map<const model::Declaration*, std::string> input_names_;  // likewise, where there is one
};

/// `MaxLines`, or `Map_` where a module would hide what it uses itself.
std::string constant_name(const std::string& name);

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
