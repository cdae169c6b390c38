// What may go wrong with a regular expression, and how much work one may cause.
#pragma once

#include <cstdint>
#include <string>

namespace tally::compiler {

enum class PatternErrorCode {
  syntax,           // no regular expression of ECMA-262 in `u` mode
  unsupported,      // one, but not within what a DFA over well-formed text can do (or we offer)
  too_large,        // too long, too deep, or its counts unfold to too much
  too_many_states,  // the automaton outgrows its limits
};

// An error, written for the author of the contract.
struct PatternError {
  PatternErrorCode code;
  std::uint32_t begin;  // the part of the source that is to blame, in bytes: [begin, end)
  std::uint32_t end;
  std::string message;  // one sentence without a full stop
  std::string hint;     // what to write instead; may be empty
};

// Bounds on one compilation; they hold for hostile input too. The defaults keep the worst case
// below about a second and some 100 MB, and are far above what a contract needs.
struct PatternLimits {
  std::uint32_t source_bytes = 16'384;
  std::uint32_t depth = 128;                // groups inside each other
  std::uint32_t nfa_edges = 100'000;        // after unfolding the counted repetitions
  std::uint32_t dfa_states = 8'192;         // before minimisation
  std::uint32_t dfa_work = 32 * 1'048'576;  // edges followed while the DFA is made
};

}  // namespace tally::compiler
