// The one hard step between decimal and binary floating point, shared by reading and writing: a
// 64-bit (or longer) integer times a power of ten, to 64 bits and exactly known beyond.
#pragma once

#include <cstdint>

#include "tally/engine/base.h"

namespace tally {

// (significand + f) * 2^exponent with 0 <= f < 1; the top bit of the significand is set, `sticky`
// says f != 0. That is all that correct rounding to fewer than 64 bits needs to know.
struct Scaled {
  std::uint64_t significand;
  std::int32_t exponent;
  bool sticky;
};

// mantissa * 10^power. mantissa != 0, |power| <= 400.
//
// One 64 x 128 bit multiplication (Lemire, "Number parsing at a gigabyte per second", 2021) for
// powers within +-32, the 65 rows of the table; they cover what is common: reading 17 digits of
// values between 1e-16 and 1e48, and writing the same. Powers further out multiply rows first,
// about five times slower. Where 128 bits do not settle the answer (odds of 2^-55, or a quotient
// without remainder), big integers do.
Scaled scale_by_power_of_ten(std::uint64_t mantissa, std::int32_t power) noexcept;

// The same for a decimal number of any length: the digits of [begin, end), up to an `e` or `E`,
// other characters skipped, taken as one integer and multiplied by 10^power. Leading zeros are
// fine; there is a digit other than 0, and the value lies between 1e-400 and 1e400. Big integers
// throughout: microseconds.
Scaled scale_digits(const char* begin, const char* end, std::int64_t power) noexcept;

// 10^0 .. 10^19.
inline constexpr std::uint64_t small_powers_of_ten[20] = {
    1u,
    10u,
    100u,
    1'000u,
    10'000u,
    100'000u,
    1'000'000u,
    10'000'000u,
    100'000'000u,
    1'000'000'000u,
    10'000'000'000u,
    100'000'000'000u,
    1'000'000'000'000u,
    10'000'000'000'000u,
    100'000'000'000'000u,
    1'000'000'000'000'000u,
    10'000'000'000'000'000u,
    100'000'000'000'000'000u,
    1'000'000'000'000'000'000u,
    10'000'000'000'000'000'000u,
};

}  // namespace tally
