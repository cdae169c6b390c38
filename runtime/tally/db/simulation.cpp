#include "tally/db/simulation.h"

#include <utility>

#include "tally/async/interval.h"

namespace tally::db {

Simulation::Simulation(Db& db, Record& record, async::Function<std::string()> base,
                       std::uint64_t seed)
    : db_(db), record_(record), base_(std::move(base)), series_(record.type().plan, seed) {}

Result<Sequence> Simulation::step() {
  const async::Instant now = db_.loop().now();
  if (steps_ == 0) first_ = now;
  const simulate::Moment moment{
      steps_++, std::chrono::duration_cast<std::chrono::nanoseconds>(now - first_).count()};
  std::string base = base_();
  const auto made = series_.document(record_.type().type, base, moment);
  return db_.set(record_, made ? *made : base);  // what is no document the judge explains best
}

void Simulation::step_or_drop() {
  if (const Result<Sequence> written = step(); !written) db_.dropped(record_, written.issues());
}

async::Task<> run(Simulation simulation, async::Duration period) {
  for (async::Interval ticks = simulation.loop().interval(period);;) {
    co_await ticks.next();
    simulation.step_or_drop();
  }
}

}  // namespace tally::db
