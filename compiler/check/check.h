// Whether the model makes sense.
#pragma once

#include "diagnose/diagnostic.h"
#include "model/model.h"

namespace tally::compiler {

// Checks all of the model and changes nothing. Values are judged only if there is no error at all
// up to then. Nothing may be made from a model with errors.
void check(const model::Model& model, Diagnostics& diagnostics);

}  // namespace tally::compiler
