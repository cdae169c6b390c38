#include "commands/session.h"

#include <filesystem>
#include <utility>

#include "commands/issue_codes.h"
#include "commands/version.h"
#include "diagnose/print_github.h"
#include "diagnose/print_json.h"
#include "diagnose/print_sarif.h"

namespace tally::compiler {
namespace {

/// The nearest project file, as seen from the current folder.
std::optional<std::string> nearest_project() {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::current_path(error);
  std::string path = project_name;
  while (!file_exists(path)) {
    if (error || folder == folder.parent_path()) return std::nullopt;
    folder = folder.parent_path();
    path.insert(0, "../");
  }
  return path;
}

/// The same, or an error. `advice`: what helps when there is none.
std::optional<std::string> nearest_project(std::string advice, Session& session) {
  auto found = nearest_project();
  if (!found) {
    session.fail(Code::no_project, "there is no `tally.yaml` in this folder or above it")
        .label(std::move(advice));
  }
  return found;
}

RulePage page_of(const std::string& rule) {
  if (const auto code = find_code(rule)) return {std::string(entry(*code).title), explain(*code)};
  const model::IssueRow* issue = model::find_issue(rule);
  return {rule, issue == nullptr ? rule : explain(*issue)};
}

/// The diagnostics of a run in a form for programs.
std::string printed(const Session& session, Exit status) {
  const std::string& format = session.reporting.format;
  const std::vector<Diagnostic> sorted = session.diagnostics.sorted();
  if (format == "json") return print_json(sorted, session.sources);
  std::vector<Finding> all = findings(sorted, session.sources);
  if (format == "github") return print_github(all);
  all.insert(all.end(), session.issues.begin(), session.issues.end());
  return print_sarif(all, page_of,
                     {program_version, static_cast<int>(status), status != Exit::failed});
}

}  // namespace

Exit Session::finish(Exit status) {
  if (reporting.format == "text") {
    console.report(diagnostics, sources);
  } else if (reporting.stdout_is_taken) {
    console.complain(printed(*this, status));
  } else {
    console.write(printed(*this, status));
  }
  return status;
}

void Session::restart() {
  diagnostics = Diagnostics();
  issues.clear();
  sources = Sources();
}

std::optional<std::string> find_project(const std::string& named, Session& session) {
  if (!named.empty()) return named;
  return nearest_project("`--project FILE` names one, `tally init` makes one", session);
}

std::optional<Request> requested(const std::vector<std::string>& contracts, Session& session) {
  if (!contracts.empty()) return Request{nearest_project().value_or(""), contracts};
  auto project = nearest_project("`tally init` makes one", session);
  return project ? std::optional(Request{std::move(*project), {}}) : std::nullopt;
}

Compilation compile(const Request& request, Session& session) {
  Compilation made = compile(request, session.disk.files());
  session.sources = std::move(made.sources);
  session.diagnostics = std::move(made.diagnostics);
  return made;
}

}  // namespace tally::compiler
