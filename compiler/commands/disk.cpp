#include "commands/disk.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

ReadResult failure() {
  return {std::nullopt, std::strerror(errno)};
}

}  // namespace

ReadResult Disk::read(const std::string& path) {
  if (const auto known = pretended_.find(path); known != pretended_.end()) {
    return {known->second, {}};
  }
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    ReadResult failed = failure();
    files_missed_.insert(path);
    return failed;
  }
  std::string text;
  char buffer[1 << 16];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file.get())) {
    text.append(buffer, count);
    if (text.size() >= longest_text) {
      text.resize(longest_text);
      break;
    }
  }
  if (std::ferror(file.get()) != 0) return failure();
  files_read_.insert(path);
  return {std::move(text), {}};
}

std::string true_path(const std::string& path) {
  std::error_code error;
  // As long as nothing of a relative path is there it would stay relative.
  const fs::path whole = fs::absolute(path.empty() ? "." : path, error);
  const fs::path found = fs::weakly_canonical(whole, error);
  return error ? path : found.generic_string();
}

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || folder == "/" || path.starts_with(folder + "/");
}

bool is_link(const std::string& path) {
  std::error_code error;
  return fs::is_symlink(path, error);
}

std::vector<FolderEntry> list_folder(const std::string& path) {
  std::vector<FolderEntry> entries;
  std::error_code error;
  fs::directory_iterator at(path.empty() ? "." : path,
                            fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code unknown;
    const bool is_folder = at->symlink_status(unknown).type() == fs::file_type::directory;
    entries.push_back({at->path().filename().string(), is_folder});
  }
  return entries;
}

bool file_exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error) && !error;
}

std::string join_path(const std::string& folder, const std::string& file) {
  if (folder.empty() || file.starts_with('/')) return file;
  return folder.ends_with('/') ? folder + file : folder + "/" + file;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {};
  return path.substr(0, slash == 0 ? 1 : slash);
}

}  // namespace tally::compiler
