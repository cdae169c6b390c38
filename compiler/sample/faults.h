// Ways to spoil a valid document, one at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sample/maker.h"
#include "sample/random.h"
#include "sample/value.h"

namespace tally::compiler::sampling {

/// A change that should make one issue. Whether it does is for the judge to say: the pattern of a
/// text that becomes too short may fail as well.
struct Fault {
  std::string code;
  std::string path;                  // of the issue
  std::vector<std::size_t> route;    // positions in `items` from the root to the value
  std::function<bool(Value&)> make;  // changes the value there; false when there is no way
};

/// All that there are for this document. They use `workshop` and `random` when they are made.
std::vector<Fault> faults_of(const Value& document, Workshop& workshop, Random& random);

}  // namespace tally::compiler::sampling
