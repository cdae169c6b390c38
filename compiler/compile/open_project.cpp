#include "compile/open_project.h"

#include <utility>

#include "source/path.h"

namespace tally::compiler {
namespace {

std::vector<std::string> matches(const ContractPattern& pattern, const std::string& folder,
                                 const Files& files) {
  const ListFolder list = [&](const std::string& path) {
    return files.list(join_path(folder, path));
  };
  std::vector<std::string> found = expand_glob(pattern.text, list);
  for (std::string& file : found) file = normalise_path(join_path(folder, file));
  return found;
}

}  // namespace

void add_unreadable(const std::string& path, const std::string& problem, Diagnostics& diagnostics) {
  diagnostics.add(Code::cannot_read, Span{}, "cannot read `" + path + "`").label(problem);
}

std::optional<Project> read_project_file(const std::string& path, const Files& files,
                                         Sources& sources, Diagnostics& diagnostics) {
  ReadResult content = files.read(path, longest_source);
  if (!content.text) {
    add_unreadable(path, content.problem, diagnostics);
    return std::nullopt;
  }
  const FileId id = sources.add(path, std::move(*content.text));
  return read_project(id, sources, diagnostics);
}

std::optional<OpenProject> open_project(const std::string& path, const Files& files,
                                        Sources& sources, Diagnostics& diagnostics) {
  auto project = read_project_file(path, files, sources, diagnostics);
  if (!project) return std::nullopt;
  OpenProject opened{normalise_path(folder_of(path)), std::move(*project), {}};
  std::set<std::string> contracts;
  for (const ContractPattern& pattern : opened.project.contracts) {
    std::vector<std::string> found = matches(pattern, opened.folder, files);
    if (found.empty()) {
      diagnostics.add(Code::no_contracts, pattern.span, "no file matches `" + pattern.text + "`");
    }
    for (std::string& file : found) contracts.insert(std::move(file));
  }
  if (diagnostics.has_errors()) return std::nullopt;
  opened.contracts.assign(contracts.begin(), contracts.end());
  return opened;
}

std::set<std::string> contracts_of(const OpenProject& opened, const Files& files) {
  std::set<std::string> contracts;
  for (const ContractPattern& pattern : opened.project.contracts) {
    for (std::string& file : matches(pattern, opened.folder, files))
      contracts.insert(std::move(file));
  }
  return contracts;
}

}  // namespace tally::compiler
