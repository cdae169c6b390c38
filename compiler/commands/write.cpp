#include "commands/write.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "render/parallel.h"

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string last_error() {
  return std::strerror(errno);
}

bool has_content(const fs::path& path, const std::string& content) {
  std::error_code ignored;
  if (fs::file_size(path, ignored) != content.size() || ignored) return false;
  return read_file(path) == content;
}

/// Writes a new file. Returns what went wrong, or nothing.
std::string write_new(const fs::path& path, const std::string& content) {
  File file(std::fopen(path.c_str(), "wbx"));
  if (!file) return last_error();
  if (std::fwrite(content.data(), 1, content.size(), file.get()) != content.size()) {
    return last_error();
  }
  return std::fclose(file.release()) == 0 ? std::string() : last_error();
}

/// `number` is that of the file among those that are written.
std::string replace(const fs::path& path, std::size_t number, const std::string& content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return error.message();
  if (fs::is_directory(path, error)) return "a folder is in the way";
  const fs::path temporary = path.parent_path() / (".tally-" + std::to_string(getpid()) + "-" +
                                                   std::to_string(number) + ".tmp");
  fs::remove(temporary, error);  // Left by a killed process that had the same number.
  std::string problem = write_new(temporary, content);
  if (problem.empty()) {
    const fs::file_status before = fs::status(path, error);
    if (fs::is_regular_file(before)) fs::permissions(temporary, before.permissions(), error);
    fs::rename(temporary, path, error);
    if (error) problem = error.message();
  }
  if (!problem.empty()) fs::remove(temporary, error);
  return problem;
}

}  // namespace

WriteReport write_if_changed(const fs::path& root, std::span<const OutputFile> files) {
  WriteReport report;
  report.failed = check_outputs(files);
  if (!report.failed.empty()) return report;
  struct Outcome {
    bool unchanged = false;
    std::string problem;
  };
  std::vector<Outcome> outcomes(files.size());
  for_each_index(files.size(), [&](std::size_t i) {
    const fs::path path = (root.empty() ? fs::path(".") : root) / files[i].path;
    outcomes[i].unchanged = has_content(path, files[i].content);
    if (!outcomes[i].unchanged) outcomes[i].problem = replace(path, i, files[i].content);
  });
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (outcomes[i].unchanged) {
      report.unchanged.push_back(files[i].path);
    } else if (outcomes[i].problem.empty()) {
      report.written.push_back(files[i].path);
    } else {
      report.failed.push_back({files[i].path, "cannot write: " + outcomes[i].problem});
    }
  }
  return report;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return std::nullopt;
  std::string content;
  char buffer[1 << 16];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, file.get())) {
    content.append(buffer, count);
  }
  if (std::ferror(file.get())) return std::nullopt;
  return content;
}

}  // namespace tally::compiler
