// JSON values of contracts, as C++ spells them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "targets/cpp/names.h"
#include "targets/cpp/unit.h"

namespace tally::compiler::targets::cpp {

/// How a value of this JSON is spelled in C++ where it has a literal; else nothing.
std::optional<std::string> literal_of(const model::Model& model, const Names& names,
                                      const model::TypeExpression& type, const std::string& json);

/// How a member with a default is initialised where that is short; nothing where a function makes
/// the default, and for a field without one.
std::optional<std::string> initialiser_of(const model::Model& model, const Names& names,
                                          const model::Field& field);

std::vector<Constant> constants_of(const model::Model& model, const Names& names,
                                   const model::Contract& contract);

}  // namespace tally::compiler::targets::cpp
