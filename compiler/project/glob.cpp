#include "project/glob.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tally::compiler {
namespace {

constexpr std::size_t max_folder_depth = 64;

using Components = std::vector<std::string_view>;

Components split(std::string_view path) {
  Components components;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    components.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return components;
}

class Expansion {
 public:
  Expansion(Components pattern, const ListFolder& list)
      : pattern_(std::move(pattern)), list_(list) {}

  std::vector<std::string> run() {
    visit("", 0, 0);
    return {found_.begin(), found_.end()};
  }

 private:
  /// Looks in `folder` for what the pattern says from its component `at` on.
  void visit(const std::string& folder, std::size_t at, std::size_t depth) {
    if (depth == max_folder_depth || !visited_.emplace(folder, at).second) return;
    const std::string_view component = pattern_[at];
    const bool last = at + 1 == pattern_.size();
    const bool any_depth = component == "**" && !last;
    if (any_depth) visit(folder, at + 1, depth);
    if (component == "..") {  // normalised, so that nothing but `..` stands in front of it
      if (!last) visit(join(folder, component), at + 1, depth + 1);
      return;
    }
    for (const FolderEntry& entry : list_(folder)) {
      if (!matches_component(component, entry.name)) continue;
      const std::string path = join(folder, entry.name);
      if (any_depth) {
        if (entry.is_folder) visit(path, at, depth + 1);
      } else if (!last) {
        visit(path, at + 1, depth + 1);
      } else if (!entry.is_folder) {
        found_.insert(path);
      }
    }
  }

  static std::string join(const std::string& folder, std::string_view name) {
    return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
  }

  const Components pattern_;
  const ListFolder& list_;
  std::set<std::pair<std::string, std::size_t>> visited_;
  std::set<std::string> found_;
};

}  // namespace

bool matches_component(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  // Where to take up again after the last `*`, if what follows it did not fit.
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  std::size_t p = 0;
  std::size_t n = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<std::string> expand_glob(std::string_view pattern, const ListFolder& list) {
  Components components = split(pattern);
  if (components.empty()) return {};
  return Expansion(std::move(components), list).run();
}

}  // namespace tally::compiler
