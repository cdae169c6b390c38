#include "tally/engine/values/number.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "catch.h"

using tally::NumberStatus;
using tally::NumberToken;

namespace {

// Input as the engine sees it: followed by zero bytes.
std::string padded(std::string_view text) {
  return std::string(text) + std::string(tally::input_padding, '\0');
}

template <typename Value>
struct Result {
  NumberStatus status;
  Value value;
  std::size_t consumed;
};

template <typename Value>
Result<Value> read(NumberStatus (*reader)(const char*&, Value&) noexcept, std::string_view text) {
  const std::string input = padded(text);
  const char* p = input.data();
  Value value = 77;
  const NumberStatus status = reader(p, value);
  return {status, value, static_cast<std::size_t>(p - input.data())};
}

Result<double> as_double(std::string_view text) {
  return read<double>([](const char*& p, double& v) noexcept { return tally::read_double(p, v); },
                      text);
}
Result<float> as_float(std::string_view text) {
  return read<float>(tally::read_float32, text);
}
Result<std::int64_t> as_int64(std::string_view text) {
  return read<std::int64_t>(
      [](const char*& p, std::int64_t& v) noexcept { return tally::read_int64(p, v); }, text);
}
Result<std::uint64_t> as_uint64(std::string_view text) {
  return read<std::uint64_t>(
      [](const char*& p, std::uint64_t& v) noexcept { return tally::read_uint64(p, v); }, text);
}

std::uint64_t bits_of(double value) {
  return __builtin_bit_cast(std::uint64_t, value);
}
double from_bits(std::uint64_t bits) {
  return __builtin_bit_cast(double, bits);
}

std::string text_of(double value) {
  char buffer[tally::max_number_length];
  return std::string(buffer, tally::write_double(buffer, value));
}
std::string text_of(float value) {
  char buffer[tally::max_number_length];
  return std::string(buffer, tally::write_float32(buffer, value));
}
std::string text_of(std::int64_t value) {
  char buffer[tally::max_number_length];
  return std::string(buffer, tally::write_int64(buffer, value));
}
std::string text_of(std::uint64_t value) {
  char buffer[tally::max_number_length];
  return std::string(buffer, tally::write_uint64(buffer, value));
}

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t uint64_max = std::numeric_limits<std::uint64_t>::max();

}  // namespace

TEST_CASE("numbers follow the grammar of RFC 8259") {
  for (const std::string_view text :
       {"0", "-0", "7", "10", "-12.5", "0.0", "1e5", "1E+5", "1e-05", "0e0", "12.50e007",
        "123456789012345678901234567890", "0.00000000000000000000000000001"}) {
    INFO(text);
    CHECK(as_double(text).status == NumberStatus::ok);
    CHECK(as_double(text).consumed == text.size());
    CHECK(as_float(text).consumed == text.size());
    CHECK(as_int64(text).consumed == text.size());
    CHECK(as_uint64(text).consumed == text.size());
  }
  for (const std::string_view text : {"",
                                      "-",
                                      "+1",
                                      ".5",
                                      "-.5",
                                      "1.",
                                      "1.e5",
                                      "-1.",
                                      "01",
                                      "-01",
                                      "00",
                                      "00.5",
                                      "0123456789012",
                                      "1e",
                                      "1e+",
                                      "1E-",
                                      "1.5e",
                                      "1.5ex",
                                      "e5",
                                      "Infinity",
                                      "NaN",
                                      "-Infinity",
                                      "--1",
                                      " 1",
                                      "x",
                                      "12345678.",
                                      "123456789012345678901.",
                                      "123456789012345678901e"}) {
    INFO(text);
    CHECK(as_double(text).status == NumberStatus::syntax);
    CHECK(as_double(text).consumed == 0);
    CHECK(as_float(text).status == NumberStatus::syntax);
    CHECK(as_int64(text).status == NumberStatus::syntax);
    CHECK(as_int64(text).consumed == 0);
    CHECK(as_uint64(text).status == NumberStatus::syntax);
  }
}

TEST_CASE("reading stops behind the number") {
  CHECK(as_double("1.5,2").consumed == 3);
  CHECK(as_double("1x").consumed == 1);
  CHECK(as_double("1.5.2").consumed == 3);
  CHECK(as_int64("42]").consumed == 2);
  CHECK(as_int64("12345678}").consumed == 8);
  CHECK(as_uint64("0x10").consumed == 1);
  CHECK(as_double("1e400,").consumed == 5);
  CHECK(as_int64("1.5,").consumed == 3);
}

