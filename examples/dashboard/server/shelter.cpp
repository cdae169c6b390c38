#include "shelter.h"

#include <algorithm>
#include <cmath>

#include "declared.h"

namespace dashboard {
namespace {

namespace weather = climate::weather;
using weather::Access;
using weather::Model;

constexpr Site all_sites[] = {
    {"reykjavik", "Reykjavík", "IS", 64.15, -21.94, 61, Model::harbour, Access::everybody, 2, 19,
     1000},
    {"bergen", "Bergen", "NO", 60.39, 5.32, 12, Model::harbour, Access::everybody, 5, 18, 800},
    {"helsinki", "Helsinki", "FI", 60.17, 24.94, 26, Model::field, Access::everybody, 1, 21, 1500},
    {"dublin", "Dublin", "IE", 53.35, -6.26, 20, Model::field, Access::everybody, 9, 20, 1000},
    {"vienna", "Vienna", "AT", 48.21, 16.37, 171, Model::field, Access::everybody, 8, 22, 500},
    {"jungfraujoch", "Jungfraujoch", "CH", 46.55, 7.98, 3580, Model::summit, Access::reading, -8,
     16, 1000},
    {"lisbon", "Lisbon", "PT", 38.72, -9.14, 77, Model::harbour, Access::everybody, 16, 23, 1200},
    {"athens", "Athens", "GR", 37.97, 23.72, 107, Model::field, Access::everybody, 18, 24, 700},
};

/// Of heating and cooling, for each degree that is missing.
constexpr double power_per_degree = 25;  // %
/// What a percent of power does in a step, and what the air outside does for each degree.
constexpr double push_per_percent = 0.002;
constexpr double leak = 0.0005;

weather::State state_of(double celsius, const weather::Setpoint& setpoint) {
  const double missing = setpoint.celsius.value - celsius;
  if (celsius < setpoint.alarm_below.value) return weather::State::alarm;
  if (std::abs(missing) <= 1) return weather::State::holding;
  return missing > 0 ? weather::State::heating : weather::State::cooling;
}

double rounded(double value) {
  return std::round(value * 100) / 100;
}

}  // namespace

std::span<const Site> sites() noexcept {
  return all_sites;
}

Shelter::Shelter(tally::db::Db& db, const Site& site, std::uint64_t run)
    : readings_(declared<weather::Reading>(db, weather::keys, weather::weather_key(site.id))),
      setpoints_(declared<weather::Setpoint>(db, weather::keys, weather::setpoints_key(site.id))),
      celsius_(Walk::of<weather::Reading>("celsius", run, site.target)),
      outside_(Walk::of<weather::Reading>("outside", run, site.outside)),
      humidity_(Walk::of<weather::Reading>("humidity", run)),
      wind_(Walk::of<weather::Reading>("wind", run)) {
  declared<weather::Station>(db, weather::keys, weather::stations_key(site.id))
      .set({.name = std::string(site.name),
            .country = std::string(site.country),
            .latitude = site.latitude,
            .longitude = site.longitude,
            .elevation = site.elevation,
            .model = site.model,
            .access = site.access});
  setpoints_.set({.celsius = {site.target},
                  .alarm_below = {site.target - 8},
                  .interval = site.interval,
                  .note = std::nullopt});
}

bool Shelter::step() {
  const weather::Setpoint setpoint = setpoints_.get().owned();
  power_ =
      std::clamp((setpoint.celsius.value - celsius_.value()) * power_per_degree, -100.0, 100.0);
  celsius_.next(power_ * push_per_percent + (outside_.next() - celsius_.value()) * leak);
  humidity_.next();
  wind_.next();
  since_ += step_ms;
  if (since_ < setpoint.interval) return false;
  since_ = 0;
  measure(setpoint);
  return true;
}

void Shelter::measure(const weather::Setpoint& setpoint) {
  const double celsius = rounded(celsius_.value());
  readings_.set({.celsius = {celsius},
                 .outside = {rounded(outside_.value())},
                 .humidity = {rounded(humidity_.value())},
                 .wind = rounded(wind_.value()),
                 .power = rounded(power_),
                 .state = state_of(celsius, setpoint)});
}

}  // namespace dashboard
