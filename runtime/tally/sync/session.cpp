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
    : hub_(hub),
      connection_(connection),
      number_(number),
      subscriptions_(std::make_unique<Subscriptions>(hub, *this)) {
  heard_ = pinged_ = rate_since_ = hub_.db().loop().now();
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

bool Session::has_room(std::size_t bytes) const noexcept {
  return replies_.empty() || reply_bytes_ + bytes <= hub_.options().unread_replies / 2;
}

buffers::Block Session::produce() {
  const std::size_t fill = hub_.options().frame_fill;
  FrameWriter& frame = hub_.scratch();
  if (Follower* first = replies_.empty() ? subscriptions_->next() : nullptr) {
    // The usual case: many sessions are to be sent the same value of one topic.
    if (!subscriptions_->has_pending() && !closed_) {
      if (buffers::Block shared = first->topic.shared_frame(*first, frame, fill)) return shared;
    }
    subscriptions_->put_back(*first);
  }
  frame.clear();
  while (!replies_.empty() && frame.size() < fill) {
    frame.add(replies_.front());
    reply_bytes_ -= replies_.front().size();
    replies_.pop_front();
  }
  while (!closed_ && frame.size() < fill) {
    Follower* follower = subscriptions_->next();
    if (follower == nullptr) break;
    // One that has more goes behind the others.
    if (!follower->topic.write(*follower, frame, fill)) subscriptions_->put_back(*follower);
  }
  if (frame.empty()) {
    awake_ = false;
    return {};
  }
  buffers::Block finished = hub_.db().pool().copy(frame.finish());
  if (!closed_) subscriptions_->replies_taken();
  return finished;
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
      return subscriptions_->subscribe(message.subscribe().id, message.subscribe().topics);
    case Tag::unsubscribe:
      return subscriptions_->unsubscribe(message.unsubscribe().id);
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
    if (resume.epoch.text() == hub_.options().epoch)
      subscriptions_->resume(resume.topic.text(), static_cast<db::Sequence>(resume.seq.value));
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
