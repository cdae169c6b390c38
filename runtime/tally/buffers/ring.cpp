#include "tally/buffers/ring.h"

#include <utility>

namespace tally::buffers {

const Block& Ring::slot(Sequence sequence) const noexcept {
  const Sequence place = first_ + (sequence - oldest());
  return values_[static_cast<std::size_t>(place < capacity_ ? place : place - capacity_)];
}

Block Ring::at(Sequence sequence) const noexcept {
  return sequence >= oldest() && sequence <= newest() ? slot(sequence) : Block();
}

Event Ring::after(Sequence sequence) const {
  const Sequence next = sequence + 1;
  if (next < oldest()) return {Event::Kind::gap, next, oldest() - 1, {}};
  return {Event::Kind::value, next, next, slot(next)};
}

bool Ring::has_room() const noexcept {
  if (values_.size() < capacity_) return true;
  bool room = true;
  readers().for_each([&](const Reader& reader) {
    room = room && (reader.lag_ != Lag::wait || reader.position_ >= oldest());
  });
  return room;
}

void Ring::store(Block&& value) {
  if (values_.size() < capacity_) {
    values_.push_back(std::move(value));
  } else {
    values_[first_] = std::move(value);
    first_ = first_ + 1 == capacity_ ? 0 : first_ + 1;
  }
  announce();
}

bool Ring::try_push(Block&& value) {
  if (closed() || !writers_.empty() || !has_room()) return false;
  store(std::move(value));
  return true;
}

void Ring::reader_moved() {
  while (!writers_.empty() && has_room()) {
    async::Fiber& writer = *writers_.pop_front();
    auto& push = static_cast<Push&>(*writer.waiter());
    push.pushed_ = true;
    Block value = std::move(push.value_);
    writer.wake();
    store(std::move(value));
  }
}

void Ring::writers_end() noexcept {
  while (async::Fiber* writer = writers_.pop_front()) writer->wake();
}

}  // namespace tally::buffers
