#include "tally/sync/outbox.h"

#include <algorithm>
#include <utility>

namespace tally::sync {

void Outbox::make_room(std::string_view key, std::size_t size, std::list<Write>& dropped) {
  const bool replaces = limits_.policy == OutboxPolicy::replace;
  if (limits_.policy == OutboxPolicy::refuse || (!replaces && has_room(size))) return;
  const auto may_go = [&](const Write& each) {
    return each.state == Write::State::queued && (!replaces || each.key == key);
  };
  std::size_t staying = size;
  for (const Write& each : writes_) {
    if (!may_go(each)) staying += each.key.size() + each.payload.size();
  }
  if (staying > limits_.bytes) return;  // nobody goes in vain
  for (auto next = writes_.begin(); next != writes_.end() && (replaces || !has_room(size));) {
    const auto each = next++;
    if (!may_go(*each)) continue;
    each->state = Write::State::dropped;
    dropped.splice(dropped.end(), remove(each));
  }
}

std::optional<std::uint64_t> Outbox::add(std::string key, std::string payload, async::WallTime time,
                                         async::Instant now, std::list<Write>& dropped) {
  const std::size_t size = key.size() + payload.size();
  make_room(key, size, dropped);
  if (!has_room(size)) return std::nullopt;
  Write write;
  write.id = last_ + 1;
  write.key = std::move(key);
  write.payload = std::move(payload);
  write.time = time;
  write.since = now;
  put(std::move(write));
  return last_;
}

void Outbox::put(Write write) {
  bytes_ += write.key.size() + write.payload.size();
  last_ = std::max(last_, write.id);
  writes_.push_back(std::move(write));
  if (unsent_ == writes_.end()) --unsent_;
}

void Outbox::restore(Write write, async::WallTime time, async::Instant now) {
  // The clock may have been set since then. None has waited longer than those before it.
  const auto waited = std::clamp<async::WallTime::duration>(time - write.time, {}, limits_.age);
  write.since = now - waited;
  if (!writes_.empty()) write.since = std::max(write.since, writes_.back().since);
  put(std::move(write));
}

const Write* Outbox::next(std::uint32_t window) {
  if (!has_next(window)) return nullptr;
  Write& write = *unsent_++;
  write.state = Write::State::sent;
  return &write;
}

std::list<Write> Outbox::remove(Place place) {
  if (place == unsent_) ++unsent_;
  bytes_ -= place->key.size() + place->payload.size();
  std::list<Write> removed;
  removed.splice(removed.end(), writes_, place);
  return removed;
}

std::list<Write> Outbox::take(std::uint64_t id) {
  // Answers come in the order of the writes: mostly it is the first one.
  const auto found = std::find_if(writes_.begin(), writes_.end(),
                                  [id](const Write& each) { return each.id >= id; });
  if (found == writes_.end() || found->id != id) return {};
  return remove(found);
}

std::list<Write> Outbox::take_expired(async::Instant now) {
  // Those that were sent are in front; whether the hub has them is not known.
  const auto first = std::find_if(writes_.begin(), writes_.end(), [](const Write& each) {
    return each.state == Write::State::queued;
  });
  if (first == writes_.end() || now - first->since <= limits_.age) return {};
  first->state = Write::State::expired;
  return remove(first);
}

void Outbox::skip_to(std::uint64_t id) noexcept {
  last_ = std::max(last_, id);
}

}  // namespace tally::sync
