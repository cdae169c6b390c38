#include "tally/async/fiber.h"

#include <cstdlib>

#include "tally/async/log.h"
#include "tally/async/scheduler.h"

namespace tally::async {

void Fiber::start(Scheduler& scheduler, Scope& scope, Frame& root, std::string_view name) noexcept {
  root.fiber = this;
  root.caller = nullptr;
  root.owner = &root_;
  top_ = &root;
  root_ = root.handle;
  scheduler_ = &scheduler;
  scope_ = &scope;
  name_ = name;
  holders_ = 1;
  started_ = running_ = advanced_ = stop_requested_ = unwinding_ = ended_ = false;
}

void Fiber::run() noexcept {
  waiter_ = nullptr;
  budget_ = awaits_per_turn;
  if (!started_) unwinding_ = stop_requested_;
  started_ = running_ = true;
  if (!unwinding_) {
    do {
      advanced_ = false;
      top_->handle.resume();
    } while (advanced_);
    if (top_ != nullptr && !unwinding_) {
      running_ = false;
      return;
    }
  }
  unwind_frames();
}

void Fiber::unwind_frames() noexcept {
  running_ = true;  // what it owns may try to end it
  while (top_ != nullptr) {
    Frame& frame = *top_;
    top_ = frame.caller;
    const std::coroutine_handle<> handle = frame.handle;
    *frame.owner = nullptr;
    handle.destroy();
  }
  running_ = false;
  end();
}

void Fiber::end() noexcept {
  ended_ = true;
  if (Link<OfOwner>& link = *this; link.linked()) link.unlink();
  if (joiner_ != nullptr) std::exchange(joiner_, nullptr)->wake();
  scope_->remove(*this);
  release();
}

void Fiber::release() noexcept {
  if (--holders_ != 0) return;
  if (root_) std::exchange(root_, nullptr).destroy();
  scheduler_->recycle(*this);
}

void Fiber::wake() noexcept {
  waiter_ = nullptr;
  scheduler_->schedule(*this);
}

void Fiber::wake_to_unwind() noexcept {
  unwinding_ = true;
  wake();
}

void Fiber::request_stop() noexcept {
  FiberList regions;
  stop(regions);
  // Nested scopes one after the other, and not within each other: there may be many.
  while (Fiber* fiber = regions.pop_front()) fiber->waiter_->region()->stop_children(regions);
}

void Fiber::stop(FiberList& regions) noexcept {
  if (stop_requested_ || ended_) return;
  stop_requested_ = true;
  if (waiter_ == nullptr) return;
  if (waiter_->region() != nullptr) {
    regions.push_back(*this);
    return;
  }
  if (Link<InQueue>& link = *this; link.linked()) link.unlink();
  waiter_->abandon();
  wake_to_unwind();
}

void Fiber::end_now() noexcept {
  // From the innermost on, and not within each other: there may be many.
  Fiber* next = this;
  for (Fiber* outer = next; outer != nullptr; next = outer) {
    while (next->waiter_ != nullptr && next->waiter_->region() != nullptr)
      next = &next->waiter_->region()->children_.front();
    outer = next == this ? nullptr : next->scope_->region_->fiber_;
    next->drop();
  }
}

void Fiber::drop() noexcept {
  if (running_) {
    const LogField fields[] = {{"task", name_}};
    scheduler_->log(
        {LogLevel::error, "a task has destroyed the object that it belongs to", fields});
    std::abort();
  }
  scheduler_->withdraw(*this);
  if (waiter_ != nullptr) std::exchange(waiter_, nullptr)->abandon();
  stop_requested_ = true;
  unwind_frames();
}

}  // namespace tally::async
