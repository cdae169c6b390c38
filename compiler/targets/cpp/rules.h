// Rules as the bodies of C++ functions.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "targets/cpp/names.h"

namespace tally::compiler::targets::cpp {

/// An expression of C++, where tally::rule is in scope: whether `value`, a view of the record,
/// keeps the rule.
std::string rule_body(const model::Model& model, const Names& names, const model::Rule& rule);
/// Whether that expression has `value` in it: a rule may be about constants alone.
bool reads_record(const model::Rule& rule);

}  // namespace tally::compiler::targets::cpp
