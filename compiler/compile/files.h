// The files that a run may ask for, as whoever starts it has them: on a disk, in an editor, in a
// test. Everything below reads through this and touches nothing else.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "project/glob.h"
#include "resolve/resolve.h"

namespace tally::compiler {

/// A file's text, or why there is none.
struct ReadResult {
  std::optional<std::string> text;
  std::string problem;  // as the system puts it; may be empty
  bool absent = false;  // there is no such file
};

/// Paths have forward slashes and are seen from one folder, which no run needs to know.
struct Files {
  /// At most `most` bytes of the file.
  std::function<ReadResult(const std::string& path, std::size_t most)> read;
  ListFolder list;
  /// Says which imports leave the project, links followed. Without it none does.
  LocateImport locate;
  /// Whether a file that is written leaves the folder, links followed. Without it none does.
  std::function<bool(const std::string& path, const std::string& folder)> leaves;
};

/// No more of a file is read than the YAML reader takes; one byte more, so that it says so.
constexpr std::size_t longest_source = (std::size_t{8} << 20U) + 1;

/// `files.read` for what is no longer than that, and without the reason.
ReadFile read_sources(const Files& files);

/// Files that are texts by their normalised paths.
Files files_of(std::map<std::string, std::string> texts);

}  // namespace tally::compiler
