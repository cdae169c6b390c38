// Rules as C++ conditions, for generated `validate` functions.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "targets/cpp/names.h"

namespace tally::compiler::targets::cpp {

/// A condition that is true when `value`, a view of the record, breaks the rule.
std::string broken_rule(const model::Model& model, const Names& names, const model::Rule& rule);

}  // namespace tally::compiler::targets::cpp
