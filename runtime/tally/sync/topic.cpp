#include "tally/sync/topic.h"

#include <algorithm>
#include <utility>

#include "tally/sync/subscriptions.h"

namespace tally::sync {

void Topic::show(db::Sequence sequence) {
  shown_ = sequence;
  for (Follower* follower : followers_) follower->client.has_pending(*follower);
}

void Topic::add(Follower& follower) {
  follower.place = static_cast<std::uint32_t>(followers_.size());
  followers_.push_back(&follower);
}

void Topic::remove(Follower& follower) noexcept {
  followers_.back()->place = follower.place;
  followers_[follower.place] = followers_.back();
  followers_.pop_back();
}

bool Topic::start(Follower& follower, bool knows, db::Sequence known) const noexcept {
  if (knows && known <= shown_) {
    follower.position = follower.snapshot_to = known;
    return false;
  }
  follower.position = std::min(record_.oldest() - 1, shown_);
  follower.snapshot_to = shown_;
  // Without a value it learns where it is all the same, so that it can resume.
  follower.greet = follower.position == follower.snapshot_to;
  return !follower.greet;
}

std::string_view Topic::message(db::Sequence sequence) {
  const auto place = static_cast<std::size_t>(sequence % record_.buffer().capacity);
  if (messages_.size() <= place) messages_.resize(place + 1);
  Message& message = messages_[place];
  if (message.sequence != sequence) {
    json::Writer writer;
    write_data(writer, key(), record_.at(sequence));
    message = {sequence, db_.pool().copy(writer.text())};
  }
  return message.text.bytes();
}

bool Topic::write(Follower& follower, FrameWriter& frame, std::size_t fill) {
  if (std::exchange(follower.greet, false)) {
    frame.add(wire::HubMessage{
        wire::HubMessagePosition{{std::string(key())}, {to_wire(follower.position)}}});
  }
  while (follower.position < shown_) {
    if (frame.size() >= fill) return false;
    const db::Sequence oldest = record_.oldest();
    db::Sequence next = follower.position + 1;
    if (next < oldest) {
      const db::Sequence lost = std::min(oldest - 1, shown_);
      // The current value is all that anybody wants of `latest`.
      if (record_.buffer().kind != db::Buffer::Kind::latest) {
        frame.add(wire::HubMessage{
            wire::HubMessageGap{{std::string(key())}, {to_wire(next)}, {to_wire(lost)}}});
      }
      // A snapshot that is overtaken ends with the first value that is left: who counts snapshots
      // finds as many as were announced.
      if (follower.snapshot_to > follower.position)
        follower.snapshot_to = std::max(follower.snapshot_to, lost + 1);
      follower.position = lost;
      continue;
    }
    if (next <= follower.snapshot_to) {
      json::Writer writer;
      write_snapshot(writer, key(), record_.at(next), next == follower.snapshot_to);
      frame.add(writer.text());
    } else {
      frame.add(message(next));
    }
    follower.position = next;
  }
  return true;
}

buffers::Block Topic::shared_frame(Follower& follower, FrameWriter& scratch, std::size_t fill) {
  const bool live = !follower.greet && follower.position >= follower.snapshot_to &&
                    follower.position + 1 >= record_.oldest() && follower.position < shown_;
  if (!live) return {};
  if (frame_from_ != follower.position || frame_to_ != shown_) {
    scratch.clear();
    Follower leader(follower.client, *this);
    leader.position = leader.snapshot_to = follower.position;
    if (!write(leader, scratch, fill)) return {};
    frame_from_ = follower.position;
    frame_to_ = shown_;
    frame_ = db_.pool().copy(scratch.finish());
  }
  follower.position = shown_;
  return frame_;
}

}  // namespace tally::sync
