// Values of records whose types say how they behave (`simulate:`).
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "tally/db/db.h"
#include "tally/db/simulation.h"
#include "tally/engine/keys.h"

namespace tally::compiler {

/// Sets the records that clients may only read, each at its own series of values. Of keys that the
/// contract leaves open there are three: `pumps.{id}` is `pumps.1`, `pumps.2` and `pumps.3`.
class Simulated {
 public:
  /// Makes the records. All that is given outlives it.
  Simulated(const std::vector<KeyDefinition>& keys, db::Db& db);
  Simulated(const Simulated&) = delete;
  Simulated& operator=(const Simulated&) = delete;

  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }

  /// The next value of each record.
  void step();

 private:
  void add(const std::string& key, const KeyDefinition& declared, db::Db& db);

  std::deque<db::Simulation> simulations_;
  std::vector<std::string> keys_;
};

}  // namespace tally::compiler
