// What templates see. A target's logic is in its view model; its templates only place what is
// there.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "model/model.h"
#include "targets/definition.h"

namespace tally::compiler::targets {

using Json = nlohmann::ordered_json;

/// One value for the templates that are rendered once, and one for each contract, in the order of
/// the model.
struct ViewModel {
  Json set;
  std::vector<Json> contracts;
};

/// The built-in view models. `options` is the target's `options:` of tally.yaml, an object.
ViewModel cpp_view(const model::Model& model, const Definition& definition, const Json& options);
ViewModel embind_view(const model::Model& model, const Definition& definition, const Json& options);
ViewModel typescript_view(const model::Model& model, const Definition& definition,
                          const Json& options);
ViewModel model_view(const model::Model& model, const Definition& definition, const Json& options);
ViewModel markdown_view(const model::Model& model, const Definition& definition,
                        const Json& options);
ViewModel json_schema_view(const model::Model& model, const Definition& definition,
                           const Json& options);

}  // namespace tally::compiler::targets
