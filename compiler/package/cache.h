// What the packages of all projects have in common, the objects of the runtime, is compiled once
// for a user.
#pragma once

#include <filesystem>
#include <string_view>

namespace tally::compiler::package {

/// The folder for objects of one runtime, one Emscripten and one mode, in the user's folder for
/// caches (XDG Base Directory Specification). Empty when there is none that can be written to.
std::filesystem::path cache_for(const std::filesystem::path& home,
                                const std::filesystem::path& compiler, std::string_view mode);

/// Keeps other runs of `tally package` out of a folder for as long as it lives. Waits for those
/// that are in it.
class FolderLock {
 public:
  /// Locks nothing when the path is empty.
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  int file_ = -1;
};

}  // namespace tally::compiler::package
