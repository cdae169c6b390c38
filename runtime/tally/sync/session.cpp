#include "tally/sync/session.h"

#include <algorithm>
#include <utility>

#include "tally/sync/hub.h"

namespace tally::sync {

Session::Session(Hub& hub, Connection& connection, std::uint64_t number)
    : hub_(hub),
      connection_(connection),
      number_(number),
      subscriptions_(std::make_unique<Subscriptions>(hub, *this)),
      alarm_(hub.db().loop(), [this] { check_pulse(); }) {
  heard_ = pinged_ = taken_ = hub_.db().loop().now();
  check_pulse();
}

Session::~Session() {
  hub_.count_unread(0, reply_bytes_);
  hub_.give_resumed(resumed_);
}

// ---- Out ----

void Session::wake() {
  if (std::exchange(awake_, true)) return;
  connection_.output_ready();
}

void Session::send(std::string message) {
  if (closed_) return;
  if (replies_.empty()) taken_ = hub_.db().loop().now();
  reply_bytes_ += message.size();
  hub_.count_unread(message.size(), 0);
  replies_.push_back(std::move(message));
  wake();
}

void Session::close(Close code, std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  hub_.closed(*this, code, reason);
  inputs_.clear();
  connection_.close(code, reason);
}

bool Session::has_room(std::size_t bytes) const noexcept {
  return replies_.empty() || reply_bytes_ + bytes <= hub_.reply_room() / 2;
}

buffers::Block Session::produce() {
  handle_inputs();
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
  if (!replies_.empty()) taken_ = hub_.db().loop().now();
  while (!replies_.empty() && frame.size() < fill) {
    frame.add(replies_.front());
    reply_bytes_ -= replies_.front().size();
    hub_.count_unread(0, replies_.front().size());
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
    report(wire::Code::too_large, "a frame is larger than the limit");
    return close(Close::too_large, "frame too large");
  }
  inputs_.push_back(std::make_unique<Input>(frame));
  if (inputs_.size() == 1) handle_inputs();
}

bool Session::has_room() const noexcept {
  return reply_bytes_ <= hub_.reply_room() && !hub_.log_is_full();
}

void Session::handle_inputs() {
  while (!inputs_.empty() && has_room()) {
    // Taken out: a message that closes the session drops what waits.
    std::unique_ptr<Input> input = std::move(inputs_.front());
    inputs_.pop_front();
    if (input->messages == nullptr) {
      const PaddedText frame = input->document.padded();
      input->messages = read_client_frame(input->arena, frame);
      if (input->messages == nullptr) {
        const std::optional<std::string> rule = broken_rule(frame);
        report(wire::Code::malformed, "what came is no frame" + (rule ? ": " + *rule : ""));
        return close(Close::policy, "malformed frame");
      }
    }
    while (input->handled < input->messages->size && has_room()) {
      handle(input->messages->data[input->handled++]);
      if (closed_) return;
    }
    if (input->handled < input->messages->size) return inputs_.push_front(std::move(input));
    heard_ = hub_.db().loop().now();  // what it said meanwhile could not be heard
  }
}

void Session::handle(const wire::view::ClientMessage& message) {
  using Tag = wire::ClientMessage::Tag;
  if ((message.variant == Tag::hello) == rights_.has_value()) {
    report(wire::Code::malformed, "hello comes first, and once");
    return close(Close::policy, "hello expected");
  }
  switch (message.variant) {
    case Tag::hello:
      return hello(message.hello());
    case Tag::subscribe:
      return subscriptions_->subscribe(message.subscribe().id, message.subscribe().patterns);
    case Tag::unsubscribe:
      return subscriptions_->unsubscribe(message.unsubscribe().id);
    case Tag::write:
      return hub_.write(*this, *rights_, message.write());
    case Tag::ping:
      return send(wire::HubMessage{wire::HubMessagePong{message.ping().ts.value}});
    case Tag::pong:
      return;
  }
}

void Session::hello(const wire::view::ClientMessageHello& message) {
  rights_ = hub_.admit(message.ticket.text());
  if (!rights_) {
    report(wire::Code::unauthorized, "the ticket is not good");
    return close(Close::unauthorized, "unauthorized");
  }
  client_ = rights_->identity + '/' + std::string(message.client.text());
  // Proof that values were lost begins another epoch, in which no position means anything.
  for (const wire::view::Resume& resume : message.resume) {
    const std::string_view key = resume.key.text();
    if (resume.epoch.text() == hub_.options().epoch && rights_->may_read(key))
      hub_.check_position(key, from_wire(resume.seq.value));
  }
  for (const wire::view::Resume& resume : message.resume) {
    if (resume.epoch.text() != hub_.options().epoch || !hub_.take_resumed()) continue;
    ++resumed_;
    subscriptions_->resume(resume.key.text(), from_wire(resume.seq.value));
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
  welcome.last_write = to_wire(hub_.newest_write(*this));
  send(wire::HubMessage{std::move(welcome)});
  check_pulse();  // from now on it may expire
}

void Session::report(const wire::Code& code, std::string message, std::string_view pattern) {
  hub_.refused(*this, code);
  wire::HubMessageError error{code, {}, std::move(message)};
  if (!pattern.empty()) error.key = pattern;
  send(wire::HubMessage{std::move(error)});
}

// ---- Time ----

void Session::check_pulse() {
  if (closed_) return;
  const async::Instant now = hub_.db().loop().now();
  const std::chrono::milliseconds period(hub_.options().limits.ping_ms);
  // What it says is not read for as long as what it asked for is not.
  const async::Instant deaf = listens() ? heard_ + 2 * period : async::Instant::max();
  const async::Instant stuck = replies_.empty() ? async::Instant::max() : taken_ + 2 * period;
  const async::Instant expired = rights_ ? rights_->until : async::Instant::max();
  if (now >= expired) return close(Close::unauthorized, "the ticket has expired");
  if (now >= stuck) return close(Close::try_later, "replies are not read");
  if (now >= deaf) return close(Close::silent, "nothing was heard for too long");
  if (now - pinged_ >= period) {
    pinged_ = now;
    if (rights_)
      send(wire::HubMessage{wire::HubMessagePing{to_timestamp(hub_.db().loop().wall_now())}});
  }
  alarm_.set(std::min({deaf, stuck, expired, pinged_ + period}));
}

}  // namespace tally::sync
