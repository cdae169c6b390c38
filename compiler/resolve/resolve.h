// From contract files to the model: names, imports and the defaults of the language.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler {

// The text of the file under a normalised path with forward slashes, or nothing if it cannot be
// read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// Reads the contracts `roots` and everything that they import, each file once. What could not be
// understood has been reported and is marked `broken` or left out. Nothing comes back if there is
// no contract at all; then at least one error was added. A model that comes together with errors
// may be checked further, but nothing may be made from it.
std::optional<model::Model> resolve(std::span<const std::string> roots, const ReadFile& read,
                                    Sources& sources, Diagnostics& diagnostics);

}  // namespace tally::compiler
