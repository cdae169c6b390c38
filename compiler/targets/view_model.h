// What templates see. A target's logic is in its view model; its templates only place what is
// there.
#pragma once

#include <functional>

#include "model/model.h"
#include "render/ordered_json.h"
#include "targets/definition.h"

namespace tally::compiler::targets {

using Json = OrderedJson;

/// One value for the templates that are rendered once, and one for each contract. That one is made
/// when it is asked for, since all of them would take more memory than anything else in a run;
/// several threads may ask at once.
struct ViewModel {
  Json set;
  std::function<Json(model::ContractId)> contract;
};

/// The built-in view models. `options` is the target's `options:` of tally.yaml, an object. What is
/// made may refer to `model` and `definition`.
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
