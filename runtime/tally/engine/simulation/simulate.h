// Made-up values for fields that say how they behave (`simulate:` in a contract). Pure functions:
// the same specification, seed and moment give the same bits on every platform, which is why the
// sine is our own. docs/language.md says what each generator means.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tally::simulate {

enum class Generator : std::uint8_t {
#define TALLY_GENERATOR(id, ...) id,
#include "tally/engine/vocabulary/generators.def"
};

/// One field's generator. Numbers of integers are `whole`, and so are those of a decimal, which
/// count units of its last place; they stay within +-2^53.
struct Spec {
  Generator generator{};
  bool whole = false;
  double minimum = 0;       // uniform, walk, counter: never less
  double maximum = 0;       // never more
  double start = 0;         // walk, counter: the value at step 0
  double step = 0;          // walk: the largest change; counter: the change
  double offset = 0;        // sine: the middle
  double amplitude = 0;     // sine
  std::int64_t period = 0;  // sine: nanoseconds, above 0
};

/// Which value is asked for.
struct Moment {
  std::uint64_t step = 0;    // 0 is the first
  std::int64_t elapsed = 0;  // nanoseconds since the first; 0 or more
};

/// The seed of one field, so that fields of one run differ: `path` is its JSON Pointer.
std::uint64_t seed_of(std::uint64_t run, std::string_view path) noexcept;

/// Any generator but `choice`. `previous` is the value at the step before; only a walk looks at it,
/// and not at step 0.
double number(const Spec& spec, std::uint64_t seed, Moment moment, double previous) noexcept;

/// Generator `choice`: a position in `weights`, which are 0 or more and not all 0.
std::uint32_t choice(std::span<const double> weights, std::uint64_t seed,
                     std::uint64_t step) noexcept;

}  // namespace tally::simulate
