// Values, and what is wrong with them, for std::format, where the standard library has it (g++ 13,
// clang 17 and newer): `std::format("{} {:>9}", order, order.status)`. Elsewhere the header says
// nothing.
#pragma once

#include <version>

#ifdef __cpp_lib_format

#include <format>
#include <string_view>

#include "tally/interop/text.h"

/// As `to_text`, with the format specification of a string: sensitive values are hidden.
template <tally::interop::Shown T>
struct std::formatter<T, char> : std::formatter<std::string_view, char> {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return std::formatter<std::string_view, char>::format(tally::interop::to_text(value), context);
  }
};

#endif
