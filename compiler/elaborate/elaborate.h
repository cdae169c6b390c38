// From the syntax model to the resolved one: what is written is read, once.
#pragma once

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "model/syntax.h"
#include "source/sources.h"

namespace tally::compiler {

/// Reads numbers, compiles patterns, fits simulations, follows migrations, types rules and places
/// boxes. What cannot be understood is reported, and marked as broken or left out. A model that
/// comes together with errors may be checked further, but nothing may be made from it.
model::Model elaborate(syntax::Model source, const Sources& sources, Diagnostics& diagnostics);

}  // namespace tally::compiler
