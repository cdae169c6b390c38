// What every command works with, and the steps that several commands begin with.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commands/console.h"
#include "commands/disk.h"
#include "commands/exit.h"
#include "diagnose/diagnostic.h"
#include "diagnose/finding.h"
#include "lint/rules.h"
#include "model/model.h"
#include "project/project.h"
#include "source/sources.h"

namespace tally::compiler {

/// How diagnostics are printed: `text` goes to stderr, the forms for programs to stdout unless that
/// is taken by other data.
struct Reporting {
  std::string format = "text";
  bool stdout_is_taken = false;
};

/// One run of the program.
struct Session {
  std::string program;  // how this one was called
  Console console;
  Disk disk;
  Sources sources;
  Diagnostics diagnostics;
  Reporting reporting;
  std::vector<Finding> issues;  // of documents: a SARIF log holds them beside the diagnostics

  /// Adds an error that has no place in a file.
  Draft fail(Code code, std::string message) {
    return diagnostics.add(code, Span{}, std::move(message));
  }

  /// Prints the diagnostics and gives the exit status back.
  Exit finish(Exit status);

  /// Forgets the sources and what was said about them: they are read again.
  void restart();
};

/// A project file with the contracts that it names.
struct OpenProject {
  std::string folder;  // where its paths start, as seen from the current folder; empty for that one
  Project project;
  std::vector<std::string> contracts;  // as seen from the current folder, sorted
};

/// Reads the project file of an option `--project`; when that is empty the nearest `tally.yaml` of
/// this folder and those above it.
std::optional<OpenProject> open_project(const std::string& file, Session& session);
/// The nearest one, for commands that have no such option.
std::optional<OpenProject> open_project(Session& session);

/// The contracts that the project's patterns name at this moment.
std::set<std::string> contracts_of(const OpenProject& opened);

/// What a project says about how its contracts are judged.
struct Checked {
  std::vector<std::string> files;
  linting::Settings lint;
};

/// The contracts of a command line, or those of the project when there are none; with the rules of
/// the nearest project in either case, if there is one. Nothing after an error.
std::optional<Checked> contracts_and_rules(const std::vector<std::string>& files, Session& session);

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

/// The same, and holds the contracts against the rules.
LoadedModel load_and_lint(const Checked& checked, Session& session);

}  // namespace tally::compiler
