#include "commands/session.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "check/check.h"
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

std::vector<std::string> find_contracts(const Project& project, const std::string& folder,
                                        Session& session) {
  std::set<std::string> found;
  const ListFolder list = [&](const std::string& path) {
    return list_folder(join_path(folder, path));
  };
  for (const ContractPattern& pattern : project.contracts) {
    const std::vector<std::string> files = expand_glob(pattern.text, list);
    if (files.empty()) {
      session.diagnostics.add(Code::no_contracts, pattern.span,
                              "no file matches `" + pattern.text + "`");
    }
    for (const std::string& file : files)
      found.insert(resolving::normalise_path(join_path(folder, file)));
  }
  return {found.begin(), found.end()};
}

}  // namespace

std::optional<OpenProject> open_project(const std::string& file, Session& session) {
  const std::optional<std::string> path = file.empty() ? find_project() : file;
  if (!path) {
    session.fail(Code::no_project, "there is no `tally.yaml` in this folder or above it")
        .label("`--project FILE` names one");
    return std::nullopt;
  }
  ReadResult content = session.disk.read(*path);
  if (!content.text) {
    add_unreadable(*path, content.problem, session);
    return std::nullopt;
  }
  const FileId id = session.sources.add(*path, std::move(*content.text));
  auto project = read_project(id, session.sources, session.diagnostics);
  if (!project) return std::nullopt;

  OpenProject opened{resolving::normalise_path(folder_of(*path)), std::move(*project), {}};
  opened.contracts = find_contracts(opened.project, opened.folder, session);
  if (session.diagnostics.has_errors()) return std::nullopt;
  return opened;
}

std::optional<std::vector<std::string>> contracts_or_project(const std::vector<std::string>& files,
                                                             Session& session) {
  if (!files.empty()) return files;
  auto opened = open_project({}, session);
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
  auto model = resolve(roots, read, session.sources, session.diagnostics);
  if (model) check(*model, session.sources, session.diagnostics);
  if (model && !session.diagnostics.has_errors()) loaded.model = std::move(model);
  return loaded;
}

}  // namespace tally::compiler
