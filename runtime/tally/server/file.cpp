#include "tally/server/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tally::server {

File::File(int descriptor, std::uint64_t size, std::string tag) noexcept
    : descriptor_(descriptor), size_(size), tag_(std::move(tag)) {}

File::~File() {
  ::close(descriptor_);
}

std::shared_ptr<const File> File::open(const std::filesystem::path& path) {
  // A pipe without a writer must not hold up the loop.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return nullptr;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return nullptr;
  }
  std::string tag = '"' + std::to_string(status.st_size) + '-' +
                    std::to_string(status.st_mtim.tv_sec) + '.' +
                    std::to_string(status.st_mtim.tv_nsec) + '"';
  return std::shared_ptr<const File>(
      new File(descriptor, static_cast<std::uint64_t>(status.st_size), std::move(tag)));
}

std::size_t File::read(std::uint64_t at, char* out, std::size_t size) const noexcept {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(descriptor_, out + done, size - done, static_cast<off_t>(at + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace tally::server
