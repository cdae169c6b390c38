// How values and writes are numbered, and how such a number crosses to a contract or to JavaScript.
#pragma once

#include <cstdint>

namespace tally::buffers {

/// Values of a buffer are numbered from 1 in the order in which they were written; the number is
/// the same for all readers. 0 is before the first. Writes of a client are numbered likewise. Who
/// makes a million of them a second reaches 2^53 after 285 years.
using Sequence = std::uint64_t;

/// As contracts have it, whose integers are signed.
constexpr std::int64_t to_wire(Sequence sequence) noexcept {
  return static_cast<std::int64_t>(sequence);
}
/// Of one that a contract has accepted. What is below 0 is before the first.
constexpr Sequence from_wire(std::int64_t value) noexcept {
  return value < 0 ? 0 : static_cast<Sequence>(value);
}

/// As JavaScript has it: exact up to 2^53.
constexpr double to_number(Sequence sequence) noexcept {
  return static_cast<double>(sequence);
}
/// What is no such number is before the first, and what is beyond 2^53 is that.
constexpr Sequence from_number(double number) noexcept {
  constexpr double beyond = 9007199254740992.0;
  if (!(number >= 1)) return 0;
  return static_cast<Sequence>(number < beyond ? number : beyond);
}

}  // namespace tally::buffers
