// Values of records whose types say how they behave (`simulate:`).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sample/sampler.h"
#include "sample/simulated.h"
#include "serve/records.h"
#include "tally/async/time.h"

namespace tally::compiler {

/// Sets the records that clients may only read, each at its own series of values. Of keys that the
/// contract leaves open there are three: `pumps.{id}` is `pumps.1`, `pumps.2` and `pumps.3`.
class Simulated {
 public:
  /// Makes the records. All that is given outlives it.
  Simulated(const model::Model& model, const ServedRecords& records, db::Db& db);
  Simulated(const Simulated&) = delete;
  Simulated& operator=(const Simulated&) = delete;

  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }

  /// The next value of each record.
  void step();

 private:
  struct Source {
    Source(const model::Model& model, const ServedKey& key, std::uint64_t seed);

    sampling::Series series;
    bool asked = false;  // the type has fields that say how they behave
    sampling::Sampler sampler;
    db::Record* record = nullptr;
  };

  db::Db& db_;
  std::deque<Source> sources_;
  std::vector<std::string> keys_;
  std::uint64_t number_ = 0;
};

}  // namespace tally::compiler
