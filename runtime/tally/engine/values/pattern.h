// Regular expressions at run time: a minimal DFA over UTF-8 bytes, or over kinds of characters.
//
// The tables are made by the contract compiler (compiler/pattern); a `Pattern` only points at them.
// Generated code keeps them as constants, so a pattern costs its tables and no start-up time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tally {

// States are known by the offset of their row in the transition table, so that a step is one
// addition and one load:
//
//     next = table[state + class_of[byte]]
//
// and they are ordered, so that every question about a state is a compare:
//
//     [0, first_accepting)           rejects if the text ends here
//     [first_accepting, first_sink)  accepts if the text ends here
//     first_sink                     accepts whatever follows; has no row
//     first_sink + 1                 rejects whatever follows; has no row
//
// Offsets are 8 bits wide where they all fit (most patterns) and 16 bits wide otherwise.
//
// Where a pattern has large classes such as \p{L}, each state would need many more for the places
// inside of characters. There a character beyond ASCII is looked up first, and a byte that stands
// for all that the pattern does not tell from it takes the step.
struct Pattern {
  std::string_view source;        // as written in the contract
  const std::uint8_t* class_of;   // 256 entries: byte -> column
  const std::uint8_t* narrow;     // the table with 8-bit offsets, or null
  const std::uint16_t* wide;      // the table with 16-bit offsets, or null; without rows both are
  std::uint32_t start;            // offset of the state before the first byte
  std::uint32_t first_accepting;  // at most first_sink
  std::uint32_t first_sink;       // number of entries in the table

  // By bytes if null. Only patterns by characters name a function, so other programs are without
  // it.
  bool (*by_characters)(const Pattern& pattern, std::string_view text) noexcept = nullptr;
  // Code point << 8 | the byte that stands for it and those up to the next row. Ascending, the
  // first one U+0080.
  const std::uint32_t* characters = nullptr;
  std::uint32_t character_rows = 0;
};

// The column of a run of bytes.
struct ByteClass {
  std::uint8_t first;
  std::uint8_t last;
  std::uint8_t column;
};

// `class_of` from runs; other bytes are of column 0.
template <std::size_t count>
constexpr std::array<std::uint8_t, 256> byte_classes(const ByteClass (&runs)[count]) {
  std::array<std::uint8_t, 256> table{};
  for (const ByteClass& run : runs) {
    for (std::size_t byte = run.first; byte <= run.last; ++byte) table[byte] = run.column;
  }
  return table;
}

// What `by_characters` is: a step for each character, beyond ASCII behind a search among the rows.
bool match_characters(const Pattern& pattern, std::string_view text) noexcept;

namespace detail {

template <typename Offset>
bool run_pattern(const Pattern& pattern, const Offset* table, std::string_view text) noexcept {
  std::uint32_t state = pattern.start;
  for (const char byte : text) {
    if (state >= pattern.first_sink) break;
    state = table[state + pattern.class_of[static_cast<std::uint8_t>(byte)]];
  }
  return state >= pattern.first_accepting && state <= pattern.first_sink;
}

}  // namespace detail

// Whether the pattern occurs anywhere in the text, as `new RegExp(source, 'u').test(text)`. One
// step per byte or character at most, no allocation; stops at the first byte that settles the
// answer. The text has to be well-formed UTF-8 (every door sees to that); for other bytes the
// answer is arbitrary, though always the same.
inline bool matches(const Pattern& pattern, std::string_view text) noexcept {
  if (pattern.by_characters != nullptr) return pattern.by_characters(pattern, text);
  return pattern.wide != nullptr ? detail::run_pattern(pattern, pattern.wide, text)
                                 : detail::run_pattern(pattern, pattern.narrow, text);
}

}  // namespace tally
