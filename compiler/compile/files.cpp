#include "compile/files.h"

#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "source/path.h"

namespace tally::compiler {
namespace {

using Texts = std::map<std::string, std::string>;

std::vector<FolderEntry> entries(const Texts& texts, const std::string& folder) {
  const std::string prefix = join_path(normalise_path(folder), "");
  std::vector<FolderEntry> found;
  std::set<std::string_view> folders;
  for (auto at = texts.lower_bound(prefix); at != texts.end() && at->first.starts_with(prefix);
       ++at) {
    const std::string_view rest = std::string_view(at->first).substr(prefix.size());
    const std::string_view name = rest.substr(0, rest.find('/'));
    const bool is_folder = name.size() < rest.size();
    if (is_folder && !folders.insert(name).second) continue;
    found.push_back({std::string(name), is_folder});
  }
  return found;
}

}  // namespace

ReadFile read_sources(const Files& files) {
  return [read = files.read](const std::string& path) { return read(path, longest_source).text; };
}

Files files_of(std::map<std::string, std::string> texts) {
  // A std::function copies what it holds.
  const auto shared = std::make_shared<const Texts>(std::move(texts));
  Files files;
  files.read = [shared](const std::string& path, std::size_t most) -> ReadResult {
    const auto found = shared->find(path);
    if (found == shared->end()) return {std::nullopt, "there is no such file", true};
    return {found->second.substr(0, most), {}, false};
  };
  files.list = [shared](const std::string& folder) { return entries(*shared, folder); };
  return files;
}

}  // namespace tally::compiler
