// The conditions of rules for templates.
#pragma once

#include <span>
#include <string_view>

#include "model/model.h"
#include "targets/model/spelling.h"

namespace tally::compiler::targets {

/// What spellings call the operations of rules, in the order of plan::Operation.
std::span<const std::string_view> operation_words();

/// An `Expression` of schemas/model.contract.yaml.
Json expression(const model::Model& model, const Spelling& spelling,
                const model::Expression& expression);

}  // namespace tally::compiler::targets
