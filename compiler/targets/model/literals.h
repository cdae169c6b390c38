// Values of contracts (defaults, consts, literals of rules) for templates.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/model.h"
#include "targets/model/spelling.h"

namespace tally::compiler::targets {

/// What a value is, as spellings name it, in the order of its forms.
std::span<const std::string_view> literal_words();

/// A value that compact JSON writes, as a `Literal` of schemas/tally/model.contract.yaml. Text
/// under the type of an enum is its value.
Json literal(const model::Model& model, const Spelling& spelling, const std::string& json,
             const model::TypeExpression& type);

/// The parts of expressions.
Json boolean_literal(const Spelling& spelling, bool value);
Json number_literal(const Spelling& spelling, const std::string& text);
Json text_literal(const Spelling& spelling, const std::string& text);
Json enum_literal(const Spelling& spelling, const model::Declaration& enumeration,
                  const model::EnumValue& value);

}  // namespace tally::compiler::targets
