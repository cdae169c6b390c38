#include "render/outputs.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace tally::compiler {
namespace {

constexpr size_t max_line_shown = 200;

/// What is wrong with a path on its own, if anything is.
std::optional<std::string> path_problem(std::string_view path) {
  if (path.empty()) return "an output path is empty";
  if (path.front() == '/') return "an output path must be relative";
  for (const char c : path) {
    if (c == '\\') return "an output path is separated by `/`, not by a backslash";
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      return "an output path must not hold control characters";
    }
    if (std::string_view(":*?\"<>|").find(c) != std::string_view::npos) {
      return std::string("an output path must not hold `") + c + "`";
    }
  }
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view component = path.substr(begin, end - begin);
    if (component.empty()) return "an output path has an empty component";
    if (component == "..") return "an output path must not leave the output folder";
    if (component == ".") return "an output path has the component `.`";
    if (component.back() == '.' || component.back() == ' ') {
      return "a component of an output path ends in a period or a space";
    }
    begin = end + 1;
  }
  return std::nullopt;
}

std::string folded(std::string_view path) {
  std::string out(path);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// What keeps `path` from joining the `accepted` paths (folded path to path as given), if anything
/// does.
std::optional<std::string> collision(std::string_view path,
                                     const std::map<std::string, std::string>& accepted) {
  const std::string key = folded(path);
  if (const auto same = accepted.find(key); same != accepted.end()) {
    return same->second == path ? "this output path is used twice"
                                : "this output path differs from `" + same->second +
                                      "` in upper and lower case only";
  }
  for (size_t slash = key.find('/'); slash != std::string::npos; slash = key.find('/', slash + 1)) {
    const auto file = accepted.find(key.substr(0, slash));
    if (file != accepted.end()) return "`" + file->second + "` is a file and a folder";
  }
  const auto below = accepted.lower_bound(key + '/');
  if (below != accepted.end() && below->first.starts_with(key + '/')) {
    return "this is a file and, for `" + below->second + "`, a folder";
  }
  return std::nullopt;
}

std::string_view line_at(std::string_view text, size_t begin) {
  const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  return line.substr(0, max_line_shown);
}

DriftEntry changed(const OutputFile& file, std::string_view actual) {
  const std::string_view expected = file.content;
  const auto differing =
      std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first;
  const auto same = expected.substr(0, static_cast<size_t>(differing - expected.begin()));
  const size_t newline = same.rfind('\n');
  const size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const auto lines_before = std::count(same.begin(), same.end(), '\n');
  return {file.path, DriftKind::changed, static_cast<uint32_t>(lines_before) + 1,
          std::string(line_at(expected, begin)), std::string(line_at(actual, begin))};
}

/// A path as Make reads it: backslashes are only special before a space or `#`, where each is
/// doubled.
bool append_make_path(std::string& out, std::string_view path) {
  size_t backslashes = 0;
  for (const char c : path) {
    if (c == '\n' || c == '\r' || c == '\0') return false;
    if (c == ' ' || c == '\t' || c == '#') out.append(backslashes + 1, '\\');
    if (c == '$') out += '$';
    out += c;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return !path.empty();
}

}  // namespace

std::vector<OutputError> check_outputs(std::span<const OutputFile> files) {
  std::vector<OutputError> errors;
  std::map<std::string, std::string> accepted;
  for (const OutputFile& file : files) {
    std::optional<std::string> problem = path_problem(file.path);
    if (!problem) problem = collision(file.path, accepted);
    if (!problem) {
      accepted.emplace(folded(file.path), file.path);
    } else {
      errors.push_back({file.path, std::move(*problem)});
    }
  }
  return errors;
}

Drift compare(std::span<const OutputFile> files, const ReadOutput& read) {
  Drift drift;
  for (const OutputFile& file : files) {
    const std::optional<std::string> actual = read(file.path);
    if (!actual) {
      drift.entries.push_back({file.path, DriftKind::missing, 0, {}, {}});
    } else if (*actual != file.content) {
      drift.entries.push_back(changed(file, *actual));
    }
  }
  return drift;
}

std::optional<std::string> depfile(std::span<const std::string> targets,
                                   std::span<const std::string> dependencies) {
  if (targets.empty()) return std::nullopt;
  std::string out;
  for (const std::string& target : targets) {
    if (!out.empty()) out += ' ';
    if (!append_make_path(out, target)) return std::nullopt;
  }
  out += ':';
  for (const std::string& dependency : dependencies) {
    out += " \\\n  ";
    if (!append_make_path(out, dependency)) return std::nullopt;
  }
  out += '\n';
  return out;
}

}  // namespace tally::compiler
