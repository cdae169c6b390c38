// The documents that mutations begin with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/plans.h"
#include "contracts/vectors.h"
#include "differential/tree.h"
#include "sample/sampler.h"
#include "tally/engine/contract.h"

namespace tally::tests {

struct Sample {
  std::uint32_t type;  // position in the set
  Tree tree;
  std::size_t size;
};

inline Sample sample_of(std::size_t type, std::string_view document) {
  return {static_cast<std::uint32_t>(type), TreeReader(document).read(), document.size()};
}

/// The vectors that are accepted, but for those that are large for the sake of being large.
inline std::vector<Sample> vector_samples(std::span<const ContractType* const> types) {
  std::vector<Sample> found;
  for (const auto& file : vector_files()) {
    for (const Vector& vector : read_vectors(file)) {
      if (!vector.valid || vector.document.size() > 4000) continue;
      const auto type = std::find_if(types.begin(), types.end(),
                                     [&](const auto* t) { return t->name == vector.type; });
      if (type == types.end()) throw std::runtime_error("no type " + vector.type);
      found.push_back(sample_of(static_cast<std::size_t>(type - types.begin()), vector.document));
    }
  }
  return found;
}

/// What `tally sample` makes up for each type: sound documents, and such with one fault. There are
/// contracts for which it finds none.
inline std::vector<Sample> made_samples(std::span<const ContractType* const> types,
                                        const Plans& plans, std::uint64_t seed) {
  constexpr std::uint64_t sound = 12;
  constexpr std::uint64_t faulty = 6;
  std::vector<Sample> found;
  for (std::size_t type = 0; type < types.size(); ++type) {
    const auto [plan, index] = plans.at(types[type]->name);
    compiler::sampling::Sampler sampler(plan, index, seed);
    for (std::uint64_t i = 0; i < sound; ++i) {
      const auto document = sampler.valid(i);
      if (!document) break;
      found.push_back(sample_of(type, *document));
    }
    for (std::uint64_t i = 0; i < faulty; ++i) {
      const auto document = sampler.invalid(i);
      if (!document) break;
      found.push_back(sample_of(type, document->document));
    }
  }
  if (found.empty()) throw std::runtime_error("no documents were found");
  return found;
}

}  // namespace tally::tests
