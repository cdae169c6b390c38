#include "model/limits.h"

#include <cstddef>

#include "model/vocabulary.h"
#include "tally/engine/values/decimal.h"
#include "tally/engine/values/number.h"

namespace tally::compiler::model {
namespace {

// The engine's readers want zero bytes behind their text.
std::string padded(const std::string& text) {
  return text + std::string(input_padding, '\0');
}

ReadStatus status_of(NumberStatus status) {
  switch (status) {
    case NumberStatus::ok:
      return ReadStatus::ok;
    case NumberStatus::range:
      return ReadStatus::out_of_range;
    case NumberStatus::syntax:
    case NumberStatus::not_integer:
      break;
  }
  return ReadStatus::not_integer;
}

ReadStatus read_integer(const std::string& text, const IntegerRange& range, std::int64_t& out) {
  const std::string source = padded(text);
  const char* p = source.data();
  Wide value = 0;
  NumberStatus status = NumberStatus::ok;
  if (range.lowest < 0) {
    status = read_int64(p, out);
    value = out;
  } else {
    std::uint64_t bits = 0;
    status = read_uint64(p, bits);
    value = bits;
    out = static_cast<std::int64_t>(bits);
  }
  if (status != NumberStatus::ok) return status_of(status);
  return value < range.lowest || value > range.highest ? ReadStatus::out_of_range : ReadStatus::ok;
}

// A limit on a float32 is the float that a document with the same digits would hold.
ReadStatus read_float(const std::string& text, Kind kind, double& out) {
  const std::string source = padded(text);
  const char* p = source.data();
  if (kind == Kind::float64) return status_of(read_double(p, out));
  float value = 0;
  const NumberStatus status = read_float32(p, value);
  out = static_cast<double>(value);
  return status_of(status);
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

std::string to_text(Wide value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(value % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (negative ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  return negative ? "-" + digits : digits;
}

}  // namespace

Side side_of(Bound bound) {
  switch (bound) {
    case Bound::lower:
    case Bound::above:
      return Side::lower;
    case Bound::upper:
    case Bound::below:
      return Side::upper;
    case Bound::step:
    case Bound::none:
      break;
  }
  return Side::neither;
}

bool is_exclusive(Bound bound) {
  return bound == Bound::above || bound == Bound::below;
}

IntegerRange range_of(Kind kind) {
  return {row(kind).smallest, row(kind).largest};
}

std::string to_text(const IntegerRange& range) {
  return to_text(range.lowest) + " to " + to_text(range.highest);
}

ReadStatus read_limit(Constraint& constraint, Kind kind) {
  if (facts_of(constraint.keyword).subject != Subject::number) {
    return read_integer(constraint.text, count_range, constraint.integer);
  }
  if (is_integer(kind)) return read_integer(constraint.text, range_of(kind), constraint.integer);
  return read_float(constraint.text, kind, constraint.number);
}

ReadStatus read_limit(const Constraint& constraint, const TypeExpression& decimal) {
  Decimal ignored;
  DecimalDigits digits;
  parse_decimal_number(constraint.text, ignored, digits);
  if (digits.whole > decimal.precision - decimal.scale) return ReadStatus::out_of_range;
  return digits.fraction > decimal.scale ? ReadStatus::not_integer : ReadStatus::ok;
}

IntegerRange range_of(const TypeExpression& decimal) {
  const Wide beyond = power_of_ten(decimal.precision);
  return {1 - beyond, beyond - 1};
}

Wide decimal_value(const Constraint& constraint, const TypeExpression& decimal) {
  Decimal value;
  DecimalDigits digits;
  parse_decimal_number(constraint.text, value, digits);
  const Wide units = static_cast<Wide>(value.coefficient()) *
                     power_of_ten(decimal.scale - static_cast<int>(value.scale()));
  return value.is_negative() ? -units : units;
}

Wide integer_value(const Constraint& constraint, Kind kind) {
  if (kind == Kind::uint64) return static_cast<std::uint64_t>(constraint.integer);
  return constraint.integer;
}

}  // namespace tally::compiler::model
