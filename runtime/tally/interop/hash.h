// Hashes of values, for std::unordered_map and the like. Enums have one of the standard library.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "tally/interop/text.h"

/// Equal values have equal hashes. O(size): a value is written for it.
template <tally::interop::Contracted T>
requires std::is_class_v<T>
struct std::hash<T> {
  std::size_t operator()(const T& value) const {
    return std::hash<std::string>{}(tally::interop::unjudged(value));
  }
};
