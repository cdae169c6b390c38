// What every command works with, and the steps that several commands begin with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/console.h"
#include "commands/disk.h"
#include "commands/exit.h"
#include "compile/compile.h"
#include "diagnose/diagnostic.h"
#include "diagnose/finding.h"
#include "source/sources.h"

namespace tally::compiler {

struct Command;

/// How diagnostics are printed: `text` goes to stderr, the forms for programs to stdout unless that
/// is taken by other data.
struct Reporting {
  std::string format = "text";
  bool stdout_is_taken = false;
};

/// One run of the program.
struct Session {
  std::string program;                    // how this one was called
  const Command* command_line = nullptr;  // all of it, for what tells of it
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

/// The project file that an option `--project` names; when that is empty the nearest `tally.yaml`
/// of this folder and those above it. Nothing after an error: there is none.
std::optional<std::string> find_project(const std::string& named, Session& session);

/// What a command line asks for: its contracts by the rules of the nearest project, if there is
/// one; without contracts the nearest project. Nothing after an error.
std::optional<Request> requested(const std::vector<std::string>& contracts, Session& session);

/// Compiles what is on the disk. The session takes over what was read and what there is to say.
Compilation compile(const Request& request, Session& session);

}  // namespace tally::compiler
