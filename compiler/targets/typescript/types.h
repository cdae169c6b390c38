// TypeScript's types and documentation for what a contract declares.
#pragma once

#include <optional>
#include <string>

#include "targets/typescript/module.h"
#include "targets/typescript/names.h"

namespace tally::compiler::targets::typescript {

/// A type as seen from the module of `home`: `money.Amount[] | null`.
std::string type_of(const model::Model& model, const Names& names,
                    const model::TypeExpression& type, model::ContractId home,
                    Side side = Side::output);

/// A whole declaration without its documentation, to stand behind `export`.
TypeDeclaration declaration_of(const model::Model& model, const Names& names,
                               const model::Declaration& declaration, Side side = Side::output);

/// A const, without its documentation.
Constant constant_of(const model::Model& model, const Names& names, const model::Constant& constant,
                     model::ContractId home);

/// The key in documents of a record's main signal, as a literal, if it has one.
std::optional<std::string> observed_of(const model::Declaration& declaration);

/// Records under keys, without their documentation.
Key key_of(const model::Model& model, const Names& names, const model::Key& key,
           model::ContractId home);

/// Nothing when there is nothing to say. The limits are those written at this place.
std::optional<Documentation> documentation(const std::string& doc, const std::string& unit = {},
                                           const model::TypeExpression* type = nullptr,
                                           const model::History& history = {});

}  // namespace tally::compiler::targets::typescript
