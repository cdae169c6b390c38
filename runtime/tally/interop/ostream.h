// Values, and what is wrong with them, in streams of the standard library.
//
//   namespace acme::orders { using tally::interop::operator<<; }  // once, behind both includes
//   std::clog << order << '\n';
//
// The operator is found where a type lives, and so its namespace has to name it.
#pragma once

#include <ostream>

#include "tally/interop/text.h"

namespace tally {
namespace interop {

/// As `to_text`: sensitive values are hidden.
template <Shown T>
std::ostream& operator<<(std::ostream& out, const T& value) {
  return out << to_text(value);
}

}  // namespace interop

using interop::operator<<;  // for issues

}  // namespace tally
