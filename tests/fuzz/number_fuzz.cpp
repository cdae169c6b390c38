// libFuzzer: numbers against the C library, whose conversions glibc rounds correctly, and against
// each other.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tally/engine/values/number.h"

using tally::NumberStatus;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

template <typename Value, typename Bits>
bool same_bits(Value a, Value b) {
  return __builtin_bit_cast(Bits, a) == __builtin_bit_cast(Bits, b);
}

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? at the start of the text; 0 if there is none.
std::size_t number_length(const std::string& text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t begin = i;
    while (text[i] >= '0' && text[i] <= '9') ++i;
    return i - begin;
  };
  if (text[i] == '-') ++i;
  const bool zero = text[i] == '0';
  const std::size_t count = digits();
  if (count == 0 || (zero && count > 1)) return 0;
  if (text[i] == '.') {
    ++i;
    if (digits() == 0) return 0;
  }
  if (text[i] == 'e' || text[i] == 'E') {
    ++i;
    if (text[i] == '+' || text[i] == '-') ++i;
    if (digits() == 0) return 0;
  }
  return i;
}

void check_reading(const std::string& text) {
  const std::string input = text + std::string(tally::input_padding, '\0');
  const std::size_t length = number_length(input);
  const std::string number = input.substr(0, length);

  const char* p = input.data();
  double wide = 0;
  const NumberStatus wide_status = tally::read_double(p, wide);
  require(static_cast<std::size_t>(p - input.data()) == length);
  require((wide_status == NumberStatus::syntax) == (length == 0));

  p = input.data();
  float narrow = 0;
  const NumberStatus narrow_status = tally::read_float32(p, narrow);
  require(static_cast<std::size_t>(p - input.data()) == length);

  p = input.data();
  std::int64_t integer = 0;
  const NumberStatus integer_status = tally::read_int64(p, integer);
  require(static_cast<std::size_t>(p - input.data()) == length);
  p = input.data();
  std::uint64_t natural = 0;
  const NumberStatus natural_status = tally::read_uint64(p, natural);
  if (length == 0) return;

  const double expected = std::strtod(number.c_str(), nullptr);
  require((wide_status == NumberStatus::range) == std::isinf(expected));
  if (wide_status == NumberStatus::ok) require(same_bits<double, std::uint64_t>(wide, expected));
  const float expected_narrow = std::strtof(number.c_str(), nullptr);
  require((narrow_status == NumberStatus::range) == std::isinf(expected_narrow));
  if (narrow_status == NumberStatus::ok) {
    require(same_bits<float, std::uint32_t>(narrow, expected_narrow));
  }
  // An integer and the double of the same text agree, and so do the two integer readers.
  require((integer_status == NumberStatus::not_integer) ==
          (natural_status == NumberStatus::not_integer));
  if (integer_status == NumberStatus::ok) {
    require(static_cast<double>(integer) == expected);
    if (integer >= 0) require(natural == static_cast<std::uint64_t>(integer));
  }
  if (natural_status == NumberStatus::ok) require(static_cast<double>(natural) == expected);
  if (integer_status == NumberStatus::not_integer && std::fabs(expected) < 0x1p52) {
    // A fraction may be too small for the double to show it, but then there are many digits.
    require(std::trunc(expected) != expected || length > 17 || expected == 0);
  }
}

void check_writing(std::uint64_t bits) {
  char buffer[tally::max_number_length + tally::input_padding] = {};
  const auto wide = __builtin_bit_cast(double, bits);
  if (std::isfinite(wide)) {
    *tally::write_double(buffer, wide) = '\0';
    require(std::strtod(buffer, nullptr) == wide);
  }
  const auto narrow = __builtin_bit_cast(float, static_cast<std::uint32_t>(bits));
  if (std::isfinite(narrow)) {
    *tally::write_float32(buffer, narrow) = '\0';
    require(std::strtof(buffer, nullptr) == narrow);
  }
  const auto integer = static_cast<std::int64_t>(bits);
  const char* end = tally::write_int64(buffer, integer);
  std::int64_t again = 0;
  require(tally::parse_int64({buffer, static_cast<std::size_t>(end - buffer)}, again) ==
          NumberStatus::ok);
  require(again == integer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_reading(std::string(reinterpret_cast<const char*>(data), size));
  if (size >= 8) {
    std::uint64_t bits;
    std::memcpy(&bits, data, 8);
    check_writing(bits);
  }
  return 0;
}