TEST_CASE("a token tells how a number was written") {
  NumberToken token;
  SECTION("a plain integer") {
    const std::string text = padded("-120,");
    REQUIRE(tally::scan_number(text.data(), token));
    CHECK(token.negative);
    CHECK(token.plain_integer);
    CHECK(token.mantissa == 120);
    CHECK(token.exponent == 0);
    CHECK_FALSE(token.truncated);
    CHECK(token.begin == text.data());
    CHECK(token.end == text.data() + 4);
  }
  SECTION("fraction and exponent move the decimal exponent") {
    REQUIRE(tally::scan_number(padded("0.00125e-3").data(), token));
    CHECK_FALSE(token.plain_integer);
    CHECK(token.mantissa == 125);
    CHECK(token.exponent == -8);
  }
  SECTION("digits beyond the nineteenth are dropped") {
    REQUIRE(tally::scan_number(padded("12345678901234567890.5").data(), token));
    CHECK(token.mantissa == 1234567890123456789);
    CHECK(token.exponent == 1);
    CHECK(token.truncated);
  }
  SECTION("dropped zeros lose nothing") {
    REQUIRE(tally::scan_number(padded("100000000000000000000000.000").data(), token));
    CHECK(token.mantissa == 1000000000000000000);
    CHECK(token.exponent == 5);
    CHECK_FALSE(token.truncated);
  }
  SECTION("a huge exponent saturates") {
    REQUIRE(tally::scan_number(padded("1e99999999999999999999999999").data(), token));
    CHECK(token.exponent >= 100'000'000'000'000'000);
  }
}

TEST_CASE("doubles are correctly rounded") {
  struct Case {
    const char* text;
    std::uint64_t bits;
  };
  // Bit patterns computed with Node.
  for (const Case& c : {
           Case{"0", 0x0000000000000000},
           {"-0", 0x8000000000000000},
           {"-0.0e99", 0x8000000000000000},
           {"-122.8124", 0xc05eb3fe5c91d14e},
           {"0.1", 0x3fb999999999999a},
           {"0.30000000000000004", 0x3fd3333333333334},
           {"3.141592653589793", 0x400921fb54442d18},
           {"123456789.12345678", 0x419d6f34547e6b74},
           {"6.02214076e23", 0x44dfe185ca57c517},
           {"1e22", 0x4480f0cf064dd592},
           {"1e23", 0x44b52d02c7e14af6},  // the classic that is one off when rounded twice
           {"8.5e22", 0x44b1ffdbf6b2b2eb},
           {"9007199254740993", 0x4340000000000000},    // a tie: to even
           {"9007199254740995", 0x4340000000000002},    // a tie: to even, upwards
           {"9007199254740993.0", 0x4340000000000000},  // a tie, division without remainder
           {"9007199254740993.00000000000000000000000000000001", 0x4340000000000001},
           {"9007199254740992.99999999999999999999999999999999", 0x4340000000000000},
           {"18446744073709551615", 0x43f0000000000000},
           {"2.2250738585072011e-308", 0x000fffffffffffff},  // hung PHP and Java once
           {"2.2250738585072014e-308", 0x0010000000000000},
           {"5e-324", 0x0000000000000001},
           {"2.4703282292062327e-324", 0x0000000000000000},
           {"2.4703282292062328e-324", 0x0000000000000001},
           {"1e-400", 0x0000000000000000},
           {"-1e-400", 0x8000000000000000},
           {"1e-999999999999999999999999", 0x0000000000000000},
           {"0e999999999999999999999999", 0x0000000000000000},
           {"1.7976931348623157e308", 0x7fefffffffffffff},
           {"1.7976931348623158e308", 0x7fefffffffffffff},
       }) {
    INFO(c.text);
    CHECK(as_double(c.text).status == NumberStatus::ok);
    CHECK(bits_of(as_double(c.text).value) == c.bits);
  }
}

TEST_CASE("what would round to infinity is out of range") {
  for (const char* text : {"1e400", "-1e400", "1e309", "1.7976931348623159e308",
                           "17976931348623159e292", "1e999999999999999999999999"}) {
    INFO(text);
    CHECK(as_double(text).status == NumberStatus::range);
    CHECK(as_double(text).value == 77);
  }
}

TEST_CASE("the middle between two doubles counts to its last digit") {
  // 2^-1075 has 752 significant digits; it is the middle between 0 and the smallest subnormal.
  // Written exactly by repeated halving of a decimal string.
  std::string digits = "1";
  for (int i = 0; i < 1075; ++i) {
    std::string half;
    int remainder = 0;
    for (const char c : digits) {
      const int value = remainder * 10 + (c - '0');
      half += static_cast<char>('0' + value / 2);
      remainder = value % 2;
    }
    if (remainder != 0) half += '5';
    digits = half;
  }
  const std::string middle = "0." + digits.substr(1);
  CHECK(bits_of(as_double(middle).value) == 0);
  CHECK(bits_of(as_double(middle + "0000").value) == 0);
  CHECK(bits_of(as_double(middle + "0001").value) == 1);
  CHECK(bits_of(as_double(middle + std::string(5000, '0') + "1").value) == 1);
}

TEST_CASE("long texts are read by their value") {
  const std::string zeros(10'000, '0');
  CHECK(as_double("1" + zeros + "e-10000").value == 1);
  CHECK(as_double("0." + zeros + "1e10001").value == 1);
  CHECK(as_int64("1" + zeros + "e-10000").value == 1);
  CHECK(as_int64("0." + zeros + "1e10001").value == 1);
  CHECK(as_double("1" + zeros).status == NumberStatus::range);
  CHECK(as_int64("1" + zeros).status == NumberStatus::range);
  CHECK(as_double("0." + std::string(10'000, '9')).value == 1);
}

TEST_CASE("float32 is rounded once") {
  CHECK(as_float("-122.8124").value == -122.8124f);
  CHECK(as_float("16777217").value == 16777216.0f);  // a tie: to even
  CHECK(as_float("16777219").value == 16777220.0f);
  // Just above the middle between 1 and its successor, by less than a double can hold: rounding to
  // double first would make a tie of it.
  CHECK(as_float("1.00000005960464477539062500000000000001").value == 1.00000011920928955f);
  CHECK(as_float("1.000000059604644775390625").value == 1.0f);
  CHECK(as_float("3.4028235e38").value == std::numeric_limits<float>::max());
  CHECK(as_float("3.4028236e38").status == NumberStatus::range);
  CHECK(as_float("1e39").status == NumberStatus::range);
  CHECK(as_float("1e-45").value == std::numeric_limits<float>::denorm_min());
  CHECK(as_float("7e-46").value == 0);
  CHECK(std::signbit(as_float("-7e-46").value));
}

TEST_CASE("an integer is a number whose value is one") {
  for (const char* text : {"1000", "1000.0", "1e3", "1E+3", "10000e-1", "0.001e6",
                           "1000.00000000000000000000000000", "0.0000000000000000000000001e28"}) {
    INFO(text);
    CHECK(as_int64(text).status == NumberStatus::ok);
    CHECK(as_int64(text).value == 1000);
    CHECK(as_uint64(text).value == 1000);
  }
  CHECK(as_int64("-0").value == 0);
  CHECK(as_int64("-0.000e5").value == 0);
  CHECK(as_uint64("-0").value == 0);
  CHECK(as_int64("0e999999999999").value == 0);
  CHECK(as_int64("0e-999999999999").value == 0);
  for (const char* text : {"1.5", "-0.5", "1e-1", "1e-999999999999", "10000000000000000000000.5",
                           "1.00000000000000000000000000000001", "9223372036854775807.5",
                           "123456789012345678901.5", "12345678901234567890123456789e-9"}) {
    INFO(text);
    CHECK(as_int64(text).status == NumberStatus::not_integer);
    CHECK(as_uint64(text).status == NumberStatus::not_integer);
  }
}

TEST_CASE("integers are exact to the ends of their range") {
  CHECK(as_int64("9223372036854775807").value == int64_max);
  CHECK(as_int64("-9223372036854775808").value == int64_min);
  CHECK(as_int64("9223372036854775807.000").value == int64_max);
  CHECK(as_int64("0.9223372036854775807e19").value == int64_max);
  CHECK(as_int64("9223372036854775808").status == NumberStatus::range);
  CHECK(as_int64("-9223372036854775809").status == NumberStatus::range);
  CHECK(as_int64("18446744073709551616").status == NumberStatus::range);
  CHECK(as_int64("1e19").status == NumberStatus::range);
  CHECK(as_int64("-1e999999999999").status == NumberStatus::range);
  CHECK(as_uint64("18446744073709551615").value == uint64_max);
  CHECK(as_uint64("18446744073709551615.0").value == uint64_max);
  CHECK(as_uint64("184467440737095516150e-1").value == uint64_max);
  CHECK(as_uint64("1e19").value == 10'000'000'000'000'000'000u);
  CHECK(as_uint64("18446744073709551616").status == NumberStatus::range);
  CHECK(as_uint64("18446744073709551620").status == NumberStatus::range);
  CHECK(as_uint64("99999999999999999999").status == NumberStatus::range);
  CHECK(as_uint64("123456789012345678901").status == NumberStatus::range);
  CHECK(as_uint64("-1").status == NumberStatus::range);
  CHECK(as_uint64("-18446744073709551615").status == NumberStatus::range);
  for (const std::int64_t value :
       {1, -1, 9'999'999, 10'000'000, 12'345'678, -99'999'999, 1'700'000'000}) {
    CHECK(as_int64(std::to_string(value)).value == value);
  }
  CHECK(as_int64("1234567890123").value == 1'234'567'890'123);
}

TEST_CASE("64-bit integers in strings have one spelling") {
  std::int64_t i = 77;
  std::uint64_t u = 77;
  CHECK(tally::parse_int64("-9223372036854775808", i) == NumberStatus::ok);
  CHECK(i == int64_min);
  CHECK(tally::parse_int64("9223372036854775807", i) == NumberStatus::ok);
  CHECK(i == int64_max);
  CHECK(tally::parse_uint64("18446744073709551615", u) == NumberStatus::ok);
  CHECK(u == uint64_max);
  CHECK(tally::parse_uint64("-0", u) == NumberStatus::ok);
  CHECK(u == 0);
  CHECK(tally::parse_int64("9223372036854775808", i) == NumberStatus::range);
  CHECK(tally::parse_int64("-9223372036854775809", i) == NumberStatus::range);
  CHECK(tally::parse_uint64("18446744073709551616", u) == NumberStatus::range);
  CHECK(tally::parse_uint64("99999999999999999999999999", u) == NumberStatus::range);
  CHECK(tally::parse_uint64("-1", u) == NumberStatus::range);
  for (const char* text : {"", "-", "+1", "01", "-01", "00", "1.0", "1e3", " 1", "1 ", "0x1", "--1",
                           "99999999999999999999999999x"}) {
    INFO(text);
    CHECK(tally::parse_int64(text, i) == NumberStatus::syntax);
    CHECK(tally::parse_uint64(text, u) == NumberStatus::syntax);
  }
  CHECK(tally::parse_int64(std::string_view("1\0", 2), i) == NumberStatus::syntax);
}

TEST_CASE("doubles are written as ECMAScript writes them") {
  struct Case {
    std::uint64_t bits;
    const char* text;
  };
  // String(number) in Node; the first block is appendix B of RFC 8785.
  for (const Case& c : {
           Case{0x0000000000000000, "0"},
           {0x8000000000000000, "0"},
           {0x0000000000000001, "5e-324"},
           {0x8000000000000001, "-5e-324"},
           {0x7fefffffffffffff, "1.7976931348623157e+308"},
           {0xffefffffffffffff, "-1.7976931348623157e+308"},
           {0x4340000000000000, "9007199254740992"},
           {0xc340000000000000, "-9007199254740992"},
           {0x4430000000000000, "295147905179352830000"},
           {0x44b52d02c7e14af5, "9.999999999999997e+22"},
           {0x44b52d02c7e14af6, "1e+23"},
           {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
           {0x444b1ae4d6e2ef4e, "999999999999999700000"},
           {0x444b1ae4d6e2ef4f, "999999999999999900000"},
           {0x444b1ae4d6e2ef50, "1e+21"},
           {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
           {0x3eb0c6f7a0b5ed8d, "0.000001"},
           {0x41b3de4355555553, "333333333.3333332"},
           {0x41b3de4355555554, "333333333.33333325"},
           {0x41b3de4355555555, "333333333.3333333"},
           {0x41b3de4355555556, "333333333.3333334"},
           {0x41b3de4355555557, "333333333.33333343"},
           {0xbecbf647612f3696, "-0.0000033333333333333333"},
           {0x43143ff3c1cb0959, "1424953923781206.2"},

           {0x3fb999999999999a, "0.1"},
           {0x3fd3333333333334, "0.30000000000000004"},
           {0xc05eb3fe5c91d14e, "-122.8124"},
           {0x400921fb54442d18, "3.141592653589793"},
           {0x0010000000000000, "2.2250738585072014e-308"},
           {0x000fffffffffffff, "2.225073858507201e-308"},
           {0x3cb0000000000000, "2.220446049250313e-16"},
           {0x3ff0000000000001, "1.0000000000000002"},
           {0x42d6bcc41e900000, "100000000000000"},
           {0x42d6bcc41e8fffff, "99999999999999.98"},
           {0x4415af1d78b58c40, "100000000000000000000"},
           {0x3e7ad7f29abcaf48, "1e-7"},
           {0x44dfe185ca57c517, "6.02214076e+23"},
           {0x43e0000000000000, "9223372036854776000"},
       }) {
    INFO(c.text);
    CHECK(text_of(from_bits(c.bits)) == c.text);
  }
}

TEST_CASE("what is written reads back as the same value") {
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;  // Knuth's MMIX generator
    const double value = from_bits(state);
    if (!std::isfinite(value)) continue;
    INFO(state);
    REQUIRE(bits_of(as_double(text_of(value)).value) == state);
    const auto narrow = __builtin_bit_cast(float, static_cast<std::uint32_t>(state >> 32));
    if (std::isfinite(narrow)) REQUIRE(as_float(text_of(narrow)).value == narrow);
  }
}

TEST_CASE("float32 is written with the shortest digits of a float") {
  CHECK(text_of(0.1f) == "0.1");
  CHECK(text_of(-122.8124f) == "-122.8124");
  CHECK(text_of(16777216.0f) == "16777216");
  CHECK(text_of(33554432.0f) == "33554432");
  CHECK(text_of(3.4028235e38f) == "3.4028235e+38");
  CHECK(text_of(1e-45f) == "1e-45");
  CHECK(text_of(1.17549435e-38f) == "1.1754944e-38");
  CHECK(text_of(1e21f) == "1e+21");
  CHECK(text_of(1e-7f) == "1e-7");
  CHECK(text_of(-0.0f) == "0");
}

TEST_CASE("integers are written in full") {
  CHECK(text_of(std::int64_t{0}) == "0");
  CHECK(text_of(std::int64_t{-1}) == "-1");
  CHECK(text_of(std::int64_t{99'999'999}) == "99999999");
  CHECK(text_of(std::int64_t{100'000'000}) == "100000000");
  CHECK(text_of(std::int64_t{10'000'000'000'000'000}) == "10000000000000000");
  CHECK(text_of(int64_min) == "-9223372036854775808");
  CHECK(text_of(int64_max) == "9223372036854775807");
  CHECK(text_of(uint64_max) == "18446744073709551615");
}

TEST_CASE("multiples of a decimal divisor are found in spite of binary rounding") {
  CHECK(tally::is_multiple_of(0.3, 0.1));
  CHECK(tally::is_multiple_of(19.99, 0.01));
  CHECK(tally::is_multiple_of(-4.35, 0.05));
  CHECK(tally::is_multiple_of(0.0, 0.1));
  CHECK(tally::is_multiple_of(0.0075, 0.0001));
  CHECK(tally::is_multiple_of(12391239123.0, 1e-8));
  CHECK_FALSE(tally::is_multiple_of(0.00751, 0.0001));
  CHECK_FALSE(tally::is_multiple_of(0.35, 0.1));
  CHECK_FALSE(tally::is_multiple_of(1e-300, 1e300));  // the quotient underflows
  CHECK_FALSE(tally::is_multiple_of(5e-324, 1.0));
}

TEST_CASE("where the quotient overflows only exact multiples count") {
  CHECK(tally::is_multiple_of(1e308, 0.5));
  CHECK(tally::is_multiple_of(-1e308, 0.0625));
  CHECK_FALSE(tally::is_multiple_of(1e308, 0.123456789));
}

TEST_CASE("multiples of integers are exact") {
  CHECK(tally::is_multiple_of(std::int64_t{-9}, std::int64_t{3}));
  CHECK_FALSE(tally::is_multiple_of(int64_max, std::int64_t{2}));
  CHECK(tally::is_multiple_of(int64_min, std::int64_t{2}));
  CHECK(tally::is_multiple_of(uint64_max, std::uint64_t{5}));
  CHECK_FALSE(tally::is_multiple_of(std::int64_t{1}, std::int64_t{0}));
}
