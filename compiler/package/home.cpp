#include "package/home.h"

#include <string>
#include <system_error>

namespace tally::compiler::package {

namespace fs = std::filesystem;

fs::path home_of(const std::string& program) {
  std::error_code error;
  fs::path path = fs::read_symlink("/proc/self/exe", error);
  if (error) path = fs::weakly_canonical(program, error);
  for (fs::path folder = path.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    for (const fs::path& home : {folder / "share/tally", folder}) {
      if (fs::exists(home / "runtime/wasm.json", error)) return home;
    }
  }
  return {};
}

}  // namespace tally::compiler::package
