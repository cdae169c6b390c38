#include "package/home.h"

#include <system_error>

namespace tally::compiler::package {

namespace fs = std::filesystem;

fs::path path_of(const std::string& called) {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::weakly_canonical(called, error) : path;
}

fs::path home_of(const fs::path& program) {
  std::error_code error;
  for (fs::path folder = program.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    for (const fs::path& home : {folder / "share/tally", folder}) {
      if (fs::exists(home / "runtime/wasm.json", error)) return home;
    }
  }
  return {};
}

}  // namespace tally::compiler::package
