// Whether the model makes sense.
#pragma once

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler {

// Checks all of the model, fills in the numbers and the compiled patterns of its constraints, and
// marks as broken what later passes cannot work with. Examples and tests are judged only if there
// is no error at all. Nothing may be made from a model with errors.
void check(model::Model& model, const Sources& sources, Diagnostics& diagnostics);

}  // namespace tally::compiler
