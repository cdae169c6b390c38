// What a tank does, without a clock and without a network.
#pragma once

#include "station.h"

/// Fills or empties itself, by at most 50 litres a step, until it is as full as it shall be.
class Tank {
 public:
  void aim_at(const station::Setpoint& setpoint) { target_ = setpoint.litres; }
  station::Level step(tally::Timestamp now);

 private:
  double litres_ = 1000;
  double target_ = 1000;
};
