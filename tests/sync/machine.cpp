#include "sync/machine.h"

#include <algorithm>
#include <chrono>

namespace tally::tests {

using async::Duration;
using async::Instant;

namespace {

virtual_time::Options options_of(std::uint64_t seed) {
  virtual_time::Options options;
  options.seed = seed;
  options.wall_start = async::WallTime(std::chrono::hours(500'000));  // in 2027
  options.late = {0.05, std::chrono::milliseconds(20)};
  return options;
}

}  // namespace

Machine::Machine(virtual_time::Loop& world, std::uint64_t seed)
    : world_(world),
      loop_(options_of(seed)),
      behind_(world.now().time_since_epoch()),
      turn_(*this) {}

void Machine::arm(Instant at) {
  world_.arm(turn_, std::max(at, stopped_until_));
}

void Machine::stir() {
  arm(world_.now());
}

void Machine::catch_up() {
  if (runs()) loop_.run_until(world_.now() - behind_);
}

void Machine::end() {
  loop_.cancel();
  while (!loop_.idle()) loop_.run_until(loop_.next());
}

void Machine::run() {
  catch_up();
  const Instant next = loop_.next();
  if (next != Instant::max()) arm(async::later(next, behind_));
}

void Machine::freeze(Duration time) {
  catch_up();
  loop_.freeze(time);
  stopped_until_ = async::later(std::max(world_.now(), stopped_until_), time);
  stir();
}

void Machine::suspend(Duration time) {
  catch_up();
  loop_.jump_wall(time);
  behind_ += time;
  stopped_until_ = async::later(std::max(world_.now(), stopped_until_), time);
  stir();
}

}  // namespace tally::tests
