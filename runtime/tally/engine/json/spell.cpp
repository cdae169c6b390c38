#include "tally/engine/json/spell.h"

#include <algorithm>
#include <array>
#include <cfloat>

#include "tally/engine/values/decimal.h"
#include "tally/engine/values/number.h"

namespace tally {

using plan::Kind;

std::string spell_whole(const plan::Type& type, bool negative, std::uint64_t high,
                        std::uint64_t low) {
  std::array<char, std::max(max_decimal_length, max_number_length)> text;
  if (type.kind == Kind::decimal) {
    const auto decimal = Decimal::from(negative, high, low, type.scale);
    return '"' + std::string(text.data(), write_decimal(text.data(), decimal)) + '"';
  }
  const std::string digits =
      (negative ? "-" : "") + std::string(text.data(), write_uint64(text.data(), low));
  const bool wide = type.kind == Kind::int64 || type.kind == Kind::uint64;
  return wide && type.encoding != plan::Encoding::number ? '"' + digits + '"' : digits;
}

std::string spell_float(const plan::Type& type, double value) {
  const double most = type.kind == Kind::float32 ? static_cast<double>(FLT_MAX) : DBL_MAX;
  if (!(value >= -most && value <= most)) return {};
  std::array<char, max_number_length> text;
  const char* end = type.kind == Kind::float32
                        ? write_float32(text.data(), static_cast<float>(value))
                        : write_double(text.data(), value);
  return std::string(static_cast<const char*>(text.data()), end);
}

}  // namespace tally
