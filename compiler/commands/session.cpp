#include "commands/session.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "check/check.h"
#include "commands/issue_codes.h"
#include "commands/version.h"
#include "diagnose/print_github.h"
#include "diagnose/print_json.h"
#include "diagnose/print_sarif.h"
#include "lint/lint.h"
#include "project/glob.h"
#include "resolve/load.h"
#include "resolve/resolve.h"

namespace tally::compiler {
namespace {

constexpr const char* project_name = "tally.yaml";

void add_unreadable(const std::string& path, const std::string& problem, Session& session) {
  session.fail(Code::cannot_read, "cannot read `" + path + "`").label(problem);
}

/// The nearest project file, as seen from the current folder.
std::optional<std::string> find_project() {
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

/// The folder of the outermost `tally.yaml` above a file; empty when there is none. Projects inside
/// of a project may import from it.
std::string project_around(const std::string& path) {
  std::string found;
  for (std::string folder = folder_of(path); !folder.empty();) {
    if (file_exists(join_path(folder, project_name))) found = folder;
    std::string above = folder_of(folder);
    if (above == folder) break;
    folder = std::move(above);
  }
  return found;
}

/// Imports stay in the project of the file that imports; a file that is in none trusts its author.
LocateImport locate_import() {
  struct Known {
    std::map<std::string, std::string> identities;  // by path
    std::map<std::string, std::string> projects;    // by folder
  };
  return [known = Known()](const std::string& path, const std::string& importer) mutable {
    const auto identity = [&](const std::string& file) -> const std::string& {
      const auto [at, fresh] = known.identities.try_emplace(file);
      if (fresh) at->second = true_path(file);
      return at->second;
    };
    const std::string& from = identity(importer);
    const auto [project, fresh] = known.projects.try_emplace(folder_of(from));
    if (fresh) project->second = project_around(from);
    const std::string& root = project->second;
    const std::string& target = identity(path);
    return ImportTarget{!root.empty() && !is_below(target, root), target};
  };
}

std::vector<std::string> matches(const ContractPattern& pattern, const std::string& folder) {
  const ListFolder list = [&](const std::string& path) {
    return list_folder(join_path(folder, path));
  };
  std::vector<std::string> files = expand_glob(pattern.text, list);
  for (std::string& file : files) file = resolving::normalise_path(join_path(folder, file));
  return files;
}

std::optional<Project> read_project_file(const std::string& path, Session& session) {
  ReadResult content = session.disk.read(path);
  if (!content.text) {
    add_unreadable(path, content.problem, session);
    return std::nullopt;
  }
  const FileId id = session.sources.add(path, std::move(*content.text));
  return read_project(id, session.sources, session.diagnostics);
}

/// `advice`: what helps when there is none.
std::optional<OpenProject> open_at(const std::optional<std::string>& path, std::string advice,
                                   Session& session) {
  if (!path) {
    session.fail(Code::no_project, "there is no `tally.yaml` in this folder or above it")
        .label(std::move(advice));
    return std::nullopt;
  }
  auto project = read_project_file(*path, session);
  if (!project) return std::nullopt;

  OpenProject opened{resolving::normalise_path(folder_of(*path)), std::move(*project), {}};
  for (const ContractPattern& pattern : opened.project.contracts) {
    if (!matches(pattern, opened.folder).empty()) continue;
    session.diagnostics.add(Code::no_contracts, pattern.span,
                            "no file matches `" + pattern.text + "`");
  }
  const std::set<std::string> contracts = contracts_of(opened);
  opened.contracts.assign(contracts.begin(), contracts.end());
  if (session.diagnostics.has_errors()) return std::nullopt;
  return opened;
}

RulePage page_of(const std::string& rule) {
  if (const auto code = find_code(rule)) return {std::string(entry(*code).title), explain(*code)};
  const IssueCode* issue = find_issue_code(rule);
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
  diagnostics.clear();
  issues.clear();
  sources = Sources();
}

std::optional<OpenProject> open_project(const std::string& file, Session& session) {
  return open_at(file.empty() ? find_project() : file,
                 "`--project FILE` names one, `tally init` makes one", session);
}

std::optional<OpenProject> open_project(Session& session) {
  return open_at(find_project(), "`tally init` makes one", session);
}

std::set<std::string> contracts_of(const OpenProject& opened) {
  std::set<std::string> found;
  for (const ContractPattern& pattern : opened.project.contracts) {
    for (std::string& file : matches(pattern, opened.folder)) found.insert(std::move(file));
  }
  return found;
}

std::optional<Checked> contracts_and_rules(const std::vector<std::string>& files,
                                           Session& session) {
  if (files.empty()) {
    auto opened = open_project(session);
    if (!opened) return std::nullopt;
    return Checked{std::move(opened->contracts), opened->project.lint};
  }
  const auto path = find_project();
  if (!path) return Checked{files, {}};
  const auto project = read_project_file(*path, session);
  if (!project) return std::nullopt;
  return Checked{files, project->lint};
}

std::optional<std::vector<std::string>> contracts_or_project(const std::vector<std::string>& files,
                                                             Session& session) {
  if (!files.empty()) return files;
  auto opened = open_project(session);
  if (!opened) return std::nullopt;
  return std::move(opened->contracts);
}

LoadedModel load_model(const std::vector<std::string>& files, Session& session) {
  LoadedModel loaded;
  // What was named by the user is read first, so that the reason of a failure can be told.
  std::map<std::string, std::string> texts;
  std::vector<std::string> roots;
  for (const std::string& file : files) {
    std::string path = resolving::normalise_path(file);
    ReadResult content = session.disk.read(path);
    if (content.text) {
      texts.emplace(path, std::move(*content.text));
      roots.push_back(std::move(path));
    } else {
      add_unreadable(file, content.problem, session);
      loaded.all_readable = false;
    }
  }
  const ReadFile read = [&](const std::string& path) -> std::optional<std::string> {
    const auto known = texts.find(path);
    if (known == texts.end()) return session.disk.read(path).text;
    return std::move(known->second);
  };
  auto model = resolve(roots, read, session.sources, session.diagnostics, locate_import());
  if (model) check(*model, session.sources, session.diagnostics);
  if (model && !session.diagnostics.has_errors()) loaded.model = std::move(model);
  return loaded;
}

LoadedModel load_and_lint(const Checked& checked, Session& session) {
  LoadedModel loaded = load_model(checked.files, session);
  if (!loaded.model) return loaded;
  std::set<std::string> paths;
  for (const std::string& file : checked.files) paths.insert(resolving::normalise_path(file));
  linting::lint(*loaded.model, paths, checked.lint, session.sources, session.diagnostics);
  if (session.diagnostics.has_errors()) loaded.model.reset();
  return loaded;
}

}  // namespace tally::compiler
