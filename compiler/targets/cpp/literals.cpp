#include "targets/cpp/literals.h"

#include "tally/engine/values/decimal.h"
#include "tally/engine/values/number.h"

namespace tally::compiler::targets::cpp {

std::string integer_literal(std::int64_t value, bool is_unsigned) {
  if (is_unsigned) return std::to_string(static_cast<std::uint64_t>(value)) + "U";
  // There are no negative literals, and the magnitude of the smallest value has no type.
  return value == INT64_MIN ? "(-9223372036854775807 - 1)" : std::to_string(value);
}

namespace {

/// Without a point or an exponent it would be an integer.
std::string with_point(std::string digits) {
  return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

}  // namespace

std::string double_literal(double value) {
  char digits[max_number_length];
  return with_point({digits, write_double(digits, value)});
}

std::string float_literal(float value) {
  char digits[max_number_length];
  return with_point({digits, write_float32(digits, value)}) + "F";
}

std::string decimal_literal(std::string_view number) {
  Decimal value;
  DecimalDigits digits;
  parse_decimal_number(number, value, digits);
  const auto half = [&](int shift) {
    return std::to_string(static_cast<std::uint64_t>(value.coefficient() >> shift)) + "U, ";
  };
  return std::string("tally::Decimal::from(") + (value.is_negative() ? "true, " : "false, ") +
         half(64) + half(0) + std::to_string(value.scale()) + ")";
}

}  // namespace tally::compiler::targets::cpp
