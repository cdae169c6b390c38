// Sets of texts: whether all that one set of limits allows is allowed by another.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compat/canonical.h"
#include "model/vocabulary.h"
#include "pattern/compile.h"
#include "tally/engine/values/formats.h"

namespace tally::compiler::compat {

/// Yes, no, or it would take too long to say.
enum class Answer : std::uint8_t { no, unknown, yes };

/// Lengths or counts.
struct Counts {
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t least = 0;
  std::uint64_t most = unlimited;
};

/// How many elements a list may have, and which of them have to differ.
struct Items {
  Counts counts;
  bool unique = false;                      // as a whole
  std::vector<std::set<std::string>> keys;  // by these fields
};
Items items_of(const Json& limits);
Answer within(const Items& inner, const Items& outer);

/// The counts that `limits` allow of what is counted.
Counts counts_of(const Json& limits, Subject subject,
                 model::LengthUnit unit = model::LengthUnit::characters);

bool within(const Counts& inner, const Counts& outer);

/// What a string's limits allow: every pattern and every format holds. `lengths` are of Unicode
/// scalar values, and no wider than those of bytes and UTF-16 code units let them be.
struct Texts {
  std::vector<CompiledPattern> patterns;
  std::vector<Format> formats;
  Counts lengths;
  Counts bytes;
  Counts utf16;
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
