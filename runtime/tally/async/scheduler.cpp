#include "tally/async/scheduler.h"

#include <algorithm>
#include <cassert>

namespace tally::async {

Scheduler::~Scheduler() {
  assert(idle());
}

void Scheduler::arm(Timer& timer, Instant due) {
  timers_.arm(timer, due);
  if (!awake_ && timers_.next() == due) wake_once();  // the adapter has to wait for another time
}

void Scheduler::wake_once() noexcept {
  awake_ = true;
  wake();
}

void Scheduler::resume(Fiber& fiber) noexcept {
  fiber.run();
}

void Scheduler::withdraw(Fiber& fiber) noexcept {
  drop(fiber);
  if (Link<InQueue>& link = fiber; link.linked()) link.unlink();
  if (!awake_) wake_once();  // the adapter may have nothing to wait for any more
}

bool Scheduler::turn(std::uint32_t limit) noexcept {
  awake_ = true;
  while (limit > 0) {
    if (Fiber* fiber = ready_.pop_front()) {
      fiber->run();
      --limit;
    } else if (!timers_.empty() && timers_.next() <= now()) {
      timers_.fire_next();
    } else {
      awake_ = false;
      return false;
    }
  }
  return true;
}

void Scheduler::finish() noexcept {
  awake_ = true;  // nothing wakes the adapter any more
  root_.cancel();
  while (Fiber* fiber = ready_.pop_front()) fiber->run();
}

Fiber& Scheduler::make_fiber() {
  if (spare_.empty()) {
    constexpr std::size_t block = 64;
    fibers_.push_back(std::make_unique<Fiber[]>(block));
    for (std::size_t i = 0; i < block; ++i) spare_.push_back(fibers_.back()[i]);
  }
  return *spare_.pop_front();
}

std::string Scheduler::tree() const {
  struct Entry {
    const Fiber* fiber;
    std::size_t depth;
  };
  std::vector<Entry> open;
  // The youngest first: the oldest is then on top.
  const auto open_children = [&](const Scope& scope, std::size_t depth) {
    const auto begin = static_cast<std::ptrdiff_t>(open.size());
    scope.for_each([&](const Fiber& child) { open.push_back({&child, depth}); });
    std::reverse(open.begin() + begin, open.end());
  };

  std::string text;
  open_children(root_, 0);
  while (!open.empty()) {
    const Entry entry = open.back();
    open.pop_back();
    Waiter* waiter = entry.fiber->waiter();
    text.append(2 * entry.depth, ' ').append(entry.fiber->name()).append(": ");
    if (entry.fiber->stop_requested()) text += "stopping, ";
    text.append(waiter == nullptr ? "ready" : waiter->what()).append("\n");
    if (waiter == nullptr) continue;
    if (const Scope* region = waiter->region()) open_children(*region, entry.depth + 1);
  }
  return text;
}

}  // namespace tally::async
