#include "tally/engine/values/decimal_powers.h"

#include <bit>
#include <cstring>

namespace tally {
namespace {

struct Word128 {
  std::uint64_t high;
  std::uint64_t low;
};

Word128 multiply(std::uint64_t a, std::uint64_t b) noexcept {
#if __SIZEOF_POINTER__ < 8 || !defined(__SIZEOF_INT128__)
  // WebAssembly has no 64 x 64 -> 128 multiplication; the compiler's own is a call of a 128 x 128
  // one.
  const std::uint64_t a_low = a & 0xffffffff, a_high = a >> 32;
  const std::uint64_t b_low = b & 0xffffffff, b_high = b >> 32;
  const std::uint64_t low = a_low * b_low;
  const std::uint64_t middle = a_high * b_low + (low >> 32);
  const std::uint64_t middle_low = a_low * b_high + (middle & 0xffffffff);
  return {a_high * b_high + (middle >> 32) + (middle_low >> 32),
          (middle_low << 32) | (low & 0xffffffff)};
#else
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#endif
}

// 10^power = (row + f) * 2^(floor_log2(power) - 127), 0 <= f < 1; the top bit of a row is set. f =
// 0 for power >= 0.
constexpr std::int32_t max_power = 32;
constexpr std::int32_t row_count = 2 * max_power + 1;

constexpr Word128 make_row(std::int32_t power) noexcept {
  __extension__ using Wide = unsigned __int128;
  constexpr Wide top = Wide{1} << 127;
  Wide power_of_five = 1;
  for (std::int32_t n = power < 0 ? -power : power; n > 0; --n) power_of_five *= 5;
  Wide row = power_of_five;
  if (power < 0) {  // 1 / 5^n by long division, until the quotient has 128 bits
    Wide remainder = 1;
    for (row = 0; row < top;) {
      remainder <<= 1;
      row <<= 1;
      if (remainder >= power_of_five) {
        remainder -= power_of_five;
        row |= 1;
      }
    }
  }
  while (row < top) row <<= 1;
  return {static_cast<std::uint64_t>(row >> 64), static_cast<std::uint64_t>(row)};
}

struct PowerTable {
  Word128 rows[row_count];
};

constexpr PowerTable make_power_table() noexcept {
  PowerTable table{};
  for (std::int32_t i = 0; i < row_count; ++i) table.rows[i] = make_row(i - max_power);
  return table;
}

// The table does not compress: a program that is built for size makes each row anew, in less than a
// microsecond.
Word128 row_of(std::int32_t power) noexcept {
  if constexpr (small) {
    return make_row(power);
  } else {
    static constexpr PowerTable table = make_power_table();
    return table.rows[power + max_power];
  }
}

// floor(log2(10^power)) for |power| <= 1233.
constexpr std::int32_t floor_log2_of_power_of_ten(std::int32_t power) noexcept {
  return (power * 1741647) >> 19;
}

// The high 128 bits of a product of rows, normalised. Rounded down by less than 6 units in the last
// place.
Word128 multiply_rows(const Word128& a, const Word128& b) noexcept {
  const Word128 high = multiply(a.high, b.high);
  const std::uint64_t cross_a = multiply(a.high, b.low).high;
  const std::uint64_t cross_b = multiply(a.low, b.high).high;
  Word128 result = high;
  result.low += cross_a;
  result.high += result.low < cross_a;
  result.low += cross_b;
  result.high += result.low < cross_b;
  if ((result.high >> 63) == 0) {
    result.high = (result.high << 1) | (result.low >> 63);
    result.low <<= 1;
  }
  return result;
}

// A non-negative integer large enough for the quotients below: the worst are 768 digits over
// 5^1092, 2600 bits.
class BigInteger {
 public:
  explicit BigInteger(std::uint64_t value) noexcept {
    for (; value != 0; value >>= 32) limbs_[size_++] = static_cast<std::uint32_t>(value);
  }

