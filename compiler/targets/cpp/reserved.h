// Names that contracts may use and C++ may not, since compilers or the headers of systems have
// them. Each is data: a list in reserved/*.def.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler::targets::cpp {

/// Keywords and macros, sorted: what no identifier can be.
std::vector<std::string> reserved_words();

/// Whether a namespace cannot have this name: at the beginning of a package because the global
/// namespace has it already, anywhere because generated code would then find it instead of what it
/// means.
bool is_reserved_namespace(std::string_view name, bool first);

/// Whether a program may put this around what is generated: identifiers with `::` between them.
bool is_namespace(std::string_view name);

/// The packages of Tally's own contracts, which stand in its namespace on purpose.
bool is_own_package(std::string_view package);

/// Whether `name.h` would hide a header of the system from everybody who has generated headers in
/// the include path. Upper and lower case are the same, as in some file systems.
bool is_system_header(std::string_view name);

}  // namespace tally::compiler::targets::cpp
