#include "tally/buffers/mailbox.h"

#include <utility>

namespace tally::buffers {

bool Mailbox::put(Block value) {
  if (closed_) return false;
  Letter letter{std::move(value), ++newest_, 0};
  if (async::Fiber* fiber = waiting_.pop_front()) {
    static_cast<Take*>(fiber->waiter())->letter_ = std::move(letter);
    fiber->wake();
    return true;
  }
  if (letter_) {
    letter.overwritten = letter_->overwritten + 1;
    ++overwritten_;
  }
  letter_ = std::move(letter);
  return true;
}

std::optional<Letter> Mailbox::try_take() noexcept {
  return std::exchange(letter_, std::nullopt);
}

void Mailbox::close() noexcept {
  closed_ = true;
  while (async::Fiber* fiber = waiting_.pop_front()) fiber->wake();
}

}  // namespace tally::buffers
