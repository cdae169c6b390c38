#pragma once

// Generated files as values: path checks, drift against what is on disk, and depfiles. Nothing here
// touches the disk; see write.h.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler {

struct OutputFile {
  std::string path;  ///< Relative to the output root, separated by `/`.
  std::string content;
};

struct OutputError {
  std::string path;
  std::string message;  ///< One sentence, without a final period.
};

/// Checks that every path is relative, stays inside the root, is spelled the same way on every
/// platform (no backslash, drive, control or wildcard character, no `.` or empty component), and
/// that no two files collide, on a case-insensitive file system either, and none is the folder of
/// another. O(n log n).
std::vector<OutputError> check_outputs(std::span<const OutputFile> files);

enum class DriftKind : uint8_t { missing, changed };

struct DriftEntry {
  std::string path;
  DriftKind kind = DriftKind::missing;
  uint32_t line = 0;     ///< changed: the first differing line, from 1.
  std::string expected;  ///< changed: that line as it would be generated, cut to 200 bytes;
  std::string actual;    ///<          and as it is. Empty where the text has ended.
};

/// How the files on disk differ from what would be generated. Further files on disk are not judged.
struct Drift {
  std::vector<DriftEntry> entries;  ///< In the order of the outputs.
  bool clean() const { return entries.empty(); }
};

/// Reads the file at an output path; nothing if there is none.
using ReadOutput = std::function<std::optional<std::string>(std::string_view path)>;

Drift compare(std::span<const OutputFile> files, const ReadOutput& read);

/// A Make depfile `targets: dependencies`, one dependency a line, that GNU Make and Ninja both
/// read. Spaces, `#` and `$` are escaped; nothing if a path holds a line end, which cannot be, or
/// there is no target.
std::optional<std::string> depfile(std::span<const std::string> targets,
                                   std::span<const std::string> dependencies);

}  // namespace tally::compiler
