#include "package/cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <system_error>

namespace tally::compiler::package {
namespace {

namespace fs = std::filesystem;

fs::path user_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return cache;
  const char* home = std::getenv("HOME");
  return home != nullptr && fs::path(home).is_absolute() ? fs::path(home) / ".cache" : fs::path();
}

}  // namespace

fs::path cache_for(const fs::path& home, const fs::path& compiler, std::string_view mode) {
  const fs::path cache = user_cache();
  if (cache.empty()) return {};
  const std::size_t key = std::hash<std::string>()(home.string() + '\n' + compiler.string());
  const fs::path folder = cache / "tally" / (std::to_string(key) + '-' + std::string(mode));
  std::error_code error;
  fs::create_directories(folder, error);
  return !error && access(folder.c_str(), W_OK) == 0 ? folder : fs::path();
}

FolderLock::FolderLock(const fs::path& folder) {
  if (folder.empty()) return;
  file_ = open((folder / "lock").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (file_ >= 0) flock(file_, LOCK_EX);
}

FolderLock::~FolderLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace tally::compiler::package
