// What `tally init` writes.
#pragma once

#include <span>
#include <string_view>

namespace tally::compiler {

struct InitFile {
  std::string_view path;
  std::string_view text;  // `@NAME@` stands for the project's name
};

std::span<const InitFile> init_files();

}  // namespace tally::compiler
