// The view models that a target.yaml can name under `model:`.
#pragma once

#include <span>
#include <string_view>

#include "targets/view_model.h"

namespace tally::compiler::targets {

struct NamedViewModel {
  std::string_view name;
  ViewModel (*make)(const model::Model& model, const Definition& definition, const Json& options);
  std::span<const std::string_view> options;  // what a target's `options:` in tally.yaml may hold
};

std::span<const NamedViewModel> view_models();

/// Null when there is none of that name.
const NamedViewModel* find_view_model(std::string_view name);

}  // namespace tally::compiler::targets
