// The folder compiler/commands/init, inside the program: what `tally init` writes. Each file is a
// Mustache template, `hub/main.cpp.mustache` that of `hub/main.cpp`; those in folders `app`, `hub`
// and `web` belong to these parts.
#pragma once

#include <span>

#include "targets/builtin_templates.h"

namespace tally::compiler {

/// Sorted by path. Defined in a source file that compiler/embed_files.cmake makes.
std::span<const BuiltinFile> init_files();

}  // namespace tally::compiler
