// Reading from the file system; commands/write.h does the writing.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compile/files.h"
#include "source/path.h"

namespace tally::compiler {

/// What a project file is called, unless a command line says otherwise.
constexpr const char* project_name = "tally.yaml";

class Disk {
 public:
  /// At most so many bytes of a file.
  ReadResult read(const std::string& path, std::size_t most = longest_source);

  /// The same for the compiler. Imports and outputs stay in the project, wherever links lead: in
  /// the folder of the outermost `tally.yaml` above the file that imports; a file that is in none
  /// trusts its author. Refers to this object.
  Files files();

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

}  // namespace tally::compiler
