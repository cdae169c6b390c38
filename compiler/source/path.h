// Paths as texts: with forward slashes, as seen from one folder. No disk is asked.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler {

/// `file` as seen from where `folder` is seen from; either may be empty.
std::string join_path(std::string_view folder, std::string_view file);

/// The folder of a file, empty for the current one.
std::string folder_of(std::string_view path);

/// `path` as seen from `folder`; both normalised and seen from the same place. What is not to be
/// had that way stays as it is: the names of folders above are not known.
std::string relative_path(std::string_view path, std::string_view folder);

/// Without `.` and empty parts, `..` taken back where there is something to take back.
std::string normalise_path(std::string_view path);

}  // namespace tally::compiler
