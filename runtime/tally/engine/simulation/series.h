// Made-up documents, one after the other: fields with `simulate` in the contract behave as it says.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tally/engine/plan.h"
#include "tally/engine/simulation/simulate.h"

namespace tally {

/// A field of a document.
struct FieldPlace {
  plan::TypeIndex record = 0;
  std::size_t member = 0;
  std::string_view path;  // JSON Pointer
};

/// The same plan, seed and moments give the same values on every platform. The plan outlives it.
class Series {
 public:
  Series(const plan::Plan& plan, std::uint64_t seed) noexcept : plan_(plan), seed_(seed) {}

  /// The value of a field, as JSON; nothing where the contract does not say how it behaves. O(1) if
  /// steps are asked for in their order; a walk has to go from its beginning otherwise.
  std::optional<std::string> value(const FieldPlace& place, simulate::Moment moment);

  /// A document of `type`: `base` with other values in the fields that it has of those that
  /// behave, and with those that it lacks although they are required. Nothing when `base` is no
  /// JSON, or larger or deeper than the contract allows; whether all else is sound is for a judge
  /// to say. O(length).
  std::optional<std::string> document(plan::TypeIndex type, std::string_view base,
                                      simulate::Moment moment);

  /// Whether a field of `type`, or of what its documents hold, behaves. O(types).
  [[nodiscard]] bool is_lively(plan::TypeIndex type) const;

 private:
  struct Last {
    std::uint64_t step = 0;
    double number = 0;
  };

  double number(const simulate::Spec& spec, std::string_view path, simulate::Moment moment);

  plan::Plan plan_;
  std::uint64_t seed_;
  std::map<std::string, Last, std::less<>> last_;  // by path: a walk needs the value before
};

}  // namespace tally
