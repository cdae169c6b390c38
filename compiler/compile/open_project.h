// From a project file to the contracts that it names.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compile/files.h"
#include "diagnose/diagnostic.h"
#include "project/project.h"
#include "source/sources.h"

namespace tally::compiler {

/// A project file with the contracts that it names.
struct OpenProject {
  std::string folder;  // where its paths start, as seen from where `Files` is; empty for that place
  Project project;
  std::vector<std::string> contracts;  // as seen from there, sorted
};

/// Reads a project file, and nothing that it names. Nothing comes back after an error.
std::optional<Project> read_project_file(const std::string& path, const Files& files,
                                         Sources& sources, Diagnostics& diagnostics);

/// The same, and looks for the contracts: each of the patterns has to match a file.
std::optional<OpenProject> open_project(const std::string& path, const Files& files,
                                        Sources& sources, Diagnostics& diagnostics);

/// The contracts that the project's patterns name at this moment.
std::set<std::string> contracts_of(const OpenProject& opened, const Files& files);

/// Says that a file cannot be read, and why.
void add_unreadable(const std::string& path, const std::string& problem, Diagnostics& diagnostics);

}  // namespace tally::compiler
