// Regular expression -> tables of a minimal DFA, at generation time.
//
// The dialect is ECMA-262 in `u` mode, searched for anywhere in the text as JSON Schema asks,
// without what a DFA cannot do (lookaround, backreferences). In order: parse -> Thompson NFA over
// UTF-8 bytes -> subset construction -> Hopcroft -> columns -> tables. Patterns with large classes,
// and those that would be too large otherwise, take the same way over bytes of which each stands
// for a kind of characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pattern/alphabet.h"
#include "pattern/error.h"
#include "tally/engine/values/pattern.h"

namespace tally::compiler {

// The tables of a pattern; tally/engine/values/pattern.h says how they are read. The code generator
// writes them out, the compiler itself matches through `view`.
struct CompiledPattern {
  std::string source;
  std::vector<std::uint8_t> class_of;  // 256
  std::uint32_t columns;               // entries per row
  // One of the two is empty; both are if the start is a sink.
  std::vector<std::uint8_t> narrow;
  std::vector<std::uint16_t> wide;
  std::vector<std::uint32_t> characters;  // rows, if it goes by characters
  std::uint32_t start;
  std::uint32_t first_accepting;
  std::uint32_t first_sink;
  std::uint32_t states;  // of the minimal automaton, sinks included
  // Whether every alternative starts with `^` or ends with `$`; judged by the look of the pattern.
  bool anchored_at_start;
  bool anchored_at_end;
  pattern::Alphabet alphabet;  // of the characters that it tells apart, and perhaps more

  // Points into this object: valid while it lives, stays where it is and is not changed.
  Pattern pattern() const;
};

// The same source and limits give the same tables or the same error. Time and memory are bounded by
// the limits.
std::variant<CompiledPattern, PatternError> compile_pattern(std::string_view source,
                                                            const PatternLimits& limits = {});

}  // namespace tally::compiler
