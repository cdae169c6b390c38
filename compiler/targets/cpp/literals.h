// Values as C++ spells them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::compiler::targets::cpp {

/// An integer literal of type std::int64_t or, for `is_unsigned`, of the same 64 bits as
/// std::uint64_t.
std::string integer_literal(std::int64_t value, bool is_unsigned);

/// The shortest literal of exactly this double.
std::string double_literal(double value);

/// The shortest literal of exactly this float.
std::string float_literal(float value);

/// `tally::Decimal::from(false, 0U, 125U, 1)` for a JSON number that a decimal holds.
std::string decimal_literal(std::string_view number);

}  // namespace tally::compiler::targets::cpp
