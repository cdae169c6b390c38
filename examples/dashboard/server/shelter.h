// A weather station and the air of its shelter, which follows the setpoint.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tally/db/typed.h"
#include "walk.h"
#include "weather.h"

namespace dashboard {

/// Where a station is, and how it begins.
struct Site {
  std::string_view id;
  std::string_view name;
  std::string_view country;
  double latitude;
  double longitude;
  std::int16_t elevation;  // m
  climate::weather::Model model;
  climate::weather::Access access;
  double outside;          // °C
  double target;           // °C
  std::uint16_t interval;  // ms
};

/// Eight of them, in Europe.
std::span<const Site> sites() noexcept;

class Shelter {
 public:
  /// Makes the records of the station. The Db lasts longer.
  Shelter(tally::db::Db& db, const Site& site, std::uint64_t run);

  /// How much time passes in a step.
  static constexpr std::uint32_t step_ms = 100;
  /// Moves the air, and measures when that is due. Whether it has measured.
  bool step();

 private:
  void measure(const climate::weather::Setpoint& setpoint);

  tally::db::TypedRecord<climate::weather::Reading> readings_;
  tally::db::TypedRecord<climate::weather::Setpoint> setpoints_;
  Walk celsius_;
  Walk outside_;
  Walk humidity_;
  Walk wind_;
  double power_ = 0;         // %
  std::uint32_t since_ = 0;  // ms, since the last reading
};

}  // namespace dashboard
