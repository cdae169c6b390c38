// SHA-256 (FIPS 180-4), for fingerprints.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler::compat {

/// 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace tally::compiler::compat
