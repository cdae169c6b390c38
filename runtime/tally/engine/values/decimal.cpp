#include "tally/engine/values/decimal.h"

#include "tally/engine/values/number.h"

namespace tally {
namespace {

struct Powers {
  Uint128 of[Decimal::max_digits + 1]{};

  constexpr Powers() {
    of[0] = 1;
    for (std::uint32_t i = 1; i <= Decimal::max_digits; ++i) of[i] = of[i - 1] * 10;
  }
};
constexpr Powers powers_of_ten;

using number_detail::is_digit;

std::size_t count_digits(std::string_view text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

// A number in parts. Only the digits from `first` on matter, and of them the first `significant`
// (without the point).
struct Parts {
  bool negative = false;
  std::string_view first;
  std::int64_t significant = 0;
  DecimalDigits digits;
  std::int64_t zeros = 0;  // that stand behind them, in front of the point
};

// The text up to the exponent: a sign, digits, and maybe a point among them.
Parts take_apart(std::string_view text, std::int64_t exponent) noexcept {
  Parts parts;
  parts.negative = text.front() == '-';
  if (parts.negative) text.remove_prefix(1);
  auto point = static_cast<std::int64_t>(count_digits(text));  // digits in front of it
  std::int64_t position = 0;                                   // of a digit
  std::int64_t first = -1;
  std::int64_t last = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') continue;
    if (text[i] != '0') {
      if (first < 0) {
        first = position;
        parts.first = text.substr(i);
      }
      last = position;
    }
    ++position;
  }
  if (first < 0) return parts;
  point += exponent;
  parts.significant = last - first + 1;
  parts.digits.whole = point > first ? point - first : 0;
  parts.digits.fraction = last + 1 > point ? last + 1 - point : 0;
  parts.zeros = point > last + 1 ? point - last - 1 : 0;
  return parts;
}

DecimalStatus put_together(const Parts& parts, Decimal& out, DecimalDigits& digits) noexcept {
  digits = parts.digits;
  if (digits.whole + digits.fraction > Decimal::max_digits) return DecimalStatus::range;
  Uint128 coefficient = 0;
  std::int64_t left = parts.significant;
  for (const char* p = parts.first.data(); left > 0; ++p) {
    if (*p == '.') continue;
    coefficient = coefficient * 10 + static_cast<std::uint32_t>(*p - '0');
    --left;
  }
  coefficient *= powers_of_ten.of[parts.zeros];
  out = Decimal::from(parts.negative, static_cast<std::uint64_t>(coefficient >> 64),
                      static_cast<std::uint64_t>(coefficient),
                      static_cast<std::uint32_t>(digits.fraction));
  return DecimalStatus::ok;
}

// Of two numbers below a modulus of at most 10^38: their sum fits.
Uint128 add_modulo(Uint128 a, Uint128 b, Uint128 modulus) noexcept {
  const Uint128 sum = a + b;
  return sum >= modulus ? sum - modulus : sum;
}

std::strong_ordering compare_magnitudes(const Decimal& a, const Decimal& b) noexcept {
  const Uint128 unit_a = powers_of_ten.of[a.scale()];
  const Uint128 unit_b = powers_of_ten.of[b.scale()];
  const Uint128 whole_a = a.coefficient() / unit_a;
  const Uint128 whole_b = b.coefficient() / unit_b;
  if (whole_a != whole_b)
    return whole_a < whole_b ? std::strong_ordering::less : std::strong_ordering::greater;
  // What is left is below 1, so that a common scale of up to 38 has room for it.
  Uint128 rest_a = a.coefficient() % unit_a;
  Uint128 rest_b = b.coefficient() % unit_b;
  if (a.scale() < b.scale()) rest_a *= powers_of_ten.of[b.scale() - a.scale()];
  if (b.scale() < a.scale()) rest_b *= powers_of_ten.of[a.scale() - b.scale()];
  if (rest_a == rest_b) return std::strong_ordering::equal;
  return rest_a < rest_b ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept {
  if (a.is_negative() != b.is_negative())
    return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  return a.is_negative() ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

DecimalStatus parse_decimal(std::string_view text, Decimal& out, DecimalDigits& digits) noexcept {
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  const std::size_t whole = count_digits(rest);
  if (whole == 0 || (whole > 1 && rest.front() == '0')) return DecimalStatus::syntax;
  rest.remove_prefix(whole);
  if (!rest.empty()) {
    if (rest.front() != '.') return DecimalStatus::syntax;
    rest.remove_prefix(1);
    if (rest.empty() || count_digits(rest) != rest.size()) return DecimalStatus::syntax;
  }
  return put_together(take_apart(text, 0), out, digits);
}

DecimalStatus parse_decimal_number(std::string_view number, Decimal& out,
                                   DecimalDigits& digits) noexcept {
  // Far beyond what a document of any size could make up for in digits.
  constexpr std::int64_t largest_exponent = std::int64_t{1} << 40;
  const std::size_t end = number.find_first_of("eE");
  std::int64_t exponent = 0;
  if (end != std::string_view::npos) {
    std::string_view text = number.substr(end + 1);
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') text.remove_prefix(1);
    for (const char c : text) {
      exponent = exponent * 10 + (c - '0');
      if (exponent > largest_exponent) exponent = largest_exponent;
    }
    if (negative) exponent = -exponent;
  }
  return put_together(take_apart(number.substr(0, end), exponent), out, digits);
}

bool has_digits(const Decimal& value, std::uint32_t precision, std::uint32_t scale) noexcept {
  return value.scale() <= scale &&
         value.coefficient() < powers_of_ten.of[precision - scale + value.scale()];
}

bool is_multiple_of(const Decimal& value, const Decimal& divisor) noexcept {
  const Uint128 modulus = divisor.coefficient();
  if (modulus == 0) return false;
  // In lowest terms, what has more digits behind the point than the divisor is no multiple of it.
  if (value.scale() > divisor.scale()) return false;
  Uint128 rest = value.coefficient() % modulus;
  for (std::uint32_t i = value.scale(); i < divisor.scale(); ++i) {
    const Uint128 twice = add_modulo(rest, rest, modulus);
    const Uint128 four_times = add_modulo(twice, twice, modulus);
    const Uint128 five_times = add_modulo(four_times, rest, modulus);
    rest = add_modulo(five_times, five_times, modulus);
  }
  return rest == 0;
}

char* write_decimal(char* out, const Decimal& value) noexcept {
  char digits[Decimal::max_digits + 1];
  char* const end = digits + sizeof digits;
  char* first = end;
  Uint128 coefficient = value.coefficient();
  const std::uint32_t scale = value.scale();
  // At least one digit in front of the point.
  for (std::uint32_t i = 0; coefficient != 0 || i <= scale; ++i, coefficient /= 10)
    *--first = static_cast<char>('0' + static_cast<std::uint32_t>(coefficient % 10));
  if (value.is_negative()) *out++ = '-';
  for (const char* p = first; p != end; ++p) {
    if (scale != 0 && p == end - scale) *out++ = '.';
    *out++ = *p;
  }
  return out;
}

}  // namespace tally
