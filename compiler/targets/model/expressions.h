// The conditions of rules for templates.
#pragma once

#include "model/model.h"
#include "targets/model/spelling.h"

namespace tally::compiler::targets {

/// An `Expression` of schemas/tally/model.contract.yaml.
Json expression(const model::Model& model, const Spelling& spelling,
                const model::Expression& expression);

}  // namespace tally::compiler::targets
