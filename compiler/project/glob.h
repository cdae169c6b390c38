// Globs of a project file: which files `schemas/**/*.contract.yaml` means.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler {

/// One entry of a folder.
struct FolderEntry {
  std::string name;
  bool is_folder = false;  // a link to a folder is none: following it could go round in circles
};

/// What is in the folder `path` ("" for the folder that patterns are relative to); nothing if it
/// cannot be read.
using ListFolder = std::function<std::vector<FolderEntry>(const std::string& path)>;

/// Whether `name`, one component of a path, matches: `*` stands for any characters, everything else
/// for itself. A name that starts with a period has to be asked for with one. O(|pattern| *
/// |name|).
bool matches_component(std::string_view pattern, std::string_view name);

/// The files that match a normalised relative pattern, sorted, each once. `**` as a component
/// stands for any number of folders, none included. At most 64 folders deep.
std::vector<std::string> expand_glob(std::string_view pattern, const ListFolder& list);

}  // namespace tally::compiler
