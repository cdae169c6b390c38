// Where this program's own files are: the sources of the runtime, and the npm packages.
#pragma once

#include <filesystem>

namespace tally::compiler::package {

/// `share/tally` of the prefix where the program lies, or the checkout that it was built in: both
/// hold `runtime` and `generated/runtime`. Empty when there is neither. `program` is how it was
/// called, for systems that do not say where it lies.
std::filesystem::path home_of(const std::string& program);

}  // namespace tally::compiler::package
