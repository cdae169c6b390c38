#include "tally/server/log_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace tally::server {
namespace {

namespace fs = std::filesystem;

/// Calls until all of a text is written; `write` takes what is left of it.
template <class Write>
Done write_all(std::string_view text, Write write) noexcept {
  while (!text.empty()) {
    const ssize_t count = write(text);
    if (count < 0 && errno != EINTR) return last_error();
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

/// Of a call that gives 0 when it has worked.
Done done_by(int status) noexcept {
  return status == 0 ? Done() : last_error();
}

}  // namespace

LogFile::LogFile(const fs::path& path, int flags) noexcept
    : descriptor_(::open(path.c_str(),
                         flags | O_CLOEXEC | ((flags & O_CREAT) == 0 ? 0 : O_NOFOLLOW), 0600)) {
  // An earlier version made it for everybody to read.
  if (open() && (flags & O_CREAT) != 0) static_cast<void>(::fchmod(descriptor_, 0600));
}

LogFile::~LogFile() {
  if (open()) ::close(descriptor_);
}

bool LogFile::lock() const noexcept {
  return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
}

Done LogFile::write(std::string_view text) const noexcept {
  return write_all(text, [this](std::string_view rest) {
    return ::write(descriptor_, rest.data(), rest.size());
  });
}

Done LogFile::overwrite(std::string_view text) const noexcept {
  off_t at = 0;
  return write_all(text, [this, &at](std::string_view rest) {
    const ssize_t count = ::pwrite(descriptor_, rest.data(), rest.size(), at);
    at += std::max<ssize_t>(count, 0);
    return count;
  });
}

Done LogFile::cut(std::uint64_t size) const noexcept {
  return done_by(::ftruncate(descriptor_, static_cast<off_t>(size)));
}

Done LogFile::sync() const noexcept {
  return done_by(::fsync(descriptor_));
}

Done LogFile::add(const LogFile& other, std::uint64_t from, std::uint64_t to) const {
  std::string text(1U << 20U, '\0');
  while (from < to) {
    const std::size_t part =
        static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), to - from));
    const ssize_t count = ::pread(other.descriptor_, text.data(), part, static_cast<off_t>(from));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    if (count == 0) return std::make_error_code(std::errc::io_error);
    const auto size = static_cast<std::size_t>(count);
    if (const Done written = write(std::string_view(text).substr(0, size)); !written)
      return written;
    from += size;
  }
  return {};
}

Done make_folder(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  // `var/hub/` is the folder `var/hub`, which `create_directories` would open to others.
  const fs::path folder = path.has_filename() ? path : path.parent_path();
  if (folder.has_parent_path() && (fs::create_directories(folder.parent_path(), error), error))
    return error;
  return done_by(::mkdir(folder.c_str(), 0700));
}

Done sync_folder(const fs::path& path) {
  const LogFile folder(path, O_RDONLY | O_DIRECTORY);
  return folder.open() ? folder.sync() : last_error();
}

bool means_full(std::error_code error) noexcept {
  return error.category() == std::system_category() &&
         (error.value() == ENOSPC || error.value() == EDQUOT || error.value() == EFBIG);
}

Problem cannot(std::string_view what, const fs::path& path, std::error_code error) {
  return {"disk", "cannot " + std::string(what) + " `" + path.string() + "`: " + error.message(),
          path.string()};
}

std::error_code last_error() noexcept {
  return {errno, std::system_category()};
}

}  // namespace tally::server
