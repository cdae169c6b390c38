#include "tank.h"

#include <algorithm>

station::Level Tank::step(tally::Timestamp now) {
  litres_ += std::clamp(target_ - litres_, -50.0, 50.0);
  return {.litres = litres_, .taken_at = now};
}
