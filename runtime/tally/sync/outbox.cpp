#include "tally/sync/outbox.h"

#include <algorithm>
#include <utility>

namespace tally::sync {

std::optional<std::uint64_t> Outbox::add(std::string key, std::string payload, async::WallTime time,
                                         async::Instant now) {
  const std::size_t size = key.size() + payload.size();
  if (writes_.size() >= limits_.count || bytes_ + size > limits_.bytes) return std::nullopt;
  bytes_ += size;
  Write& write = writes_.emplace_back();
  write.id = ++last_;
  write.key = std::move(key);
  write.payload = std::move(payload);
  write.time = time;
  write.since = now;
  return last_;
}

void Outbox::restore(Write write, async::WallTime time, async::Instant now) {
  // The clock may have been set since then. None has waited longer than those before it.
  const auto waited = std::clamp<async::WallTime::duration>(time - write.time, {}, limits_.age);
  write.since = now - waited;
  if (!writes_.empty()) write.since = std::max(write.since, writes_.back().since);
  bytes_ += write.key.size() + write.payload.size();
  last_ = std::max(last_, write.id);
  writes_.push_back(std::move(write));
}

const Write* Outbox::next(std::uint32_t window) {
  if (!has_next(window)) return nullptr;
  Write& write = writes_[sent_++];
  write.state = Write::State::sent;
  return &write;
}

Write Outbox::remove(std::size_t place) {
  Write write = std::move(writes_[place]);
  writes_.erase(writes_.begin() + static_cast<std::ptrdiff_t>(place));
  if (place < sent_) --sent_;
  bytes_ -= write.key.size() + write.payload.size();
  return write;
}

std::optional<Write> Outbox::take(std::uint64_t id) {
  const auto found =
      std::lower_bound(writes_.begin(), writes_.end(), id,
                       [](const Write& each, std::uint64_t wanted) { return each.id < wanted; });
  if (found == writes_.end() || found->id != id) return std::nullopt;
  return remove(static_cast<std::size_t>(found - writes_.begin()));
}

std::optional<Write> Outbox::take_expired(async::Instant now) {
  // Those that were sent are in front; whether the hub has them is not known.
  const auto first = std::find_if(writes_.begin(), writes_.end(), [](const Write& each) {
    return each.state == Write::State::queued;
  });
  if (first == writes_.end() || now - first->since <= limits_.age) return std::nullopt;
  return remove(static_cast<std::size_t>(first - writes_.begin()));
}

void Outbox::skip_to(std::uint64_t id) noexcept {
  last_ = std::max(last_, id);
}

}  // namespace tally::sync
