// The npm package around programs of WebAssembly.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "render/outputs.h"
#include "tally/engine/result.h"

namespace tally::compiler::package {

/// Which entries a package has, as its users see them.
struct Parts {
  bool judge = true;  // `.` and `./inline`, with contracts.wasm
  bool db = true;     // `./db`, with db.wasm
};

/// The files of a package: those that the target typescript makes, but for the entries that are not
/// wanted, and the programs in `folder`. package.json says what is left. Problem: `missing`, a
/// program is not there.
Result<std::vector<OutputFile>, Problem> package_files(std::vector<OutputFile> generated,
                                                       const std::filesystem::path& folder,
                                                       const Parts& parts);

/// Puts a folder in the place of another one, which is there as a whole before and after. Nothing
/// when all went well.
std::optional<Problem> put_in_place(const std::filesystem::path& made,
                                    const std::filesystem::path& place);

/// `acme-contracts` for `@acme/contracts`: what npm names a tarball by.
std::string file_name_of(std::string package);

}  // namespace tally::compiler::package
