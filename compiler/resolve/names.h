// What may be called how.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler::resolving {

// [A-Za-z_][A-Za-z0-9_]*: fields, enum values, variants, imports.
bool is_identifier(std::string_view name);

// The name of a C++ function in a namespace: `acme::orders::check_vat`.
bool is_function_name(std::string_view name);

// An identifier that starts with an upper-case letter.
bool is_type_name(std::string_view name);

// One or more of [a-z][a-z0-9_]* with dots between them.
bool is_package_name(std::string_view name);

// Semantic Versioning 2.0.0: MAJOR.MINOR.PATCH, with a pre-release and a build part if need be.
bool is_version(std::string_view text);

// A type of the language, `list` and `map` included.
bool is_builtin_name(std::string_view name);

// "bank_transfer" -> "BankTransfer": what an inline variant adds to the name of its union.
std::string pascal_case(std::string_view name);

}  // namespace tally::compiler::resolving