  void multiply_add(std::uint32_t factor, std::uint32_t addend) noexcept {
    std::uint64_t carry = addend;
    for (std::uint32_t i = 0; i < size_; ++i) {
      carry += std::uint64_t{limbs_[i]} * factor;
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs_[size_++] = static_cast<std::uint32_t>(carry);
  }

  void multiply_by_power_of_five(std::int32_t power) noexcept {
    for (; power >= 13; power -= 13) multiply_add(1'220'703'125, 0);
    for (; power > 0; --power) multiply_add(5, 0);
  }

  void shift_left(std::int32_t bits) noexcept {
    const auto whole = static_cast<std::uint32_t>(bits) / 32;
    if (whole != 0) {
      std::memmove(limbs_ + whole, limbs_, size_ * sizeof limbs_[0]);
      std::memset(limbs_, 0, whole * sizeof limbs_[0]);
      size_ += whole;
    }
    multiply_add(std::uint32_t{1} << (bits % 32), 0);
  }

  // *this >= other; if so, subtracts.
  bool subtract_if_not_less(const BigInteger& other) noexcept {
    if (size_ != other.size_) {
      if (size_ < other.size_) return false;
    } else {
      std::uint32_t i = size_;
      while (i > 0 && limbs_[i - 1] == other.limbs_[i - 1]) --i;
      if (i > 0 && limbs_[i - 1] < other.limbs_[i - 1]) return false;
    }
    std::uint64_t borrow = 0;
    for (std::uint32_t i = 0; i < size_; ++i) {
      const std::uint64_t subtrahend = i < other.size_ ? other.limbs_[i] : 0;
      const std::uint64_t difference = limbs_[i] - subtrahend - borrow;
      limbs_[i] = static_cast<std::uint32_t>(difference);
      borrow = difference >> 63;
    }
    while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
    return true;
  }

  bool is_zero() const noexcept { return size_ == 0; }

  std::int32_t bit_length() const noexcept {
    return size_ == 0 ? 0
                      : static_cast<std::int32_t>(32 * size_) - std::countl_zero(limbs_[size_ - 1]);
  }

 private:
  std::uint32_t size_ = 0;
  std::uint32_t limbs_[88];
};

// digits * 10^power by long division in binary, until the quotient has 64 bits. digits != 0.
Scaled divide_exactly(BigInteger& digits, std::int32_t power, bool sticky) noexcept {
  BigInteger divisor(1);
  if (power >= 0) {
    digits.multiply_by_power_of_five(power);
  } else {
    divisor.multiply_by_power_of_five(-power);
  }
  // With equal lengths the quotient lies between 1/2 and 2.
  const std::int32_t shift = divisor.bit_length() - digits.bit_length();
  if (shift > 0) {
    digits.shift_left(shift);
  } else {
    divisor.shift_left(-shift);
  }
  std::int32_t exponent = power - shift;
  std::uint64_t quotient = 0;
  while (true) {
    quotient = (quotient << 1) | (digits.subtract_if_not_less(divisor) ? 1 : 0);
    if ((quotient >> 63) != 0) break;
    digits.shift_left(1);
    --exponent;
  }
  return {quotient, exponent, sticky || !digits.is_zero()};
}

TALLY_NOINLINE Scaled scale_exactly(std::uint64_t mantissa, std::int32_t power) noexcept {
  BigInteger digits(mantissa);
  return divide_exactly(digits, power, false);
}

// mantissa (top bit set) * row, where the row may be too small by `error` units in its last place.
struct Product {
  Scaled scaled;
  bool certain;
};

TALLY_INLINE Product multiply_by_row(std::uint64_t mantissa, const Word128& row,
                                     std::int32_t exponent, std::uint64_t error) noexcept {
  const Word128 high = multiply(mantissa, row.high);
  const Word128 low = multiply(mantissa, row.low);
  std::uint64_t significand = high.high;
  std::uint64_t rest = high.low + low.high;
  significand += rest < low.high;
  const std::uint64_t leading_zero = (significand >> 63) ^ 1;
  significand = (significand << leading_zero) | ((rest >> 63) & leading_zero);
  rest <<= leading_zero;
  // The product is too small by less than `error` units of `rest`, or twice that after the shift.
  return {{significand, exponent - static_cast<std::int32_t>(leading_zero),
           error != 0 || (rest | low.low) != 0},
          error == 0 || rest < ~std::uint64_t{0} - 2 * error};
}

TALLY_NOINLINE Scaled scale_far(std::uint64_t mantissa, std::int32_t power) noexcept {
  const Word128 step = row_of(power < 0 ? -max_power : max_power);
  std::int32_t remaining = power;
  Word128 row = row_of(remaining % max_power);
  for (remaining /= max_power; remaining != 0; remaining += power < 0 ? 1 : -1) {
    row = multiply_rows(row, step);
  }
  const std::int32_t shift = std::countl_zero(mantissa);
  // At most 13 rows and 12 products: relative errors of 2^-127 for a row and 6 * 2^-127 for a
  // product add up to less than 2^-120, which is 256 units in the last place.
  constexpr std::uint64_t error = 256;
  const Product product =
      multiply_by_row(mantissa << shift, row, floor_log2_of_power_of_ten(power) + 1 - shift, error);
  return product.certain ? product.scaled : scale_exactly(mantissa, power);
}

}  // namespace

Scaled scale_by_power_of_ten(std::uint64_t mantissa, std::int32_t power) noexcept {
  if (power < -max_power || power > max_power) return scale_far(mantissa, power);
  const std::int32_t shift = std::countl_zero(mantissa);
  const Product product =
      multiply_by_row(mantissa << shift, row_of(power),
                      floor_log2_of_power_of_ten(power) + 1 - shift, power < 0 ? 1 : 0);
  return product.certain ? product.scaled : scale_exactly(mantissa, power);
}

Scaled scale_digits(const char* begin, const char* end, std::int64_t power) noexcept {
  // What rounding compares with, the middle between two neighbouring doubles, has at most 767
  // significant digits: of the digits after those it matters only whether one is not 0.
  constexpr std::int32_t max_digits = 768;
  BigInteger digits(0);
  std::int32_t count = 0;
  bool sticky = false;
  std::uint32_t chunk = 0;
  std::uint32_t chunk_power = 1;
  for (const char* p = begin; p != end && (*p | 0x20) != 'e'; ++p) {
    const auto digit = static_cast<std::uint32_t>(*p - '0');
    if (digit > 9) continue;
    if (count == max_digits) {
      sticky = sticky || digit != 0;
      ++power;
      continue;
    }
    if (count != 0 || digit != 0) ++count;
    chunk = chunk * 10 + digit;
    chunk_power *= 10;
    if (chunk_power == 1'000'000'000) {
      digits.multiply_add(chunk_power, chunk);
      chunk = 0;
      chunk_power = 1;
    }
  }
  digits.multiply_add(chunk_power, chunk);
  return divide_exactly(digits, static_cast<std::int32_t>(power), sticky);
}

}  // namespace tally
