// The view models that a target.yaml can name under `model:`.
#pragma once

#include <span>
#include <string_view>

#include "targets/view_model.h"

namespace tally::compiler::targets {

/// What a target's `options:` in tally.yaml may hold.
struct OptionFacts {
  std::string_view name;
  std::span<const std::string_view> values;  // empty when it is free text
};

struct NamedViewModel {
  std::string_view name;
  ViewModel (*make)(const model::Model& model, const Definition& definition, const Json& options);
  std::span<const OptionFacts> options;
};

std::span<const NamedViewModel> view_models();

/// Null when there is none of that name.
const NamedViewModel* find_view_model(std::string_view name);

}  // namespace tally::compiler::targets
