#include "compat/decimal.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tally::compiler::compat {
namespace {

/// 0.DIGITS * 10^point; no digits for zero, else neither the first nor the last one is 0.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t point = 0;
};

/// No contract means an exponent beyond this one; the limit keeps sums of exponents small.
constexpr std::int64_t largest_exponent = 1'000'000'000;

std::int64_t read_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::int64_t value = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') value = std::min(value * 10 + (c - '0'), largest_exponent);
  }
  return negative ? -value : value;
}

Decimal read(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) decimal.point = read_exponent(text.substr(e + 1));
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t dot = std::min(mantissa.find('.'), mantissa.size());
  decimal.digits = mantissa.substr(0, dot);
  decimal.point += static_cast<std::int64_t>(dot);
  if (dot < mantissa.size()) decimal.digits += mantissa.substr(dot + 1);

  const std::size_t first = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, first);
  decimal.point -= static_cast<std::int64_t>(first);
  while (decimal.digits.ends_with('0')) decimal.digits.pop_back();
  return decimal.digits.empty() ? Decimal{} : decimal;
}

bool magnitude_less(const Decimal& left, const Decimal& right) {
  if (left.digits.empty() || right.digits.empty()) return left.digits.size() < right.digits.size();
  return left.point != right.point ? left.point < right.point : left.digits < right.digits;
}

}  // namespace

std::string canonical_number(std::string_view text) {
  constexpr std::int64_t plain = 21;  // as far as JavaScript writes numbers without an exponent
  const Decimal decimal = read(text);
  if (decimal.digits.empty()) return "0";
  const auto count = static_cast<std::int64_t>(decimal.digits.size());
  std::string result = decimal.negative ? "-" : "";
  if (decimal.point > plain || decimal.point <= -plain) {
    result += decimal.digits.substr(0, 1);
    if (count > 1) result += "." + decimal.digits.substr(1);
    return result + "e" + std::to_string(decimal.point - 1);
  }
  if (decimal.point <= 0) {
    return result + "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') +
           decimal.digits;
  }
  if (count <= decimal.point) {
    return result + decimal.digits +
           std::string(static_cast<std::size_t>(decimal.point - count), '0');
  }
  const auto whole = static_cast<std::size_t>(decimal.point);
  return result + decimal.digits.substr(0, whole) + "." + decimal.digits.substr(whole);
}

std::string canonical_json(std::string_view json) {
  std::string result;
  bool in_text = false;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (!in_text && (c == '-' || (c >= '0' && c <= '9'))) {
      const std::size_t end = std::min(json.find_first_not_of("0123456789+-.eE", at), json.size());
      result += canonical_number(json.substr(at, end - at));
      at = end;
      continue;
    }
    if (c == '"') in_text = !in_text;
    const std::size_t count = in_text && c == '\\' ? 2 : 1;
    result += json.substr(at, count);
    at += count;
  }
  return result;
}

bool number_less(std::string_view left, std::string_view right) {
  const Decimal a = read(left);
  const Decimal b = read(right);
  if (a.negative != b.negative) return a.negative;
  return a.negative ? magnitude_less(b, a) : magnitude_less(a, b);
}

}  // namespace tally::compiler::compat
