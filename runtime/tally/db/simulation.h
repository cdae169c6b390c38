// Records whose values are made up, as `simulate:` of their contract says: for demos, and for pages
// whose server is not there yet.
#pragma once

#include <cstdint>
#include <string>

#include "tally/async/function.h"
#include "tally/async/task.h"
#include "tally/db/db.h"
#include "tally/engine/simulation/series.h"

namespace tally::db {

/// The documents of a record, one for each step from 0 on.
class Simulation {
 public:
  /// `base` gives the document in which the fields are replaced that say how they behave: what is
  /// required and does not say has to be in it, such as the time. Db and record outlive it.
  Simulation(Db& db, Record& record, async::Function<std::string()> base, std::uint64_t seed = 1);

  /// Sets the record to its next value.
  Result<Sequence> step();
  /// The same for one that nobody looks at.
  void step_or_drop();
  [[nodiscard]] async::Scheduler& loop() const noexcept { return db_.loop(); }

 private:
  Db& db_;
  Record& record_;
  async::Function<std::string()> base_;
  Series series_;
  std::uint64_t steps_ = 0;
  async::Instant first_{};
};

/// A task that takes a step each `period`. To be spawned in the Db of the records, which it then
/// ends with: `db.spawn(run(...))`. Values that break the contract are counted by the record, said
/// in the Db's log, and dropped.
async::Task<> run(Simulation simulation, async::Duration period);

}  // namespace tally::db
