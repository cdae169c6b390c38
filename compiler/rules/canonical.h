// A rule in a form that two versions of it can be compared by.
#pragma once

#include <string>

#include "model/model.h"

namespace tally::compiler::rules {

// The condition in prefix notation, `(at_least (this shipped_at) (this placed_at))`; fields and
// values are named as documents name them. Equal texts mean the same; different ones may.
std::string canonical(const model::Model& model, const model::Expression& condition);

}  // namespace tally::compiler::rules
