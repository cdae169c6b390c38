// The words of the contract language for the things that the model holds as enumerators.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "tally/engine/plan.h"

namespace tally::compiler::model {

struct BuiltinType {
  std::string_view name;
  plan::Kind kind;
};

struct ConstraintWord {
  std::string_view name;
  plan::Keyword keyword;
};

/// The built-in types that take no arguments; `list` and `map` are not among them.
std::span<const BuiltinType> builtin_types();

/// The constraints, in the order of plan::Keyword.
std::span<const ConstraintWord> constraint_words();

std::optional<plan::Kind> find_builtin(std::string_view name);
std::optional<plan::Keyword> find_keyword(std::string_view name);

/// "int8"; "list", "enum", "record" for what is no built-in type.
std::string_view name_of(plan::Kind kind);

/// "minLength".
std::string_view name_of(plan::Keyword keyword);

/// "mapEnum".
std::string_view name_of(plan::Step::Action action);

/// "reject".
std::string_view name_of(plan::Unknown policy);

/// What people read behind a length: " bytes", " UTF-16 code units", nothing for characters.
std::string_view suffix_of(plan::LengthUnit unit);

}  // namespace tally::compiler::model
