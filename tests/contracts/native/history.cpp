// What the migrations of history.contract.yaml compute: compiled into the server and into
// contracts.wasm.
#include "history.h"

#include "tally/engine/values/number.h"

namespace acme::history {
namespace {

constexpr std::int64_t micros_per_cent = 10'000;

}  // namespace

std::optional<Micros> micros_from_cents(std::int64_t old) noexcept {
  if (old < 0 || old > INT64_MAX / micros_per_cent) return std::nullopt;
  return Micros{old * micros_per_cent};
}

/// "12.5 kg" -> 12.5
std::optional<double> kilograms(const std::string& old) noexcept {
  constexpr std::string_view unit = " kg";
  if (!std::string_view(old).ends_with(unit)) return std::nullopt;
  const tally::Document text(std::string_view(old).substr(0, old.size() - unit.size()));
  const char* p = text.padded().data;
  double weight = 0;
  const bool sound = tally::read_double(p, weight) == tally::NumberStatus::ok;
  return sound && p == text.padded().end() ? std::optional(weight) : std::nullopt;
}

}  // namespace acme::history
