// Functions that whoever uses a contract defines: native rules, and converters of old values.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "plan/plan.h"
#include "targets/cpp/names.h"
#include "targets/cpp/unit.h"

namespace tally::compiler::targets::cpp {

std::vector<NativeRule> natives_of(const model::Model& model, const Names& names,
                                   const model::Contract& contract);

struct Conversions {
  std::vector<std::string> functions;  // of the plan's `convert` steps, in their order
  std::vector<Converter> converters;   // what they call, each once
};

Conversions conversions_of(const model::Model& model, const Names& names,
                           const model::Contract& contract, const OwnedPlan& plan);

}  // namespace tally::compiler::targets::cpp
