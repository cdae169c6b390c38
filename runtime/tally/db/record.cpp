#include "tally/db/record.h"

#include <algorithm>
#include <utility>

namespace tally::db {

Record::Record(std::string key, const ContractType& type, Buffer buffer, Place place,
               Sequence after, std::uint64_t& held)
    : key_(std::move(key)), type_(type), buffer_(buffer), place_(place), held_(held) {
  go_on_after(after);
}

void Record::go_on_after(Sequence after) {
  // Buffers do not move, so they are made where they stay.
  switch (buffer_.kind) {
    case Buffer::Kind::latest:
      values_.emplace<buffers::Latest>(after);
      break;
    case Buffer::Kind::ring:
      values_.emplace<buffers::Ring>(buffer_.capacity, after);
      break;
    case Buffer::Kind::mailbox:
      values_.emplace<buffers::Mailbox>();
      break;
  }
}

Sequence Record::put(Judged value, async::WallTime time) {
  ++stats_.accepted;
  const std::size_t size = value.bytes().size();
  stats_.bytes += size;
  held_ = held_ - leaving() + size;
  if (buffers::Mailbox* box = mailbox()) {
    boxed_ = size;
    box->put(std::move(value));
    stats_.overwritten = box->overwritten();
    return stats_.accepted;
  }
  // Subscribers are called within the write and may ask for the time.
  const auto place = static_cast<std::size_t>((newest() + 1) % buffer_.capacity);
  if (times_.size() <= place) times_.resize(place + 1);
  times_[place] = time;
  if (buffers::Ring* values = ring()) {
    values->try_push(std::move(value));
  } else {
    std::get<buffers::Latest>(values_).set(std::move(value));
  }
  return newest();
}

std::uint64_t Record::leaving() const noexcept {
  if (buffer_.kind == Buffer::Kind::mailbox) return boxed_;
  const Sequence first = oldest();
  if (newest() - first + 1 != buffer_.capacity) return 0;
  return block(first).bytes().size();
}

buffers::Broadcast* Record::broadcast() noexcept {
  if (auto* latest = std::get_if<buffers::Latest>(&values_)) return latest;
  return ring();
}

Sequence Record::newest() const noexcept {
  if (const auto* latest = std::get_if<buffers::Latest>(&values_)) return latest->newest();
  if (const auto* ring = std::get_if<buffers::Ring>(&values_)) return ring->newest();
  return stats_.accepted;
}

Sequence Record::oldest() const noexcept {
  if (const auto* ring = std::get_if<buffers::Ring>(&values_)) return ring->oldest();
  const auto* latest = std::get_if<buffers::Latest>(&values_);
  return latest != nullptr && latest->value() ? latest->newest() : newest() + 1;
}

Block Record::block(Sequence sequence) const noexcept {
  const auto* ring = std::get_if<buffers::Ring>(&values_);
  return ring != nullptr ? ring->at(sequence) : std::get<buffers::Latest>(values_).value();
}

Value Record::at(Sequence sequence) const noexcept {
  if (sequence < oldest() || sequence > newest()) return {};
  return {block(sequence), sequence, times_[static_cast<std::size_t>(sequence % buffer_.capacity)]};
}

Value Record::value_of(const buffers::Event& event) const noexcept {
  return {event.value, event.from, times_[static_cast<std::size_t>(event.from % buffer_.capacity)]};
}

Value Record::get() const noexcept {
  return at(newest());
}

std::vector<Value> Record::history(Sequence after, std::uint32_t limit) const {
  std::vector<Value> values;
  if (after >= newest()) return values;
  Sequence from = std::max(after + 1, oldest());
  if (newest() - from >= limit) from = newest() - limit + 1;
  for (Sequence each = from; each <= newest(); ++each) values.push_back(at(each));
  return values;
}

}  // namespace tally::db
