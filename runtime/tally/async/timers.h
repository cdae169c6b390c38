// What happens at which time.
#pragma once

#include <cstdint>
#include <vector>

#include "tally/async/time.h"

namespace tally::async {

class Timers;

/// Something that happens once, at an instant. It lies in the object that waits, and is disarmed
/// when that goes.
class Timer {
 public:
  using Fire = void (*)(Timer&) noexcept;
  explicit Timer(Fire fire) noexcept : fire_(fire) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { disarm(); }

  [[nodiscard]] bool armed() const noexcept { return timers_ != nullptr; }
  /// When it is armed.
  [[nodiscard]] Instant due() const noexcept { return due_; }
  /// Does nothing to one that is not armed. O(log n).
  void disarm() noexcept;

 private:
  friend class Timers;

  Fire fire_;
  Timers* timers_ = nullptr;  // where it is armed
  Instant due_{};
  std::uint32_t place_ = 0;  // in there
};

/// A priority queue of armed timers: a heap of four children a node, as it is shallower than a
/// binary one and its children share a cache line. Timers that are due at the same instant fire in
/// the order in which they were armed. Arming, disarming and firing are O(log n), and allocate only
/// while more timers are armed than ever before.
class Timers {
 public:
  [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }
  /// When there is one.
  [[nodiscard]] Instant next() const noexcept { return heap_.front().due; }

  void arm(Timer& timer, Instant due);
  /// Fires the timers that are due at `next()` and were armed before this call. Returns how many.
  std::uint32_t fire_next() noexcept;

 private:
  friend class Timer;
  struct Entry {
    Instant due;
    std::uint64_t order;
    Timer* timer;
  };
  static bool before(const Entry& a, const Entry& b) noexcept {
    return a.due != b.due ? a.due < b.due : a.order < b.order;
  }
  void remove(Timer& timer) noexcept;
  void put(std::uint32_t place, const Entry& entry) noexcept;
  void rise(std::uint32_t place, Entry entry) noexcept;
  void sink(std::uint32_t place, Entry entry) noexcept;

  std::vector<Entry> heap_;
  std::uint64_t armed_ = 0;  // ever
};

}  // namespace tally::async
