// The JSON form of the model: for tools, and for people who write templates.
#pragma once

#include <nlohmann/json.hpp>

#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler {

/// `{"model": 1, "contracts": [...]}`: all of a checked model but the tables of compiled patterns.
/// Declarations are named `package.Name`; places are `{"line", "column"}` in the contract's file,
/// from 1. The number goes up when a reader of the old form could be misled.
nlohmann::ordered_json to_json(const model::Model& model, const Sources& sources);

}  // namespace tally::compiler
