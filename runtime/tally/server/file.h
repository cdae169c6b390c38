// A file of a folder that is served, sent from the disk piece by piece. Not for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tally::server {

/// Open as long as it lives. Its size is what it was at first: what is appended meanwhile is not
/// sent.
class File {
 public:
  /// Null where there is no regular file to read.
  static std::shared_ptr<const File> open(const std::filesystem::path& path);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Changes with the file, as far as its size and time tell: an ETag.
  [[nodiscard]] const std::string& tag() const noexcept { return tag_; }
  /// Gives how many bytes it wrote to `out`; fewer than asked for when the file has become shorter,
  /// or the disk fails.
  std::size_t read(std::uint64_t at, char* out, std::size_t size) const noexcept;

 private:
  File(int descriptor, std::uint64_t size, std::string tag) noexcept;

  int descriptor_;
  std::uint64_t size_;
  std::string tag_;
};

}  // namespace tally::server
