// Where this program's own files are: the sources of the runtime, and the npm packages.
#pragma once

#include <filesystem>
#include <string>

namespace tally::compiler::package {

/// The program that runs. `called` is how it was called, for systems that do not say where it lies.
std::filesystem::path path_of(const std::string& called);

/// `share/tally` of the prefix where a program lies, or the checkout that it was built in: both
/// hold `runtime` and `generated/runtime`. Empty when there is neither.
std::filesystem::path home_of(const std::filesystem::path& program);

}  // namespace tally::compiler::package
