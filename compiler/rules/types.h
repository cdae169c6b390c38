// The types that expressions have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/model.h"

namespace tally::compiler::rules {

struct Type {
  // Integers are int64 or uint64, floating point is float64.
  model::Kind kind{};
  bool unknown = false;                            // was reported; nothing more is said about it
  bool null = false;                               // the literal
  const model::TypeExpression* element = nullptr;  // list, map, nullable
  model::DeclarationId declared = 0;               // record, enumeration, union
  std::optional<std::uint64_t> most;               // list: how many items there may be
};

// What a use of a type comes down to.
Type type_of(const model::Model& model, const model::TypeExpression& use);

Type plain(model::Kind kind);

// In messages: "an integer", "`Status`", "a list".
std::string shown(const model::Model& model, const Type& type);

// Can be calculated with, compared or tested; everything else can only be asked for its parts.
bool has_value(const Type& type);

bool is_same(const Type& a, const Type& b);
bool is_ordered(model::Kind kind);

}  // namespace tally::compiler::rules
