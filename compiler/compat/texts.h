// Sets of texts: whether all that one set of limits allows is allowed by another.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "compat/canonical.h"
#include "pattern/compile.h"
#include "tally/engine/formats.h"

namespace tally::compiler::compat {

/// Yes, no, or it would take too long to say.
enum class Answer : std::uint8_t { no, unknown, yes };

/// Lengths or counts.
struct Counts {
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t least = 0;
  std::uint64_t most = unlimited;
};

/// The counts that `limits` allow under these two keywords.
Counts counts_of(const Json& limits, const std::string& least, const std::string& most);

bool within(const Counts& inner, const Counts& outer);

/// What a string's limits allow: every pattern and every format holds, lengths are Unicode scalar
/// values.
struct Texts {
  std::vector<CompiledPattern> patterns;
  std::vector<Format> formats;
  Counts lengths;
};

Texts texts_of(const Json& limits);

/// The values of an enum's canonical form. No pattern when they are more than an automaton can
/// hold.
Texts texts_of_enum(const Json& form);

/// Whether every text of `inner` is one of `outer`. Decided by a walk over the product of all
/// automata and the length, of a bounded number of steps. Formats are no automata: a text that one
/// refuses is looked for, and without one it is not decided.
Answer within(const Texts& inner, const Texts& outer);

/// A shortest text of `inner` that is none of `outer`, if there is one that can be found.
std::optional<std::string> only_in(const Texts& inner, const Texts& outer);

}  // namespace tally::compiler::compat
