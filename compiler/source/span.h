// Places in source text: plain values that every node and every diagnostic carries.
#pragma once

#include <cstdint>

namespace tally::compiler {

// Names a file within one Sources.
enum class FileId : std::uint32_t { none = 0xffffffff };

// A half-open range of bytes in one file. A default Span is "nowhere": a diagnostic about a command
// line has no place.
struct Span {
  FileId file = FileId::none;
  std::uint32_t begin = 0;  // byte offset of the first byte
  std::uint32_t end = 0;    // byte offset behind the last byte

  constexpr bool is_nowhere() const { return file == FileId::none; }
  constexpr std::uint32_t size() const { return end - begin; }

  friend constexpr bool operator==(const Span&, const Span&) = default;
};

// What people call a place: both count from 1, columns in Unicode scalar values (an invalid byte
// counts as one).
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend constexpr bool operator==(const Position&, const Position&) = default;
};

}  // namespace tally::compiler
