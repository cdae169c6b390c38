#include "tally/buffers/latest.h"

#include <utility>

namespace tally::buffers {

bool Latest::set(Block value) {
  if (closed()) return false;
  value_ = std::move(value);
  announce();
  return true;
}

Event Latest::after(Sequence) const {
  return {Event::Kind::value, newest(), newest(), value_};
}

}  // namespace tally::buffers
