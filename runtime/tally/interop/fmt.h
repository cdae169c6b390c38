// Values, and what is wrong with them, for {fmt}: `fmt::print("{} {:>9}\n", order, order.status)`.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "tally/interop/text.h"

/// As `to_text`, with the format specification of a string: sensitive values are hidden.
template <tally::interop::Shown T>
struct fmt::formatter<T, char> : fmt::formatter<std::string_view, char> {
  template <class Context>
  auto format(const T& value, Context& context) const {
    return fmt::formatter<std::string_view, char>::format(tally::interop::to_text(value), context);
  }
};
