// The files of a run: the contracts that were asked for and all that they import.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "resolve/resolve.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

struct LoadedImport {
  std::string alias;
  std::optional<std::size_t> target;  // position in the result of load(); nothing if that failed
  Span span;                          // the alias
  Span lines;                         // as in model::Import
};

struct LoadedContract {
  FileId file{};
  std::string path;
  yaml::Tree tree;
  std::vector<LoadedImport> imports;
};

// Imported files come before those that import them; otherwise the order of `roots` and of the
// imports. A file without readable structure is left out. O(total size).
std::vector<LoadedContract> load(std::span<const std::string> roots, const ReadFile& read,
                                 Sources& sources, Diagnostics& diagnostics,
                                 const LocateImport& locate = {});

}  // namespace tally::compiler::resolving
