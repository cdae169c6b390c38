#include "tally/async/scope.h"

#include <cassert>

#include "tally/async/scheduler.h"

namespace tally::async {

Scope::~Scope() {
  assert(children_.empty());
}

Fiber* Scope::start(Frame& root, std::string_view name) {
  if (closed_) {
    root.handle.destroy();
    return nullptr;
  }
  Fiber& fiber = scheduler_.make_fiber();
  fiber.start(scheduler_, *this, root, name);
  fiber.stop_requested_ = cancelled_;
  children_.push_back(fiber);
  scheduler_.schedule(fiber);
  return &fiber;
}

void Scope::cancel() noexcept {
  FiberList regions;
  stop_children(regions);
  while (Fiber* fiber = regions.pop_front()) fiber->waiter_->region()->stop_children(regions);
}

void Scope::stop_children(FiberList& regions) noexcept {
  cancelled_ = true;
  children_.for_each([&](Fiber& child) { child.stop(regions); });
}

void Scope::remove(Fiber& child) noexcept {
  static_cast<Link<AmongSiblings>&>(child).unlink();
  if (region_ == nullptr || !children_.empty()) return;
  closed_ = true;
  region_->ended();
}

bool Region::enter(Fiber& fiber) noexcept {
  if (fiber.stop_requested()) {
    fiber.unwind();
    return false;
  }
  fiber_ = &fiber;
  fiber.wait(*this);
  return true;
}

void Region::ended() noexcept {
  // A result that came in time is not taken back: the fiber stops at its next await.
  if (fiber_->stop_requested() && !has_result()) {
    fiber_->wake_to_unwind();
  } else {
    fiber_->wake();
  }
}

}  // namespace tally::async
