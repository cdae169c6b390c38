#include "tally/buffers/broadcast.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tally::buffers {

// ---- Readers ----

Reader::Reader(Broadcast& buffer, Lag lag, Sequence after) noexcept
    : buffer_(&buffer), position_(std::min(after, buffer.newest())), lag_(lag) {
  buffer.readers_.push_back(*this);
}

Reader::~Reader() {
  if (buffer_ != nullptr) detach();
}

void Reader::detach() noexcept {
  unlink();
  if (Broadcast* buffer = std::exchange(buffer_, nullptr); lag_ == Lag::wait)
    buffer->reader_moved();
}

std::optional<Event> Reader::try_next() {
  if (buffer_ == nullptr) return Event{};
  if (position_ == buffer_->newest()) {
    if (!buffer_->closed()) return std::nullopt;
    detach();
    return Event{};
  }
  Event event = buffer_->after(position_);
  position_ = event.to;
  if (event.kind == Event::Kind::gap && lag_ == Lag::close) {
    event.kind = Event::Kind::lagged;
    detach();
  } else if (lag_ == Lag::wait) {
    buffer_->reader_moved();
  }
  return event;
}

void Reader::Next::enlist() noexcept {
  reader_.buffer_->waiting_.push_back(fiber());
}

Event Reader::Next::await_resume() {
  // Those who wait are only woken: they take what is there when their turn comes.
  if (!event_) event_ = reader_.try_next();
  assert(event_);  // else another task has read from the same reader
  return *std::exchange(event_, std::nullopt);
}

// ---- Subscribers ----

struct Subscription::Subscriber {
  Callback callback;
  Broadcast* buffer;
  std::size_t place;  // among the buffer's subscribers
  Sequence since;     // the newest value when it came
};

Subscription::Subscription() noexcept = default;
Subscription::Subscription(Subscription&& other) noexcept = default;
Subscription::Subscription(std::unique_ptr<Subscriber> subscriber) noexcept
    : subscriber_(std::move(subscriber)) {}

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  std::swap(subscriber_, other.subscriber_);
  return *this;
}

Subscription::~Subscription() {
  if (subscriber_ == nullptr || subscriber_->buffer == nullptr) return;
  Broadcast& buffer = *subscriber_->buffer;
  buffer.subscribers_[subscriber_->place] = nullptr;
  ++buffer.holes_;
  // It may be the one that runs.
  if (buffer.calling_) buffer.gone_.push_back(std::move(subscriber_));
}

Subscription Broadcast::subscribe(Callback callback) {
  if (closed_) {
    callback(Event{});
    return {};
  }
  if (!calling_ && 2 * holes_ > subscribers_.size()) {
    std::size_t place = 0;
    for (Subscription::Subscriber* each : subscribers_) {
      if (each != nullptr) subscribers_[each->place = place++] = each;
    }
    subscribers_.resize(place);
    holes_ = 0;
  }
  auto subscriber = std::make_unique<Subscription::Subscriber>(
      Subscription::Subscriber{std::move(callback), this, subscribers_.size(), newest_});
  subscribers_.push_back(subscriber.get());
  return Subscription(std::move(subscriber));
}

void Broadcast::tell(const Event& event) {
  // By index, and to those who were there at the beginning: callbacks may subscribe others.
  const std::size_t count = subscribers_.size();
  for (std::size_t i = 0; i < count; ++i) {
    Subscription::Subscriber* each = subscribers_[i];
    if (each == nullptr) continue;
    if (event.kind == Event::Kind::closed || each->since < event.from) {
      each->callback(event);
    } else if (each->since < event.to) {
      each->callback(Event{event.kind, each->since + 1, event.to, {}});
    }
  }
}

void Broadcast::call_back() {
  if (calling_) return;  // the call that runs goes on with it
  calling_ = true;
  for (bool over = false; !over;) {
    if (told_ != newest_) {
      if (subscribers_.size() == holes_) {
        told_ = newest_;
      } else {
        const Event event = after(told_);
        tell(event);
        told_ = event.to;
      }
    } else {
      over = true;
      if (closed_) tell(Event{});
    }
  }
  calling_ = false;
  gone_.clear();
}

// ---- The buffer ----

Broadcast::Broadcast(Sequence after) noexcept : newest_(after), told_(after) {}

Broadcast::~Broadcast() {
  assert(closed_);
  readers_.for_each([](Reader& reader) { reader.detach(); });
  for (Subscription::Subscriber* each : subscribers_) {
    if (each != nullptr) each->buffer = nullptr;
  }
}

void Broadcast::wake_readers() noexcept {
  if (!waiting_.empty()) waiting_.front().scheduler().schedule_all(waiting_);
}

void Broadcast::announce() {
  ++newest_;
  wake_readers();
  call_back();
}

void Broadcast::close() {
  if (closed_) return;
  closed_ = true;
  wake_readers();
  writers_end();
  call_back();
}

}  // namespace tally::buffers
