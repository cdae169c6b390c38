// From a model to the files of one target.
#pragma once

#include <vector>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "render/outputs.h"
#include "targets/load_definition.h"
#include "targets/template_data.h"

namespace tally::compiler::targets {

/// Renders every output of the target, in its order, for the whole set or for each contract in the
/// order of the model. Paths are relative to the target's output folder; those that leave it or
/// collide are errors. After an error the result is of no use. The same input gives the same bytes.
std::vector<OutputFile> generate(const model::Model& model, const LoadedTarget& target,
                                 const TemplateData& data, Diagnostics& diagnostics);

}  // namespace tally::compiler::targets
