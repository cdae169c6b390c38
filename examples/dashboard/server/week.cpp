#include "week.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>

#include "earthquakes.h"

namespace dashboard {
namespace {

namespace quakes = climate::quakes;
using namespace tally;

constexpr std::int64_t speed = 1000;
/// Of the pause between two events, also between the last and the first.
constexpr auto longest_pause = std::chrono::seconds(2);

std::optional<quakes::Quake> quake_of(const usgs::earthquakes::Feature& feature) {
  const std::vector<double>& place = feature.geometry.coordinates;  // three, says the contract
  const usgs::earthquakes::Properties& known = feature.properties;
  if (!known.mag || !known.place) return std::nullopt;
  quakes::Quake quake{.id = feature.id.value,
                      .magnitude = *known.mag,
                      .depth = place[2],
                      .place = *known.place,
                      .latitude = place[1],
                      .longitude = place[0],
                      .time = known.time};
  if (!check<quakes::Quake>(quake).empty()) return std::nullopt;
  return quake;
}

}  // namespace

Result<Week, Problem> read_week(const std::filesystem::path& feed) {
  const std::string name = feed.string();
  std::ifstream file(feed, std::ios::binary);
  if (!file) return Problem{"file", "cannot read " + name, name};
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const Result<usgs::earthquakes::Feed> judged = parse<usgs::earthquakes::Feed>(text);
  if (!judged) {
    const Issue& first = judged.issues().front();
    return Problem{"contract", name + ": " + first.path + ": " + first.message, name};
  }
  Week week;
  for (const usgs::earthquakes::Feature& feature : judged->features) {
    if (auto quake = quake_of(feature)) week.quakes.push_back(std::move(*quake));
  }
  std::sort(week.quakes.begin(), week.quakes.end(),
            [](const auto& a, const auto& b) { return a.time.nanoseconds < b.time.nanoseconds; });
  if (week.quakes.empty()) return Problem{"empty", name + ": no events", name};
  return week;
}

async::Task<> replay(db::TypedRecord<quakes::Quake> record, const Week& week) {
  for (;;) {
    Timestamp before = week.quakes.front().time;
    for (const quakes::Quake& quake : week.quakes) {
      const async::Duration pause((quake.time.nanoseconds - before.nanoseconds) / speed);
      co_await record.db().loop().sleep(std::min<async::Duration>(pause, longest_pause));
      before = quake.time;
      record.set_or_drop(quake);
    }
    co_await record.db().loop().sleep(longest_pause);
  }
}

Seismograph::Seismograph(db::TypedRecord<quakes::Quake> quakes, std::uint64_t run)
    : noise_(Walk::of<quakes::Tremor>("displacement", run, 0)),
      feels_(db::tap(quakes, [this](const auto& quake) {
        amplitude_ = std::min(900.0, amplitude_ + 3 * std::exp2(quake->magnitude));
      })) {}

quakes::Tremor Seismograph::swing() {
  constexpr double fading = 0.93;
  phase_ += 1.1;
  amplitude_ *= fading;
  return {std::round((noise_.next() + amplitude_ * std::sin(phase_)) * 10) / 10};
}

}  // namespace dashboard
