// Decimal numbers, exactly: up to 38 digits, any number of them behind the point. Nothing here ever
// rounds.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tally {

__extension__ using Uint128 = unsigned __int128;

// coefficient * 10^-scale with a sign. Always in lowest terms: the coefficient ends in no 0 where
// the scale could be smaller, and zero has no sign. So equal numbers have equal members.
class Decimal {
 public:
  static constexpr std::uint32_t max_digits = 38;

  constexpr Decimal() noexcept = default;  // 0

  // A coefficient of up to 38 digits in two halves, and a scale of up to 38.
  static constexpr Decimal from(bool negative, std::uint64_t high, std::uint64_t low,
                                std::uint32_t scale) noexcept {
    Uint128 coefficient = Uint128{high} << 64 | low;
    if (coefficient == 0) return {};
    for (; scale != 0 && coefficient % 10 == 0; --scale) coefficient /= 10;
    Decimal result;
    result.low_ = static_cast<std::uint64_t>(coefficient);
    result.high_ = static_cast<std::uint64_t>(coefficient >> 64);
    result.scale_ = static_cast<std::uint8_t>(scale);
    result.negative_ = negative;
    return result;
  }
  // 1250 with scale 2 is 12.5.
  static constexpr Decimal from(std::int64_t coefficient, std::uint32_t scale = 0) noexcept {
    const auto bits = static_cast<std::uint64_t>(coefficient);
    return from(coefficient < 0, 0, coefficient < 0 ? 0 - bits : bits, scale);
  }

  [[nodiscard]] constexpr bool is_negative() const noexcept { return negative_; }
  [[nodiscard]] constexpr Uint128 coefficient() const noexcept {
    return Uint128{high_} << 64 | low_;
  }
  // How many digits there are behind the point: 0 to 38.
  [[nodiscard]] constexpr std::uint32_t scale() const noexcept { return scale_; }

  friend constexpr bool operator==(const Decimal&, const Decimal&) noexcept = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept;

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint8_t scale_ = 0;
  bool negative_ = false;
};

// How many digits a number has in front of the point and behind it, without zeros at either end:
// 0 and 3 for 0.050e-1.
struct DecimalDigits {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;
};

enum class DecimalStatus : std::uint8_t {
  ok,
  syntax,  // no number of that form
  range,   // more than 38 digits in all
};

// The whole text has to be -?(0|[1-9][0-9]*)(.[0-9]+)?, a decimal carried as a JSON string. `out`
// is written on `ok` only, `digits` also on `range`.
DecimalStatus parse_decimal(std::string_view text, Decimal& out, DecimalDigits& digits) noexcept;

// The text is a JSON number, which may have an exponent.
DecimalStatus parse_decimal_number(std::string_view number, Decimal& out,
                                   DecimalDigits& digits) noexcept;

// Whether a decimal(precision, scale) holds the number: that many digits in all, so many of them
// behind the point. precision is at most 38, scale at most precision.
bool has_digits(const Decimal& value, std::uint32_t precision, std::uint32_t scale) noexcept;

// Exact. The divisor is greater than 0 (0: false).
bool is_multiple_of(const Decimal& value, const Decimal& divisor) noexcept;

inline constexpr std::uint32_t max_decimal_length = 48;

// As few digits as are exact, no exponent: 12.5, -0.001, 0. Returns the end of the text.
char* write_decimal(char* out, const Decimal& value) noexcept;

}  // namespace tally
