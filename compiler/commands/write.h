#pragma once

// Writing to the file system; commands/disk.h does the reading.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "render/outputs.h"

namespace tally::compiler {

struct WriteReport {
  std::vector<std::string> written;    ///< Paths, in the order of the outputs.
  std::vector<std::string> unchanged;  ///< Not touched: the time stamp stays as it is.
  std::vector<OutputError> failed;     ///< The file on disk is as it was before.
};

/// Writes the files below `root`, creating folders as needed. Each file is replaced atomically (a
/// temporary file next to it, then a rename) and keeps its permissions. Other processes may write
/// to the same root at the same time, other threads may not. If check_outputs() has anything to
/// say, that is reported in `failed` and nothing is written.
WriteReport write_if_changed(const std::filesystem::path& root, std::span<const OutputFile> files);

/// The bytes of a regular file; nothing if there is none or it cannot be read. For compare().
std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace tally::compiler
