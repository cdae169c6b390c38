// A field that behaves as its contract says under `simulate:`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tally/engine/contract.h"
#include "tally/engine/simulation/simulate.h"

namespace dashboard {

class Walk {
 public:
  /// Of a field whose contract says how it behaves; `start` in place of what that says.
  template <class Record>
  static Walk of(std::string_view field, std::uint64_t run,
                 std::optional<double> start = std::nullopt) {
    const tally::ContractType& type = tally::Contract<Record>::type;
    const tally::plan::Type& record = type.plan.types[type.type];
    const auto& spec = record.members[tally::plan::find_member(record, field)].simulated->spec;
    return {spec, tally::simulate::seed_of(run, "/" + std::string(field)),
            start.value_or(spec.start)};
  }

  [[nodiscard]] double value() const noexcept { return value_; }
  /// One step, after something else has moved the value by `push`.
  double next(double push = 0) noexcept {
    value_ = tally::simulate::number(*spec_, seed_, {++step_, 0}, value_ + push);
    return value_;
  }

 private:
  Walk(const tally::simulate::Spec& spec, std::uint64_t seed, double start) noexcept
      : spec_(&spec), seed_(seed), value_(start) {}

  const tally::simulate::Spec* spec_;
  std::uint64_t seed_;
  std::uint64_t step_ = 0;
  double value_;
};

}  // namespace dashboard
