#include "source/path.h"

#include <algorithm>
#include <vector>

namespace tally::compiler {
namespace {

using Parts = std::vector<std::string_view>;

Parts split(std::string_view path) {
  Parts parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) parts.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parts;
}

template <class Iterator>
std::string joined(Iterator begin, Iterator end, std::string start = {}) {
  for (; begin != end; ++begin) {
    if (!start.empty() && start.back() != '/') start += '/';
    start += *begin;
  }
  return start;
}

}  // namespace

std::string join_path(std::string_view folder, std::string_view file) {
  std::string path;
  if (!folder.empty() && !file.starts_with('/')) {
    path = folder;
    if (path.back() != '/') path += '/';
  }
  return path += file;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

std::string relative_path(std::string_view path, std::string_view folder) {
  const Parts to = split(path);
  const Parts from = split(folder);
  const auto [from_end, to_end] = std::mismatch(from.begin(), from.end(), to.begin(), to.end());
  if (std::find(from_end, from.end(), "..") != from.end()) return std::string(path);
  if (path.starts_with('/') != folder.starts_with('/')) return std::string(path);
  Parts parts(static_cast<std::size_t>(from.end() - from_end), "..");
  parts.insert(parts.end(), to_end, to.end());
  return joined(parts.begin(), parts.end());
}

std::string normalise_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  Parts parts;
  for (const std::string_view part : split(path)) {
    if (part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !absolute) {
      parts.push_back(part);
    }
  }
  return joined(parts.begin(), parts.end(), absolute ? "/" : "");
}

}  // namespace tally::compiler
