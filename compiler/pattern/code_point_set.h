// Sets of Unicode code points: what one character of a pattern may be.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace tally::compiler::pattern {

constexpr std::uint32_t last_code_point = 0x10FFFF;

constexpr bool is_surrogate(std::uint32_t code_point) {
  return code_point >= 0xD800 && code_point <= 0xDFFF;
}

struct CodePointRange {
  std::uint32_t first;
  std::uint32_t last;  // inclusive, not below `first`

  bool operator==(const CodePointRange&) const = default;
};

// A set as ranges in ascending order that neither overlap nor touch.
class CodePointSet {
 public:
  CodePointSet() = default;
  CodePointSet(std::initializer_list<CodePointRange> ranges);
  explicit CodePointSet(std::vector<CodePointRange> ranges);  // in any order, may overlap

  const std::vector<CodePointRange>& ranges() const { return ranges_; }
  bool contains(std::uint32_t code_point) const;  // logarithmic

  CodePointSet complement() const;

 private:
  std::vector<CodePointRange> ranges_;
};

// The sets that ECMA-262 gives a letter.
CodePointSet digits();           // \d
CodePointSet word_characters();  // \w
CodePointSet white_space();      // \s: WhiteSpace and LineTerminator
CodePointSet line_terminators();

}  // namespace tally::compiler::pattern
