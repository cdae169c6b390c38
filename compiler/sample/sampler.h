// Samples of a type: documents that are valid, and documents with one fault.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sample/maker.h"
#include "tally/engine/plan.h"

namespace tally::compiler::sampling {

/// A document with one issue.
struct FaultySample {
  std::string document;
  std::string code;
  std::string path;
};

/// The same seed gives the same samples on every platform, and each sample by its number alone:
/// those of a short run are the first of a longer one. Fields that say how they behave are a series
/// over the numbers. Everything is judged before it is handed out.
class Sampler {
 public:
  /// The plan stays the caller's and outlives the sampler.
  Sampler(const plan::Plan& plan, plan::TypeIndex type, std::uint64_t seed);

  /// Nothing when none was found; `trouble` may say why.
  std::optional<std::string> valid(std::uint64_t number);

  /// The same; faults of all kinds come in turn as far as the type has them.
  std::optional<FaultySample> invalid(std::uint64_t number);

  /// A value for which nothing fits: the JSON Pointer to it, and its limits in words.
  [[nodiscard]] std::string trouble() const;

 private:
  std::optional<Value> draft(Random& random, std::uint64_t number, std::uint32_t attempt);
  std::optional<FaultySample> spoil(const Value& sound, std::uint64_t number, Random& random);

  plan::TypeIndex type_;
  std::uint64_t seed_;
  Workshop workshop_;
  Series series_;
};

}  // namespace tally::compiler::sampling
