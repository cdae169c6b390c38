// The folder templates/ of this repository, inside the program.
#pragma once

#include <span>
#include <string_view>

namespace tally::compiler {

struct BuiltinFile {
  std::string_view path;  // relative to templates/: `cpp/header.h.mustache`
  std::string_view content;
};

/// Sorted by path. Defined in a source file that compiler/embed_files.cmake makes.
std::span<const BuiltinFile> builtin_templates();

}  // namespace tally::compiler
