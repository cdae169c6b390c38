// Which code plans point at. Plans in memory point at all there is; generated ones name it.
#pragma once

#include <span>
#include <string_view>

#include "tally/engine/code.h"

namespace tally::compiler {

struct ExplainerCode {
  std::string_view name;  // in plan::code
  plan::Explainer function;
};

// What explains the values of a type. O(number of its constraints).
const ExplainerCode& explainer_of(const plan::Type& type);

// Whether the type is a list that asks for items of which no two are equal.
bool compares_items(const plan::Type& type);

}  // namespace tally::compiler
