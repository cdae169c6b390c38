#include "tally/async/timers.h"

namespace tally::async {
namespace {

constexpr std::uint32_t arity = 4;

}  // namespace

void Timers::put(std::uint32_t place, const Entry& entry) noexcept {
  heap_[place] = entry;
  entry.timer->place_ = place;
}

void Timers::rise(std::uint32_t place, Entry entry) noexcept {
  while (place > 0) {
    const std::uint32_t parent = (place - 1) / arity;
    if (!before(entry, heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, entry);
}

void Timers::sink(std::uint32_t place, Entry entry) noexcept {
  const auto size = static_cast<std::uint32_t>(heap_.size());
  for (;;) {
    const std::uint32_t first = place * arity + 1;
    if (first >= size) break;
    std::uint32_t least = first;
    for (std::uint32_t child = first + 1; child < size && child < first + arity; ++child) {
      if (before(heap_[child], heap_[least])) least = child;
    }
    if (!before(heap_[least], entry)) break;
    put(place, heap_[least]);
    place = least;
  }
  put(place, entry);
}

void Timer::disarm() noexcept {
  if (armed()) timers_->remove(*this);
}

void Timers::arm(Timer& timer, Instant due) {
  timer.disarm();
  timer.timers_ = this;
  timer.due_ = due;
  const auto place = static_cast<std::uint32_t>(heap_.size());
  const Entry entry{due, armed_++, &timer};
  heap_.push_back(entry);
  rise(place, entry);
}

void Timers::remove(Timer& timer) noexcept {
  const std::uint32_t place = timer.place_;
  timer.timers_ = nullptr;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (last.timer == &timer) return;
  // The last one takes its place, and may belong above it or below it.
  if (place > 0 && before(last, heap_[(place - 1) / arity])) {
    rise(place, last);
  } else {
    sink(place, last);
  }
}

std::uint32_t Timers::fire_next() noexcept {
  const Instant due = next();
  const std::uint64_t end = armed_;
  std::uint32_t fired = 0;
  while (!empty() && heap_.front().due == due && heap_.front().order < end) {
    Timer& timer = *heap_.front().timer;
    remove(timer);
    timer.fire_(timer);
    ++fired;
  }
  return fired;
}

}  // namespace tally::async
