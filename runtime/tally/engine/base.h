// What every part of the engine leans on: unaligned loads and the two inlining hints.
//
// The engine reads and writes text eight bytes at a time ("SWAR": SIMD within a register), lowest
// byte first. Every target of Tally (x86-64, AArch64, wasm32) is little-endian; another one would
// have to swap in load64 and store64.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

// The cold part of a function whose hot part is inlined into generated code.
#define TALLY_NOINLINE __attribute__((noinline))
// Small hot primitives, inlined whatever the optimiser thinks of the caller's size.
#define TALLY_INLINE inline __attribute__((always_inline))

namespace tally {

// Whether a program is to be small rather than fast, all of it: the CMake option TALLY_SMALL.
#ifdef TALLY_SMALL
constexpr bool small = true;
#else
constexpr bool small = false;
#endif

// Whether a contract has tables for its records and no code of their own, which is less to load and
// slower: in small programs, and where a contract is compiled so because few values are of it.
#ifdef TALLY_BY_TABLE
constexpr bool by_table = true;
#else
constexpr bool by_table = small;
#endif

static_assert(std::endian::native == std::endian::little, "load64 and store64 assume it");

// Input text that the engine scans is followed by this many readable zero bytes: no scan needs an
// end check.
inline constexpr std::uint32_t input_padding = 64;

TALLY_INLINE std::uint64_t load64(const char* p) noexcept {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

TALLY_INLINE void store64(char* p, std::uint64_t word) noexcept {
  std::memcpy(p, &word, sizeof word);
}

// The byte in all eight positions.
constexpr std::uint64_t repeat(std::uint8_t byte) noexcept {
  return byte * std::uint64_t{0x0101010101010101};
}

}  // namespace tally
