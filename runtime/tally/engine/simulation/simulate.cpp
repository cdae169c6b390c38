#include "tally/engine/simulation/simulate.h"

#include <algorithm>

namespace tally::simulate {
namespace {

// SplitMix64: one round for each number, so that any step can be asked for.
constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

std::uint64_t mix(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

/// 0 or more, less than 1.
double random(std::uint64_t seed, std::uint64_t step) noexcept {
  constexpr double unit = 1.0 / 9007199254740992.0;  // 2^-53
  return static_cast<double>(mix(seed + (step + 1) * golden) >> 11U) * unit;
}

/// Largest whole number that is not above; for magnitudes up to 2^53.
double floor_of(double value) noexcept {
  const auto whole = static_cast<double>(static_cast<std::int64_t>(value));
  return whole > value ? whole - 1 : whole;
}

/// Sine of a turn's fraction, -0.25 to 0.25: the Taylor series, which there is exact to a few units
/// in the last place.
double sine_of_quarter(double turn) noexcept {
  const double x = turn * 6.283185307179586;
  double term = x;
  double sum = x;
  for (int n = 1; n <= 11; ++n) {
    term *= -(x * x) / static_cast<double>(2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

double sine(const Spec& spec, std::int64_t elapsed) noexcept {
  const double turn = static_cast<double>(elapsed % spec.period) / static_cast<double>(spec.period);
  const double folded = turn <= 0.25 ? turn : turn < 0.75 ? 0.5 - turn : turn - 1;
  return spec.offset + spec.amplitude * sine_of_quarter(folded);
}

/// What leaves the range comes back from its edge.
double reflected(const Spec& spec, double value) noexcept {
  if (value > spec.maximum) value = spec.maximum - (value - spec.maximum);
  if (value < spec.minimum) value = spec.minimum + (spec.minimum - value);
  return std::clamp(value, spec.minimum, spec.maximum);
}

double walk(const Spec& spec, double chance, double previous) noexcept {
  const double change = spec.whole ? floor_of(chance * (2 * spec.step + 1)) - spec.step
                                   : (2 * chance - 1) * spec.step;
  return reflected(spec, previous + change);
}

/// Begins again where the next value would leave the range.
double counter(const Spec& spec, std::uint64_t step) noexcept {
  const double room = spec.step > 0 ? spec.maximum - spec.start : spec.start - spec.minimum;
  const double size = spec.step > 0 ? spec.step : -spec.step;
  constexpr double most = 9007199254740992.0;
  if (size == 0) return spec.start;
  const double count = std::min(room / size, most - 1);
  const auto turns = static_cast<std::uint64_t>(count < 0 ? 0 : count) + 1;
  return spec.start + spec.step * static_cast<double>(step % turns);
}

}  // namespace

std::uint64_t seed_of(std::uint64_t run, std::string_view path) noexcept {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return mix(run + golden) ^ mix(hash);
}

double number(const Spec& spec, std::uint64_t seed, Moment moment, double previous) noexcept {
  switch (spec.generator) {
    case Generator::uniform: {
      const double chance = random(seed, moment.step);
      const double width = spec.maximum - spec.minimum;
      const double value = spec.whole ? spec.minimum + floor_of(chance * (width + 1))
                                      : spec.minimum + chance * width;
      return std::clamp(value, spec.minimum, spec.maximum);
    }
    case Generator::walk:
      return moment.step == 0 ? spec.start : walk(spec, random(seed, moment.step), previous);
    case Generator::sine: {
      const double value = sine(spec, moment.elapsed);
      return spec.whole ? floor_of(value + 0.5) : value;
    }
    case Generator::counter:
      return counter(spec, moment.step);
    case Generator::choice:
      break;
  }
  return 0;
}

std::uint32_t choice(std::span<const double> weights, std::uint64_t seed,
                     std::uint64_t step) noexcept {
  double all = 0;
  for (const double weight : weights) all += weight;
  double rest = random(seed, step) * all;
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    if (rest < weights[i]) return i;
    rest -= weights[i];
    last = i;  // for what rounding left over
  }
  return last;
}

}  // namespace tally::simulate
