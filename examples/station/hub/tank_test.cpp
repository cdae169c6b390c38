// A tank becomes as full as it shall be, and every level on the way is one that the contract
// allows.
#include "tank.h"

#include <cstdio>

int main() {
  Tank tank;
  tank.aim_at({.litres = 1120, .by = "test"});
  station::Level level;
  for (int i = 0; i < 3; ++i) {
    level = tank.step({});
    if (!tally::check<station::Level>(level).empty()) return 1;
  }
  std::printf("%g litres\n", level.litres);
  return level.litres == 1120 ? 0 : 1;
}
