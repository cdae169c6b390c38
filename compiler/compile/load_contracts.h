// From the paths of contracts to their model.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "compile/files.h"
#include "diagnose/diagnostic.h"
#include "lint/rules.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler {

/// Contracts as far as they were understood.
struct LoadedModel {
  std::optional<model::Model> model;  // there only if all is well, but for warnings
  bool all_readable = true;           // false when one of the given files could not be read
};

/// Reads, resolves and checks contracts with all that they import.
LoadedModel load_contracts(std::span<const std::string> paths, const Files& files, Sources& sources,
                           Diagnostics& diagnostics);

/// Holds contracts against the rules of taste, not what they import; takes the model away when one
/// of them is an error.
void lint_contracts(LoadedModel& loaded, std::span<const std::string> paths,
                    const linting::Settings& settings, const Sources& sources,
                    Diagnostics& diagnostics);

}  // namespace tally::compiler
