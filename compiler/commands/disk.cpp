#include "commands/disk.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

ReadResult failure() {
  const bool absent = errno == ENOENT || errno == ENOTDIR;
  return {std::nullopt, std::strerror(errno), absent};
}

/// The folder of the outermost project file in a folder or above it; empty when there is none.
/// Projects inside of a project may import from it.
std::string project_around(const std::string& start) {
  std::string found;
  for (std::string folder = start; !folder.empty();) {
    if (file_exists(join_path(folder, project_name))) found = folder;
    std::string above = folder_of(folder);
    if (above == folder) break;
    folder = std::move(above);
  }
  return found;
}

/// What is asked of the disk once for each path.
class Known {
 public:
  explicit Known(std::string (*find)(const std::string&)) : find_(find) {}

  const std::string& operator()(const std::string& path) {
    const auto [at, fresh] = known_.try_emplace(path);
    if (fresh) at->second = find_(path);
    return at->second;
  }

 private:
  std::string (*find_)(const std::string&);
  std::map<std::string, std::string> known_;
};

LocateImport locate_import() {
  return [identity = Known(true_path), project = Known(project_around)](
             const std::string& path, const std::string& importer) mutable {
    const std::string& root = project(folder_of(identity(importer)));
    const std::string& target = identity(path);
    return ImportTarget{!root.empty() && !is_below(target, root), target};
  };
}

bool leaves(const std::string& path, const std::string& folder, Known& true_paths) {
  const std::string place = is_link(path) ? true_path(path) : true_paths(folder_of(path));
  return !is_below(place, true_paths(folder));
}

}  // namespace

ReadResult Disk::read(const std::string& path, std::size_t most) {
  if (const auto known = pretended_.find(path); known != pretended_.end()) {
    return {known->second, {}, false};
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
    if (text.size() >= most) {
      text.resize(most);
      break;
    }
  }
  if (std::ferror(file.get()) != 0) return failure();
  files_read_.insert(path);
  return {std::move(text), {}, false};
}

Files Disk::files() {
  Files files;
  files.read = [this](const std::string& path, std::size_t most) { return read(path, most); };
  files.list = list_folder;
  files.locate = locate_import();
  files.leaves = [known = Known(true_path)](const std::string& path,
                                            const std::string& folder) mutable {
    return leaves(path, folder, known);
  };
  return files;
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

}  // namespace tally::compiler
