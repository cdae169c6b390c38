// What a contract declares besides types: consts, keys, and the signals of records.
#pragma once

#include <optional>
#include <string>

#include "model/model.h"
#include "targets/cpp/names.h"
#include "targets/template_data.h"

namespace tally::compiler::targets::cpp {

/// How a value of this JSON is spelled in C++ where it has a literal; else nothing.
std::optional<std::string> literal_of(const model::Model& model, const Names& names,
                                      const model::TypeExpression& type, const std::string& json);

/// Without their documentation, which is the caller's.
Json constant_view(const model::Model& model, const Names& names, const model::Contract& contract,
                   const model::Constant& constant);

Json keys_view(const model::Model& model, const Names& names, const model::Contract& contract);

Json signals_view(const model::Model& model, const Names& names, const model::Contract& contract);

}  // namespace tally::compiler::targets::cpp
