// Fields with `simulate`: a run of documents is a series, in which the document of number n is
// step n.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "model/model.h"
#include "plan/plan.h"
#include "sample/maker.h"

namespace tally::compiler::sampling {

/// The values of all fields that say how they behave. Documents of a run are a second apart.
class Series {
 public:
  /// Model and plan stay the caller's and outlive the series.
  Series(const model::Model& model, const OwnedPlan& plan, std::uint64_t seed);

  std::optional<std::string> value(const Place& place);

 private:
  struct Last {
    std::uint64_t step = 0;
    double number = 0;
  };

  double number_of(const simulate::Spec& spec, const Place& place);

  plan::Plan plan_;
  std::uint64_t seed_;
  std::map<plan::TypeIndex, const model::Declaration*> records_;
  std::map<std::string, Last, std::less<>> last_;  // by path: a walk needs the value before
};

}  // namespace tally::compiler::sampling
