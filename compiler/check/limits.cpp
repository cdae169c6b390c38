#include "check/limits.h"

#include <cstddef>
#include <limits>

#include "tally/engine/decimal.h"
#include "tally/engine/number.h"

namespace tally::compiler::checking {
namespace {

using model::Keyword;
using model::Kind;

template <class Integer>
constexpr IntegerRange range() {
  return {std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max()};
}

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

Subject subject_of(Keyword keyword) {
  switch (keyword) {
    case Keyword::minimum:
    case Keyword::maximum:
    case Keyword::exclusive_minimum:
    case Keyword::exclusive_maximum:
    case Keyword::multiple_of:
      return Subject::number;
    case Keyword::min_length:
    case Keyword::max_length:
    case Keyword::pattern:
    case Keyword::format:
      return Subject::text;
    case Keyword::min_items:
    case Keyword::max_items:
    case Keyword::unique_items:
    case Keyword::unique_by:
      return Subject::items;
    case Keyword::min_properties:
    case Keyword::max_properties:
      break;
  }
  return Subject::properties;
}

bool applies_to(Keyword keyword, Kind kind) {
  switch (subject_of(keyword)) {
    case Subject::number:
      return is_integer(kind) || is_float(kind) || kind == Kind::decimal;
    case Subject::text:
      return kind == Kind::string || (kind == Kind::bytes && is_limit(keyword));
    case Subject::items:
      return kind == Kind::list;
    case Subject::properties:
      break;
  }
  return kind == Kind::map;
}

Direction direction_of(Keyword keyword) {
  switch (keyword) {
    case Keyword::minimum:
    case Keyword::exclusive_minimum:
    case Keyword::min_length:
    case Keyword::min_items:
    case Keyword::min_properties:
      return Direction::lower;
    case Keyword::maximum:
    case Keyword::exclusive_maximum:
    case Keyword::max_length:
    case Keyword::max_items:
    case Keyword::max_properties:
      return Direction::upper;
    case Keyword::multiple_of:
    case Keyword::pattern:
    case Keyword::format:
    case Keyword::unique_items:
    case Keyword::unique_by:
      break;
  }
  return Direction::neither;
}

bool is_exclusive(Keyword keyword) {
  return keyword == Keyword::exclusive_minimum || keyword == Keyword::exclusive_maximum;
}

bool is_limit(Keyword keyword) {
  return keyword != Keyword::pattern && keyword != Keyword::format && !is_uniqueness(keyword);
}

bool is_uniqueness(Keyword keyword) {
  return keyword == Keyword::unique_items || keyword == Keyword::unique_by;
}

bool is_integer(Kind kind) {
  return kind >= Kind::integer && kind <= Kind::uint64;
}

bool is_float(Kind kind) {
  return kind == Kind::float32 || kind == Kind::float64;
}

IntegerRange range_of(Kind kind) {
  constexpr std::int64_t exact = (std::int64_t{1} << 53) - 1;
  switch (kind) {
    case Kind::int8:
      return range<std::int8_t>();
    case Kind::int16:
      return range<std::int16_t>();
    case Kind::int32:
      return range<std::int32_t>();
    case Kind::int64:
      return range<std::int64_t>();
    case Kind::uint8:
      return range<std::uint8_t>();
    case Kind::uint16:
      return range<std::uint16_t>();
    case Kind::uint32:
      return range<std::uint32_t>();
    case Kind::uint64:
      return range<std::uint64_t>();
    default:
      return {-exact, exact};
  }
}

std::string to_text(const IntegerRange& range) {
  return to_text(range.lowest) + " to " + to_text(range.highest);
}

ReadStatus read_limit(model::Constraint& constraint, Kind kind) {
  if (subject_of(constraint.keyword) != Subject::number) {
    return read_integer(constraint.text, count_range, constraint.integer);
  }
  if (is_integer(kind)) return read_integer(constraint.text, range_of(kind), constraint.integer);
  return read_float(constraint.text, kind, constraint.number);
}

ReadStatus read_limit(const model::Constraint& constraint, const model::TypeExpression& decimal) {
  Decimal ignored;
  DecimalDigits digits;
  parse_decimal_number(constraint.text, ignored, digits);
  if (digits.whole > decimal.precision - decimal.scale) return ReadStatus::out_of_range;
  return digits.fraction > decimal.scale ? ReadStatus::not_integer : ReadStatus::ok;
}

IntegerRange range_of(const model::TypeExpression& decimal) {
  const Wide beyond = power_of_ten(decimal.precision);
  return {1 - beyond, beyond - 1};
}

Wide decimal_value(const model::Constraint& constraint, const model::TypeExpression& decimal) {
  Decimal value;
  DecimalDigits digits;
  parse_decimal_number(constraint.text, value, digits);
  const Wide units = static_cast<Wide>(value.coefficient()) *
                     power_of_ten(decimal.scale - static_cast<int>(value.scale()));
  return value.is_negative() ? -units : units;
}

Wide integer_value(const model::Constraint& constraint, Kind kind) {
  if (kind == Kind::uint64) return static_cast<std::uint64_t>(constraint.integer);
  return constraint.integer;
}

}  // namespace tally::compiler::checking
