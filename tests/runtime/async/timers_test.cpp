#include "tally/async/timers.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "catch.h"

using tally::async::Duration;
using tally::async::Instant;
using tally::async::Timer;
using tally::async::Timers;

namespace {

Instant at(int time) {
  return Instant(Duration(time));
}

struct Probe : Timer {
  explicit Probe(std::function<void()> action)
      : Timer([](Timer& timer) noexcept { static_cast<Probe&>(timer).fired(); }),
        fired(std::move(action)) {}
  std::function<void()> fired;
};

using Ids = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("timers fire by instant, and at equal instants in the order of arming") {
  Timers timers;
  Ids fired;
  std::vector<std::unique_ptr<Probe>> probes;
  for (std::uint32_t id = 0; id < 6; ++id) {
    probes.push_back(std::make_unique<Probe>([&fired, id] { fired.push_back(id); }));
  }
  timers.arm(*probes[0], at(7));
  timers.arm(*probes[1], at(5));
  timers.arm(*probes[2], at(7));
  timers.arm(*probes[3], at(5));
  timers.arm(*probes[4], at(-3));
  timers.arm(*probes[5], at(7));

  CHECK(timers.next() == at(-3));
  CHECK(timers.fire_next() == 1);
  CHECK(timers.next() == at(5));
  CHECK(timers.fire_next() == 2);
  CHECK(timers.fire_next() == 3);
  CHECK(timers.empty());
  CHECK(fired == Ids{4, 1, 3, 0, 2, 5});
}

TEST_CASE("a timer that is armed again moves, and is last among its new equals") {
  Timers timers;
  Ids fired;
  Probe first([&] { fired.push_back(1); });
  Probe second([&] { fired.push_back(2); });
  timers.arm(first, at(1));
  timers.arm(second, at(1));
  timers.arm(first, at(1));
  CHECK(first.due() == at(1));
  timers.fire_next();
  CHECK(fired == Ids{2, 1});

  timers.arm(first, at(4));
  timers.arm(first, at(2));
  CHECK(timers.next() == at(2));
  CHECK(timers.fire_next() == 1);
  CHECK(timers.empty());
}

TEST_CASE("a timer is no longer armed when it fires, and may be armed from there") {
  Timers timers;
  int fired = 0;
  Probe probe([&] {
    ++fired;
    CHECK_FALSE(probe.armed());
    if (fired < 3) timers.arm(probe, at(1));
  });
  timers.arm(probe, at(1));
  // For the same instant: that is the next call's.
  CHECK(timers.fire_next() == 1);
  CHECK(probe.armed());
  CHECK(timers.next() == at(1));
  CHECK(timers.fire_next() == 1);
  CHECK(timers.fire_next() == 1);
  CHECK(fired == 3);
  CHECK(timers.empty());
}

TEST_CASE("a timer that another one disarms at the same instant does not fire") {
  Timers timers;
  Ids fired;
  Probe victim([&] { fired.push_back(0); });
  Probe killer([&] {
    fired.push_back(1);
    victim.disarm();
  });
  Probe last([&] { fired.push_back(2); });
  timers.arm(killer, at(1));
  timers.arm(victim, at(1));
  timers.arm(last, at(1));
  CHECK(timers.fire_next() == 2);
  CHECK(fired == Ids{1, 2});
}

TEST_CASE("a timer is disarmed by its destruction; disarming twice does nothing") {
  Timers timers;
  Probe kept([] {});
  timers.arm(kept, at(2));
  {
    Probe gone([] { FAIL("it is gone"); });
    timers.arm(gone, at(1));
    CHECK(timers.next() == at(1));
  }
  CHECK(timers.next() == at(2));
  kept.disarm();
  kept.disarm();
  CHECK_FALSE(kept.armed());
  CHECK(timers.empty());
}

TEST_CASE("timers agree with a sorted list over random operations") {
  struct Armed {
    Instant due;
    std::uint64_t order;
    std::uint32_t id;
    bool operator<(const Armed& other) const {
      return due != other.due ? due < other.due : order < other.order;
    }
  };
  constexpr std::uint32_t count = 150;

  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Timers timers;
    Ids fired;
    std::vector<std::unique_ptr<Probe>> probes(count);
    std::vector<Armed> model;  // sorted
    std::uint64_t order = 0;
    const auto forget = [&](std::uint32_t id) {
      model.erase(std::remove_if(model.begin(), model.end(),
                                 [&](const Armed& armed) { return armed.id == id; }),
                  model.end());
    };

    bool same = true;
    for (int step = 0; step < 5000 && same; ++step) {
      const auto id = static_cast<std::uint32_t>(random() % count);
      std::unique_ptr<Probe>& probe = probes[id];
      if (!probe) probe = std::make_unique<Probe>([&fired, id] { fired.push_back(id); });
      switch (random() % 8) {
        case 0:
        case 1:
        case 2:
        case 3: {
          // Few instants: most of them are shared.
          const Instant due = at(static_cast<int>(random() % 40));
          timers.arm(*probe, due);
          forget(id);
          const Armed armed{due, order++, id};
          model.insert(std::upper_bound(model.begin(), model.end(), armed), armed);
          break;
        }
        case 4:
          probe->disarm();
          forget(id);
          break;
        case 5:
          probe.reset();
          forget(id);
          break;
        default:
          if (model.empty()) break;
          fired.clear();
          Ids expected;
          const Instant due = model.front().due;
          while (!model.empty() && model.front().due == due) {
            expected.push_back(model.front().id);
            model.erase(model.begin());
          }
          same = timers.fire_next() == expected.size() && fired == expected;
          break;
      }
      same = same && timers.empty() == model.empty() &&
             (model.empty() || timers.next() == model.front().due);
      for (const Armed& armed : model) same = same && probes[armed.id]->armed();
    }
    CHECK(same);
  }
}
