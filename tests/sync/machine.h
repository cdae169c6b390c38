// One computer, or one page of a browser: what runs on it stops and goes on apart from all others,
// and its clocks are its own.
#pragma once

#include "tally/async/timers.h"
#include "tally/virtual/loop.h"

namespace tally::tests {

/// A loop that is kept in step with another one, the world's. Whoever makes something ready on it
/// from outside calls `stir`.
class Machine {
 public:
  Machine(virtual_time::Loop& world, std::uint64_t seed);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  [[nodiscard]] virtual_time::Loop& loop() noexcept { return loop_; }
  void stir();
  /// Stops all tasks, and runs them to their ends.
  void end();

  /// Nothing runs for that long, but all clocks go on: a tab in the background, a process that is
  /// stopped. What was due meanwhile is due at the end, all at once.
  void freeze(async::Duration time);
  /// The machine sleeps: the time of day goes on, the clock for waiting and measuring stands still.
  void suspend(async::Duration time);
  [[nodiscard]] bool runs() const noexcept { return world_.now() >= stopped_until_; }
  [[nodiscard]] async::Instant stopped_until() const noexcept { return stopped_until_; }

 private:
  class Turn final : public async::Timer {
   public:
    explicit Turn(Machine& machine)
        : Timer([](Timer& timer) noexcept { static_cast<Turn&>(timer).machine_.run(); }),
          machine_(machine) {}

   private:
    Machine& machine_;
  };

  void catch_up();
  void run();
  void arm(async::Instant at);

  virtual_time::Loop& world_;
  virtual_time::Loop loop_;
  async::Duration behind_{0};       // its clock is behind the world's
  async::Instant stopped_until_{};  // of the world
  Turn turn_;
};

}  // namespace tally::tests
