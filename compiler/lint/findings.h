// What the rules find, before anything is kept back.
#pragma once

#include <string>
#include <vector>

#include "diagnose/diagnostic.h"
#include "lint/rules.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler::linting {

struct Finding {
  RuleId rule{};
  Span span;
  std::string message;
  std::string label;
  std::optional<Fix> fix = {};
};

// Of all rules, whatever their level.
std::vector<Finding> find_all(const model::Model& model, const model::Contract& contract,
                              const Sources& sources);

}  // namespace tally::compiler::linting
