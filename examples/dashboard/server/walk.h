// A field that behaves as its contract says under `simulate:`.
#pragma once

#include <cstdint>
#include <string_view>

#include "tally/engine/simulate.h"

namespace dashboard {

class Walk {
 public:
  /// `path` is the field's JSON Pointer, `start` in place of the contract's own.
  Walk(const tally::simulate::Spec& spec, std::uint64_t run, std::string_view path, double start)
      : spec_(&spec), seed_(tally::simulate::seed_of(run, path)), value_(start) {}

  [[nodiscard]] double value() const noexcept { return value_; }
  /// One step, after something else has moved the value by `push`.
  double next(double push = 0) noexcept {
    value_ = tally::simulate::number(*spec_, seed_, {++step_, 0}, value_ + push);
    return value_;
  }

 private:
  const tally::simulate::Spec* spec_;
  std::uint64_t seed_;
  std::uint64_t step_ = 0;
  double value_;
};

}  // namespace dashboard
