#include "commands/write.h"

#include <unistd.h>

#include <chrono>

#include "catch.h"

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away with the test.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "tally-write-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

using Paths = std::vector<std::string>;
using Files = std::vector<OutputFile>;

size_t file_count(const fs::path& root) {
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    count += entry.is_directory() ? 0 : 1;
  }
  return count;
}

}  // namespace

TEST_CASE("only what changed is written") {
  const ScratchFolder scratch;
  const fs::path root = scratch.path() / "new" / "root";
  const WriteReport first = write_if_changed(root, Files{{"a.h", "1\n"}, {"sub/b.h", "2\n"}});
  CHECK(first.written == Paths{"a.h", "sub/b.h"});
  CHECK(first.failed.empty());
  CHECK(read_file(root / "sub/b.h") == "2\n");

  const fs::file_time_type old = fs::last_write_time(root / "a.h") - std::chrono::hours(1);
  fs::last_write_time(root / "a.h", old);
  const WriteReport second = write_if_changed(root, Files{{"a.h", "1\n"}, {"sub/b.h", "3\n"}});
  CHECK(second.unchanged == Paths{"a.h"});
  CHECK(second.written == Paths{"sub/b.h"});
  CHECK(fs::last_write_time(root / "a.h") == old);
  CHECK(read_file(root / "sub/b.h") == "3\n");
  CHECK(file_count(root) == 2);
}

TEST_CASE("a replaced file keeps its permissions") {
  const ScratchFolder scratch;
  write_if_changed(scratch.path(), Files{{"run.sh", "1"}});
  const auto mode = fs::perms::owner_all | fs::perms::group_read;
  fs::permissions(scratch.path() / "run.sh", mode);
  write_if_changed(scratch.path(), Files{{"run.sh", "2"}});
  CHECK(fs::status(scratch.path() / "run.sh").permissions() == mode);
}

TEST_CASE("a bad path keeps everything from being written") {
  const ScratchFolder scratch;
  const WriteReport report =
      write_if_changed(scratch.path() / "root", Files{{"a.h", "1"}, {"../b.h", "2"}});
  CHECK(report.written.empty());
  REQUIRE(report.failed.size() == 1);
  CHECK(report.failed[0].path == "../b.h");
  CHECK(file_count(scratch.path()) == 0);
}

TEST_CASE("a file that cannot be written is reported, the others are written") {
  const ScratchFolder scratch;
  write_if_changed(scratch.path(), Files{{"folder/x", "1"}, {"file", "1"}});
  const WriteReport report =
      write_if_changed(scratch.path(), Files{{"folder", "2"}, {"file/x", "2"}, {"c", "3"}});
  CHECK(report.failed.size() == 2);
  CHECK(report.written == Paths{"c"});
  CHECK(read_file(scratch.path() / "file") == "1");
  CHECK(file_count(scratch.path()) == 3);
}

TEST_CASE("only regular files are read") {
  const ScratchFolder scratch;
  CHECK_FALSE(read_file(scratch.path()));
  CHECK_FALSE(read_file(scratch.path() / "none"));
  const std::string bytes("a\0\r\n\xFF", 5);
  write_if_changed(scratch.path(), Files{{"bytes", bytes}});
  CHECK(read_file(scratch.path() / "bytes") == bytes);
}

}  // namespace tally::compiler
