// Reading from the file system; render/write.h does the writing.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "project/glob.h"

namespace tally::compiler {

/// A file's text, or why there is none.
struct ReadResult {
  std::optional<std::string> text;
  std::string problem;
};

class Disk {
 public:
  /// No more of a file is read than the YAML reader takes; one byte more, so that it says so.
  static constexpr std::size_t longest_text = (std::size_t{8} << 20U) + 1;

  ReadResult read(const std::string& path);

  /// From now on `path` reads as this text: what a command is about to write.
  void pretend(const std::string& path, std::string text) { pretended_[path] = std::move(text); }
  [[nodiscard]] const std::map<std::string, std::string>& pretended() const { return pretended_; }

  /// Every file that could not be read.
  [[nodiscard]] const std::set<std::string>& files_missed() const { return files_missed_; }

  /// Forgets what was read and pretended.
  void forget() {
    files_read_.clear();
    files_missed_.clear();
    pretended_.clear();
  }

  /// Every file that was read so far, sorted.
  [[nodiscard]] const std::set<std::string>& files_read() const { return files_read_; }

 private:
  std::set<std::string> files_read_;
  std::set<std::string> files_missed_;
  std::map<std::string, std::string> pretended_;
};

/// The name under which a file is one and the same, whatever links and `..` lead to it. Also for
/// one that is not there, as far as its folders are.
std::string true_path(const std::string& path);

bool is_link(const std::string& path);

/// Whether a file is in a folder or below it; both by their true paths.
bool is_below(const std::string& path, const std::string& folder);

/// Empty when the folder cannot be read. In no particular order.
std::vector<FolderEntry> list_folder(const std::string& path);

bool file_exists(const std::string& path);

/// `file` as seen from where `folder` is seen from; both with forward slashes, either may be empty.
std::string join_path(const std::string& folder, const std::string& file);

/// The folder of a file, empty for the current one.
std::string folder_of(const std::string& path);

}  // namespace tally::compiler
