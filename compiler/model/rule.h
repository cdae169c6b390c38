// Rules of records, as plans and generated code know them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/parts.h"

namespace tally::compiler::model {

using plan::Operation;

/// An expression whose types fit, in the terms of the plan.
struct Expression {
  Operation operation{};
  plan::Kind kind{};           // of its value
  std::uint32_t index = 0;     // variable, field, has
  std::int64_t integer = 0;    // literals
  double number = 0;           // literals
  std::string text;            // literals
  std::uint32_t declared = 0;  // field, has: the record; literals of an enum: the enum
  std::vector<Expression> arguments;
};

struct Rule : WrittenRule {
  std::optional<Expression> condition;  // none of native rules
  std::vector<std::uint32_t> named;     // the fields that have to be sound, ascending
  std::optional<std::uint32_t> place;   // the field that `at` names
};

}  // namespace tally::compiler::model
