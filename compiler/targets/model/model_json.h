// The JSON form of the model: for tools, and for templates that name the template model `model`.
#pragma once

#include "model/model.h"
#include "source/sources.h"
#include "targets/definition.h"
#include "targets/template_data.h"

namespace tally::compiler::targets {

/// `{"model": 1, "contracts": [...]}`: all of a checked model but the tables of compiled patterns.
/// Declarations are named `package.Name`; places are `{"line", "column"}` in the contract's file,
/// from 1, and left out without `sources`. Types and limits are spelled as the target has it; the
/// default is the language of contracts. The number goes up when a reader of the old form could be
/// misled. schemas/tally/model.contract.yaml describes the form.
Json to_json(const model::Model& model, const Definition& definition, const Sources* sources);

}  // namespace tally::compiler::targets
