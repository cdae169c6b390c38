// The files of a log. Not for programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "tally/engine/result.h"

namespace tally::server {

using Done = Result<void, std::error_code>;

/// A file that is open as long as somebody needs it. It is its owner's alone (0600), whoever made
/// it.
class LogFile {
 public:
  /// `flags` as in open(2).
  LogFile(const std::filesystem::path& path, int flags) noexcept;
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile();

  [[nodiscard]] bool open() const noexcept { return descriptor_ >= 0; }
  /// Whether no other program has it.
  [[nodiscard]] bool lock() const noexcept;

  // What went wrong, as the system says it.

  /// At its end. After an error a part of it may be there.
  [[nodiscard]] Done write(std::string_view text) const noexcept;
  /// At its begin, over what is there.
  [[nodiscard]] Done overwrite(std::string_view text) const noexcept;
  /// Leaves the first `size` bytes.
  [[nodiscard]] Done cut(std::uint64_t size) const noexcept;
  [[nodiscard]] Done sync() const noexcept;
  /// Adds a part of another file; an error also when that has less.
  [[nodiscard]] Done add(const LogFile& other, std::uint64_t from, std::uint64_t to) const;

 private:
  int descriptor_;
};

/// Makes a folder that is its owner's alone (0700), unless it is there.
Done make_folder(const std::filesystem::path& path);
/// Names of files that were made or replaced are on the disk.
Done sync_folder(const std::filesystem::path& path);

/// Whether there is no room: on the disk, for this user or in a file. It may come back.
bool means_full(std::error_code error) noexcept;
/// `cannot open `var/hub/lock`: Permission denied`; the code is `disk`.
Problem cannot(std::string_view what, const std::filesystem::path& path, std::error_code error);
/// What the last call of the system that failed says of it.
std::error_code last_error() noexcept;

}  // namespace tally::server
