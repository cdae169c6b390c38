// From contract files to the model: names, imports and the defaults of the language.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "diagnose/diagnostic.h"
#include "model/syntax.h"
#include "source/sources.h"

namespace tally::compiler {

// The text of the file under a normalised path with forward slashes, or nothing if it cannot be
// read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// What an import leads to.
struct ImportTarget {
  bool outside = false;  // of the project: it is not to be read
  // The same for one file, whatever path leads to it.
  std::string identity;
};

// Asked for the normalised path of a file and that of the file that imports it; for a root that is
// itself. Without one a path is its own identity, and everything is inside.
using LocateImport =
    std::function<ImportTarget(const std::string& path, const std::string& importer)>;

// Reads the contracts `roots` and everything that they import, each file once. What could not be
// understood has been reported and is marked `broken` or left out. Nothing comes back if there is
// no contract at all; then at least one error was added. A model that comes together with errors
// may be checked further, but nothing may be made from it.
std::optional<syntax::Model> resolve(std::span<const std::string> roots, const ReadFile& read,
                                     Sources& sources, Diagnostics& diagnostics,
                                     const LocateImport& locate = {});

}  // namespace tally::compiler
