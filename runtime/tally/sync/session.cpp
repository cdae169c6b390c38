#include "tally/sync/session.h"

#include <algorithm>
#include <utility>

#include "tally/sync/hub.h"

namespace tally::sync {
namespace {

std::int64_t to_wire(std::uint64_t number) noexcept {
  return static_cast<std::int64_t>(number);
}

}  // namespace

Session::Session(Hub& hub, Connection& connection, std::uint64_t number)
    : hub_(hub), connection_(connection), number_(number) {
  heard_ = pinged_ = rate_since_ = hub_.db().loop().now();
}

Session::~Session() {
  for (const auto& [topic, follower] : followed_) topic->remove(*follower);
  while (pending_.pop_front() != nullptr) {
  }
}

// ---- Out ----

void Session::wake() {
  if (std::exchange(awake_, true)) return;
  connection_.output_ready();
}

void Session::send(std::string message) {
  if (closed_) return;
  reply_bytes_ += message.size();
  replies_.push_back(std::move(message));
  wake();
  // A peer that asks and does not read the answers.
  if (reply_bytes_ > hub_.options().unread_replies) close(Close::try_later, "replies are not read");
}

void Session::close(Close code, std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  hub_.count_close(code);
  connection_.close(code, reason);
}

void Session::has_pending(Follower& follower) {
  if (follower.linked()) return;
  pending_.push_back(follower);
  wake();
}

buffers::Block Session::produce() {
  const std::size_t fill = hub_.options().frame_fill;
  FrameWriter& frame = hub_.scratch();
  if (replies_.empty() && !pending_.empty()) {
    // The usual case: many sessions are to be sent the same value of one topic.
    Follower& first = pending_.front();
    first.unlink();
    const bool alone = pending_.empty();
    if (alone && !closed_) {
      if (buffers::Block shared = first.topic.shared_frame(first, frame, fill)) return shared;
    }
    pending_.push_back(first);
  }
  frame.clear();
  while (!replies_.empty() && frame.size() < fill) {
    frame.add(replies_.front());
    reply_bytes_ -= replies_.front().size();
    replies_.pop_front();
  }
  while (!closed_ && frame.size() < fill) {
    Follower* follower = pending_.pop_front();
    if (follower == nullptr) break;
    // One that has more goes behind the others.
    if (!follower->topic.write(*follower, frame, fill)) pending_.push_back(*follower);
  }
  if (frame.empty()) {
    awake_ = false;
    return {};
  }
  return hub_.db().pool().copy(frame.finish());
}

// ---- In ----

void Session::receive(std::string_view frame) {
  if (closed_) return;
  heard_ = hub_.db().loop().now();
  if (frame.size() > hub_.options().limits.frame_bytes) {
    report(wire::Code::too_large, {}, "a frame is larger than the limit");
    return close(Close::too_large, "frame too large");
  }
  const Document document(frame);
  Arena arena;
  const auto* messages = judge<wire::ClientFrameContract>(arena, document.padded());
  if (messages == nullptr) {
    report(wire::Code::malformed, {}, "what came is no frame");
    return close(Close::policy, "malformed frame");
  }
  for (const wire::view::ClientMessage& message : *messages) {
    if (!closed_) handle(message);
  }
}

void Session::handle(const wire::view::ClientMessage& message) {
  using Tag = wire::ClientMessage::Tag;
  if ((message.variant == Tag::hello) == rights_.has_value()) {
    report(wire::Code::malformed, {}, "hello comes first, and once");
    return close(Close::policy, "hello expected");
  }
  switch (message.variant) {
    case Tag::hello:
      return hello(message.hello());
    case Tag::subscribe:
      return subscribe(message.subscribe());
    case Tag::unsubscribe:
      return unsubscribe(message.unsubscribe().id);
    case Tag::write:
      return write(message.write());
    case Tag::ping:
      return send(wire::HubMessage{wire::HubMessagePong{message.ping().ts.value}});
    case Tag::pong:
      return;
  }
}

void Session::hello(const wire::view::ClientMessageHello& message) {
  rights_ = hub_.admit(message.ticket.text());
  if (!rights_) {
    report(wire::Code::unauthorized, {}, "the ticket is not good");
    return close(Close::unauthorized, "unauthorized");
  }
  client_ = rights_->identity + '/' + std::string(message.client.text());
  for (const wire::view::Resume& resume : message.resume) {
    const std::string_view topic = resume.topic.text();
    const auto sequence = static_cast<db::Sequence>(resume.seq.value);
    if (resume.epoch.text() != hub_.options().epoch) continue;
    if (rights_->may_read(topic) && hub_.has_lost(topic, sequence)) {
      known_.clear();
      break;
    }
    known_[std::string(topic)] = sequence;
  }
  hub_.arrived(*this);
  wire::HubMessageWelcome welcome;
  welcome.session = std::to_string(number_);
  welcome.epoch = {hub_.options().epoch};
  for (const auto& [name, fingerprint] : message.fingerprints) {
    const ContractType* type = hub_.type(name.text());
    if (type != nullptr && type->fingerprint != fingerprint.text())
      welcome.differing.emplace_back(name.text());
  }
  welcome.limits = hub_.options().limits;
  welcome.last_write = to_wire(hub_.memory(*this).newest());
  send(wire::HubMessage{std::move(welcome)});
}

void Session::report(const wire::Code& code, std::string_view topic, std::string message) {
  hub_.count_refusal(code);
  wire::HubMessageError error{code, {}, std::move(message)};
  if (!topic.empty()) error.topic = wire::Pattern{std::string(topic)};
  send(wire::HubMessage{std::move(error)});
}

// ---- Subscriptions ----

bool Session::follow(Topic& topic) {
  std::unique_ptr<Follower>& follower = followed_[&topic];
  if (follower == nullptr) {
    follower = std::make_unique<Follower>(*this, topic);
    topic.add(*follower);
    const auto known = known_.find(topic.key());
    const bool knows = known != known_.end();
    const bool snapshot = topic.start(*follower, knows, knows ? known->second : 0);
    if (knows) known_.erase(known);
    ++follower->uses;
    if (follower->greet || follower->position < topic.shown()) has_pending(*follower);
    return snapshot;
  }
  ++follower->uses;
  return false;
}

void Session::stop_following(Topic& topic) {
  const auto found = followed_.find(&topic);
  if (found == followed_.end() || --found->second->uses > 0) return;
  Follower& follower = *found->second;
  if (follower.linked()) follower.unlink();
  topic.remove(follower);
  followed_.erase(found);
}

void Session::subscribe(const wire::view::ClientMessageSubscribe& message) {
  const std::uint32_t id = message.id;
  if (subscriptions_.count(id) != 0)
    return report(wire::Code::malformed, {}, "this subscription is there already");
  if (pattern_count_ + message.topics.size > hub_.options().limits.subscriptions)
    return report(wire::Code::too_many, {}, "more subscriptions than the limit");

  Subscription subscription;
  wire::HubMessageSubscribed answer{{id}, {}, 0};
  std::vector<Topic*> topics;
  for (const view::String& name : message.topics) {
    const std::string_view pattern = name.text();
    if (!db::is_pattern(pattern) || !rights_->may_read(pattern)) {
      report(wire::Code::forbidden, pattern, "the rights do not contain this");
      continue;
    }
    Topic* single = db::names_one(pattern) ? hub_.topic(pattern) : nullptr;
    if (single == nullptr && db::names_one(pattern) && hub_.db().find(pattern) != nullptr) {
      report(wire::Code::not_readable, pattern, "a mailbox is for the hub's own program");
      continue;
    }
    if (single != nullptr) {
      topics.push_back(single);
    } else if (!db::names_one(pattern)) {
      hub_.collect(pattern, topics);
    }
    subscription.patterns.emplace_back(pattern);
    answer.topics.push_back({std::string(pattern)});
  }
  // The answer goes before the snapshots that it announces.
  const bool was_awake = std::exchange(awake_, true);
  for (Topic* topic : topics) answer.count += follow(*topic) ? 1 : 0;
  awake_ = was_awake;
  pattern_count_ += subscription.patterns.size();
  subscriptions_.emplace(id, std::move(subscription));
  send(wire::HubMessage{std::move(answer)});
}

void Session::unsubscribe(std::uint32_t id) {
  const auto found = subscriptions_.find(id);
  if (found == subscriptions_.end()) return;
  std::vector<Topic*> topics;
  for (const std::string& pattern : found->second.patterns) hub_.collect(pattern, topics);
  pattern_count_ -= found->second.patterns.size();
  subscriptions_.erase(found);
  for (Topic* topic : topics) stop_following(*topic);
}

void Session::record_came(Topic& topic) {
  for (const auto& [id, subscription] : subscriptions_) {
    for (const std::string& pattern : subscription.patterns) {
      if (db::matches(pattern, topic.key())) follow(topic);
    }
  }
}

// ---- Writes ----

bool Session::may_write_now() {
  const async::Instant now = hub_.db().loop().now();
  if (now - rate_since_ >= std::chrono::seconds(1)) {
    rate_since_ = now;
    rate_count_ = 0;
  }
  return ++rate_count_ <= hub_.options().writes_per_second;
}

void Session::write(const wire::view::ClientMessageWrite& message) {
  const auto id = static_cast<std::uint64_t>(message.id.value);
  WriteMemory::Client& memory = hub_.memory(*this);
  using Standing = WriteMemory::Client::Standing;
  switch (memory.standing(id, hub_.options().limits.writes)) {
    case Standing::known:
      // One whose answer is not known yet is answered when the journal has it.
      if (const std::string& answer = memory.find(id)->message; !answer.empty()) send(answer);
      return;
    case Standing::forgotten:
      return send(wire::HubMessage{wire::HubMessageNack{{to_wire(id)}, wire::Code::too_many, {}}});
    case Standing::fresh:
      break;
  }
  if (!may_write_now()) {
    hub_.count_refusal(wire::Code::rate);
    return send(wire::HubMessage{wire::HubMessageNack{{to_wire(id)}, wire::Code::rate, {}}});
  }
  memory.begin(id, hub_.options().limits.writes);
  hub_.write(*this, *rights_, id, message.topic.text(), message.payload.text());
}

// ---- Time ----

void Session::check_pulse() {
  const async::Instant now = hub_.db().loop().now();
  const std::chrono::milliseconds period(hub_.options().limits.ping_ms);
  if (now - heard_ > 2 * period) return close(Close::silent, "nothing was heard for too long");
  if (rights_ && now - pinged_ >= period) {
    pinged_ = now;
    send(wire::HubMessage{wire::HubMessagePing{to_timestamp(hub_.db().loop().wall_now())}});
  }
}

}  // namespace tally::sync
