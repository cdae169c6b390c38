// The main signal of a record, as a contract declares it.
#pragma once

#include <string_view>

namespace tally {

/// Of a record type with `observe`: `name`, as documents spell it, `unit`, which may be empty, and
/// `member`, a pointer to the member. Generated code specialises it.
template <class T>
struct Signal;

}  // namespace tally
