// What C++ has to know about a type before it can stand somewhere.
#pragma once

#include "model/model.h"

namespace tally::compiler::model {

/// Whether a list of these needs what is in them to be defined: what may be null, and maps. Of a
/// record it is enough that it is declared.
bool needs_definition(const Model& model, const TypeExpression& element);

}  // namespace tally::compiler::model
