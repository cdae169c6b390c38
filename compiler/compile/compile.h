// The compiler as a function of values: files in, diagnostics and files out. No disk, no terminal,
// no clock and no environment: whoever calls it reads for it, writes what it made and shows what it
// says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/files.h"
#include "compile/open_project.h"
#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "render/outputs.h"
#include "source/sources.h"

namespace tally::compiler {

/// What is to be compiled.
struct Request {
  std::string project = {};                 // the project file; empty for contracts by themselves
  std::vector<std::string> contracts = {};  // instead of those that the project names
  bool lint = false;                        // whether they are held to the project's rules of taste
  bool generate = false;                    // whether the files of the project's targets are made
};

/// What came of it.
struct Compilation {
  Sources sources;          // every text that was read: the spans of the diagnostics point into it
  Diagnostics diagnostics;  // `sorted()` is what to show
  std::optional<OpenProject> project;  // none after an error in it, or when `contracts` were given
  std::vector<std::string> contracts;  // what was asked for: the given ones or the project's
  std::optional<model::Model> model;   // of the contracts; there only if all is well
  bool all_readable = true;         // false when the project or a contract of it could not be read
  std::vector<OutputFile> outputs;  // as seen from the project's folder; none after an error
};

/// The same files and the same request make the same bytes. Never throws for what is in the files.
Compilation compile(const Request& request, const Files& files);

}  // namespace tally::compiler
