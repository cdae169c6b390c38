// A document that is being made: a tree that remembers what each value is of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tally/engine/plan.h"

namespace tally::compiler::sampling {

struct Value {
  enum class Form : std::uint8_t { literal, list, object };

  Form form = Form::literal;
  plan::TypeIndex type = 0;            // by which it is judged
  plan::TypeIndex shape = 0;           // object: of a union, the variant's record; else `type`
  std::string json = {};               // literal
  std::vector<std::string> keys = {};  // object: one for each item
  std::vector<Value> items = {};       // list and object
};

/// Compact JSON.
std::string to_json(const Value& value);

}  // namespace tally::compiler::sampling
