#include "tally/engine/values/decimal.h"

#include <string>
#include <vector>

#include "catch.h"

using tally::Decimal;
using tally::DecimalDigits;
using tally::DecimalStatus;

namespace {

Decimal number(std::string_view text) {
  Decimal value;
  DecimalDigits digits;
  REQUIRE(tally::parse_decimal_number(text, value, digits) == DecimalStatus::ok);
  return value;
}
std::string text_of(const Decimal& value) {
  char buffer[tally::max_decimal_length];
  return std::string(buffer, tally::write_decimal(buffer, value));
}

}  // namespace

TEST_CASE("a decimal is in lowest terms, so that equal numbers are equal") {
  CHECK(Decimal::from(1250, 2) == Decimal::from(125, 1));
  CHECK(Decimal::from(-1250, 2).coefficient() == 125U);
  CHECK(Decimal::from(-1250, 2).scale() == 1);
  CHECK(Decimal::from(-1250, 2).is_negative());
  CHECK(Decimal::from(1000).scale() == 0);
  CHECK(Decimal::from(true, 0, 0, 5) == Decimal{});
  CHECK(text_of(Decimal::from(INT64_MIN)) == "-9223372036854775808");
  CHECK(number("-0.0") == Decimal{});
}

TEST_CASE("decimals have one spelling") {
  for (const std::string_view text :
       {"0", "1", "-1", "10", "0.1", "-0.001", "12.5", "99999999999999999999999999999999999999",
        "-0.00000000000000000000000000000000000001", "1234567890123456789.0123456789012345678"}) {
    CHECK(text_of(number(text)) == text);
  }
  CHECK(text_of(number("1.50e3")) == "1500");
  CHECK(text_of(number("15e-4")) == "0.0015");
  CHECK(text_of(number("0.000")) == "0");
}

TEST_CASE("digits are counted without zeros at the ends, however many there are") {
  const auto digits = [](std::string_view text) {
    Decimal value;
    DecimalDigits counted;
    tally::parse_decimal_number(text, value, counted);
    return std::to_string(counted.whole) + "." + std::to_string(counted.fraction);
  };
  CHECK(digits("0") == "0.0");
  CHECK(digits("0.050e-1") == "0.3");
  CHECK(digits("1200") == "4.0");
  CHECK(digits("0.0012e3") == "1.1");
  CHECK(digits("1e40") == "41.0");
  CHECK(digits("1e-40") == "0.40");
  CHECK(digits("0." + std::string(100, '0') + "1e101") == "1.0");
  CHECK(digits("0e99999999999999999999") == "0.0");
}

TEST_CASE("a number with more than 38 digits leaves the value alone") {
  Decimal value = Decimal::from(7);
  DecimalDigits digits;
  CHECK(tally::parse_decimal("100000000000000000000000000000000000000", value, digits) ==
        DecimalStatus::range);
  CHECK(tally::parse_decimal("1.00000000000000000000000000000000000001", value, digits) ==
        DecimalStatus::range);
  CHECK(tally::parse_decimal("1e5", value, digits) == DecimalStatus::syntax);
  CHECK(value == Decimal::from(7));
}

TEST_CASE("decimals are ordered by their values") {
  const std::vector<Decimal> ascending = {
      number("-99999999999999999999999999999999999999"),
      number("-2"),
      number("-1.5"),
      number("-0.00000000000000000000000000000000000001"),
      number("0"),
      number("0.00000000000000000000000000000000000001"),
      number("0.1"),
      number("0.11"),
      number("1"),
      number("1.0000000000000000000000000000000000001"),
      number("9.99"),
      number("10"),
      number("99999999999999999999999999999999999999"),
  };
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(i, j);
      CHECK((ascending[i] < ascending[j]) == (i < j));
      CHECK((ascending[i] <= ascending[j]) == (i <= j));
    }
  }
}

TEST_CASE("multiples are exact, however far the scales are apart") {
  const auto is_multiple = [](std::string_view value, std::string_view divisor) {
    return tally::is_multiple_of(number(value), number(divisor));
  };
  CHECK(is_multiple("0.3", "0.1"));
  CHECK(is_multiple("0", "0.7"));
  CHECK(is_multiple("-0.75", "0.25"));
  CHECK_FALSE(is_multiple("0.8", "0.25"));
  CHECK_FALSE(is_multiple("0.05", "0.1"));
  CHECK(is_multiple("7", "0.00000000000000000000000000000000000007"));
  CHECK_FALSE(is_multiple("1", "0.00000000000000000000000000000000000007"));
  CHECK(is_multiple("99999999999999999999999999999999999999", "0.3"));
  CHECK_FALSE(is_multiple("99999999999999999999999999999999999998", "0.3"));
  // The modulus is as large as it can be.
  CHECK(is_multiple("99999999999999999999999999999999999999",
                    "0.99999999999999999999999999999999999999"));
  CHECK_FALSE(is_multiple("99999999999999999999999999999999999999",
                          "0.99999999999999999999999999999999999998"));
  CHECK_FALSE(is_multiple("5", "0"));
}

TEST_CASE("precision counts all digits, scale those behind the point") {
  CHECK(tally::has_digits(number("999.99"), 5, 2));
  CHECK(tally::has_digits(number("-999.99"), 5, 2));
  CHECK_FALSE(tally::has_digits(number("1000"), 5, 2));
  CHECK_FALSE(tally::has_digits(number("0.001"), 5, 2));
  CHECK(tally::has_digits(number("0.99"), 2, 2));
  CHECK_FALSE(tally::has_digits(number("1"), 2, 2));
  CHECK(tally::has_digits(number("0"), 1, 1));
  CHECK(tally::has_digits(number("99999999999999999999999999999999999999"), 38, 0));
}
