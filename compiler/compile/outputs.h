// From a model to the files of a project's targets.
#pragma once

#include <vector>

#include "compile/open_project.h"
#include "model/model.h"
#include "render/outputs.h"

namespace tally::compiler {

/// The model as generated files name its contracts: by their paths as seen from the project, which
/// are the same from wherever it is compiled.
model::Model seen_from(const OpenProject& opened, model::Model model);

/// The files of all targets, with paths as seen from the project's folder; of no use after an
/// error.
std::vector<OutputFile> make_outputs(const OpenProject& opened, const model::Model& model,
                                     const Files& files, Sources& sources,
                                     Diagnostics& diagnostics);

}  // namespace tally::compiler
