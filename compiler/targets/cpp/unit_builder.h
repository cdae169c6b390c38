// From the model to what the templates of the C++ target place.
#pragma once

#include <set>

#include "compat/canonical.h"
#include "model/model.h"
#include "targets/cpp/conditions.h"
#include "targets/cpp/names.h"
#include "targets/cpp/unit.h"
#include "targets/definition.h"

namespace tally::compiler::targets::cpp {

/// What the units of all contracts are made from. Refers to `model`.
struct Shared {
  Shared(const model::Model& model, const Definition& definition);

  const model::Model& model;
  Names names;
  compat::Published published;
  Patterns patterns;
  std::set<model::DeclarationId> compared;
};

/// Several threads may build units at once.
Unit build_unit(const Shared& shared, model::ContractId contract);

}  // namespace tally::compiler::targets::cpp
