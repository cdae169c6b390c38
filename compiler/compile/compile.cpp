#include "compile/compile.h"

#include <utility>

#include "compile/load_contracts.h"
#include "compile/outputs.h"

namespace tally::compiler {
namespace {

/// The rules of taste, with `made.contracts` to hold to them; nothing after an error.
std::optional<linting::Settings> open(const Request& request, const Files& files,
                                      Compilation& made) {
  if (request.contracts.empty()) {
    made.project = open_project(request.project, files, made.sources, made.diagnostics);
    if (!made.project) return std::nullopt;
    made.contracts = made.project->contracts;
    return made.project->project.lint;
  }
  made.contracts = request.contracts;
  if (request.project.empty() || !request.lint) return linting::Settings();
  const auto project = read_project_file(request.project, files, made.sources, made.diagnostics);
  return project ? std::optional(project->lint) : std::nullopt;
}

}  // namespace

Compilation compile(const Request& request, const Files& files) {
  Compilation made;
  const auto rules = open(request, files, made);
  made.all_readable = rules.has_value();
  if (!rules) return made;
  LoadedModel loaded = load_contracts(made.contracts, files, made.sources, made.diagnostics);
  made.all_readable = loaded.all_readable;
  if (request.lint) lint_contracts(loaded, made.contracts, *rules, made.sources, made.diagnostics);
  made.model = std::move(loaded.model);
  if (!made.model || !made.project || !request.generate) return made;
  made.model = seen_from(*made.project, std::move(*made.model));
  made.outputs = make_outputs(*made.project, *made.model, files, made.sources, made.diagnostics);
  if (made.diagnostics.has_errors()) made.outputs.clear();
  return made;
}

}  // namespace tally::compiler
