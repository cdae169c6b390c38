// What every command works with, and the steps that several commands begin with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/console.h"
#include "commands/disk.h"
#include "commands/exit.h"
#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "project/project.h"
#include "source/sources.h"

namespace tally::compiler {

/// One run of the program.
struct Session {
  Console console;
  Disk disk;
  Sources sources;
  Diagnostics diagnostics;

  /// Adds an error that has no place in a file.
  Draft fail(Code code, std::string message) {
    return diagnostics.add(code, Span{}, std::move(message));
  }

  /// Prints the diagnostics and gives the exit status back.
  Exit finish(Exit status) {
    console.report(diagnostics, sources);
    return status;
  }
};

/// A project file with the contracts that it names.
struct OpenProject {
  std::string folder;  // where its paths start, as seen from the current folder; empty for that one
  Project project;
  std::vector<std::string> contracts;  // as seen from the current folder, sorted
};

/// Reads a project file; the nearest `tally.yaml` of this folder and those above it when `file` is
/// empty.
std::optional<OpenProject> open_project(const std::string& file, Session& session);

/// The contracts of a command line, or those of the project when there are none. Nothing after an
/// error.
std::optional<std::vector<std::string>> contracts_or_project(const std::vector<std::string>& files,
                                                             Session& session);

/// Contracts as far as they were understood.
struct LoadedModel {
  std::optional<model::Model> model;  // there only if all is well, but for warnings
  bool all_readable = true;           // false when one of the given files could not be opened
};

/// Reads, resolves and checks contracts with all that they import.
LoadedModel load_model(const std::vector<std::string>& files, Session& session);

}  // namespace tally::compiler
