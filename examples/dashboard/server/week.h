// The earthquakes of a week, again and again, and a seismograph that feels them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "quakes.h"
#include "tally/async/task.h"
#include "tally/db/flow.h"
#include "walk.h"

namespace dashboard {

/// Events in the order in which they happened; there is one at least.
struct Week {
  std::vector<climate::quakes::Quake> quakes;
};

/// Reads a feed of the USGS, judged by its contract. Events whose magnitude or place nobody knows
/// are left out. Problems: `file` when it cannot be read, `contract` and `empty`.
tally::Result<Week, tally::Problem> read_week(const std::filesystem::path& feed);

/// Sets the record to one event after another, a thousand times as fast as they happened.
tally::async::Task<> replay(tally::db::TypedRecord<climate::quakes::Quake> quakes,
                            const Week& week);

/// Swings with each event, the more the stronger it is.
class Seismograph {
 public:
  /// Both records last longer.
  Seismograph(tally::db::TypedRecord<climate::quakes::Quake> quakes, std::uint64_t run);
  Seismograph(const Seismograph&) = delete;
  Seismograph& operator=(const Seismograph&) = delete;

  static constexpr auto period = std::chrono::milliseconds(40);
  climate::quakes::Tremor swing();

 private:
  Walk noise_;
  double amplitude_ = 0;  // µm
  double phase_ = 0;
  tally::db::Flow feels_;
};

}  // namespace dashboard
