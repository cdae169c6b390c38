#include "compile/load_contracts.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "check/check.h"
#include "compile/open_project.h"
#include "elaborate/elaborate.h"
#include "lint/lint.h"
#include "resolve/resolve.h"
#include "source/path.h"

namespace tally::compiler {

LoadedModel load_contracts(std::span<const std::string> paths, const Files& files, Sources& sources,
                           Diagnostics& diagnostics) {
  LoadedModel loaded;
  // What was named by the user is read first, so that the reason of a failure can be told.
  std::map<std::string, std::string> texts;
  std::vector<std::string> roots;
  for (const std::string& path : paths) {
    std::string root = normalise_path(path);
    ReadResult content = files.read(root, longest_source);
    if (content.text) {
      texts.emplace(root, std::move(*content.text));
      roots.push_back(std::move(root));
    } else {
      add_unreadable(path, content.problem, diagnostics);
      loaded.all_readable = false;
    }
  }
  const ReadFile read = [&](const std::string& path) -> std::optional<std::string> {
    const auto known = texts.find(path);
    if (known == texts.end()) return files.read(path, longest_source).text;
    return std::move(known->second);
  };
  auto written = resolve(roots, read, sources, diagnostics, files.locate);
  if (!written) return loaded;
  model::Model model = elaborate(std::move(*written), sources, diagnostics);
  check(model, diagnostics);
  if (!diagnostics.has_errors()) loaded.model = std::move(model);
  return loaded;
}

void lint_contracts(LoadedModel& loaded, std::span<const std::string> paths,
                    const linting::Settings& settings, const Sources& sources,
                    Diagnostics& diagnostics) {
  if (!loaded.model) return;
  std::set<std::string> linted;
  for (const std::string& path : paths) linted.insert(normalise_path(path));
  linting::lint(*loaded.model, linted, settings, sources, diagnostics);
  if (diagnostics.has_errors()) loaded.model.reset();
}

}  // namespace tally::compiler
