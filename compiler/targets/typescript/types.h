// TypeScript's types and documentation for what a contract declares.
#pragma once

#include <string>

#include "targets/typescript/names.h"
#include "targets/view_model.h"

namespace tally::compiler::targets::typescript {

/// A type as seen from the module of `home`: `money.Amount[] | null`.
std::string type_of(const model::Model& model, const Names& names,
                    const model::TypeExpression& type, model::ContractId home,
                    Side side = Side::output);

/// A whole declaration without its documentation, for a template to place behind `export`:
/// `{interface: {name, members: [{doc, key, optional, type}], is_open}}` or `{alias: {name, lines:
/// [...]}}`, the other one false.
Json declaration_of(const model::Model& model, const Names& names,
                    const model::Declaration& declaration, Side side = Side::output);

/// `{name, type, value}` of a const: as precise a type as there is, and an expression.
Json constant_of(const model::Model& model, const Names& names, const model::Constant& constant,
                 model::ContractId home);

/// The key in documents of a record's main signal, as a literal; false if it has none.
Json observed_of(const model::Declaration& record);

/// `{pattern, type, qualified, buffer, capacity, access}` of records under keys.
Json key_of(const model::Model& model, const Names& names, const model::Key& key,
            model::ContractId home);

/// The inside of a TSDoc comment, for the template doc.mustache; false when there is nothing to
/// say. The limits are those written at this place.
Json documentation(const std::string& doc, const std::string& unit = {},
                   const model::TypeExpression* type = nullptr, const model::History& history = {});

}  // namespace tally::compiler::targets::typescript
