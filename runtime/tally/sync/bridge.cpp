#include "tally/sync/bridge.h"

#include <algorithm>
#include <utility>

namespace tally::sync {

namespace {

/// How long a hub may take to say welcome, and how often writes are looked at.
constexpr async::Duration patience = std::chrono::seconds(20);
constexpr async::Duration pulse_interval = std::chrono::seconds(1);

/// What a hub reads that has not said so yet.
constexpr std::uint32_t usual_frame = 1U << 20U;

/// Of a text as a JSON string, at most.
std::size_t escaped(std::string_view text) noexcept {
  std::size_t size = text.size() + 2;
  for (const char c : text)
    size += c == '"' || c == '\\' ? 1 : static_cast<unsigned char>(c) < ' ' ? 5 : 0;
  return size;
}

/// Bytes that something takes in a frame, at most; with its comma.
constexpr std::size_t digits = 20;
std::size_t size_of(const Write& write) noexcept {
  constexpr std::string_view frame = R"([{"type":"write","id":,"key":,"payload":,"ts":}])";
  return frame.size() + 2 * digits + escaped(write.key) + write.payload.size();
}
std::size_t size_of_resume(std::string_view key, std::string_view epoch) noexcept {
  constexpr std::string_view resume = R"({"key":,"epoch":,"seq":},)";
  return resume.size() + digits + escaped(key) + escaped(epoch);
}

}  // namespace

Bridge::Bridge(db::Db& db, BridgeListener& listener, BridgeOptions options)
    : db_(db),
      listener_(listener),
      options_(std::move(options)),
      log_(db.loop(), db.sink_or_own(std::move(options_.log))),
      outbox_(options_.outbox, options_.last_write),
      largest_(usual_frame),
      pulse_(db.loop(), pulse_interval, [this] {
        check_pulse();
        log_.flush();
      }) {
  if (options_.keeps) outbox_.release(options_.last_write);
}

// ---- The program ----

std::uint32_t Bridge::subscribe(std::string pattern) {
  const std::uint32_t id = ++last_subscription_;
  subscriptions_.push_back({id, std::move(pattern)});
  if (status_ == Status::connected) say_subscribe(subscriptions_.back());
  return id;
}

void Bridge::unsubscribe(std::uint32_t id) {
  const auto found = std::find_if(subscriptions_.begin(), subscriptions_.end(),
                                  [id](const Subscription& each) { return each.id == id; });
  if (found == subscriptions_.end()) return;
  const std::string pattern = std::move(found->pattern);
  subscriptions_.erase(found);
  // What is still followed by another subscription keeps its position.
  decltype(positions_) kept;
  for (const auto& entry : positions_) {
    const auto names = [&](const std::string& each) { return db::matches(each, entry.first); };
    const bool followed =
        std::any_of(subscriptions_.begin(), subscriptions_.end(),
                    [&](const Subscription& other) { return names(other.pattern); });
    if (followed || !names(pattern)) kept[std::string(entry.first)] = entry.second;
  }
  positions_ = std::move(kept);
  if (status_ != Status::connected) return;
  const wire::view::ClientMessageUnsubscribe members{{}, id};
  send(to_text(members));
}

Result<Bridge::Written, Bridge::NotWritten> Bridge::write(std::string_view key,
                                                          std::string_view payload, Mode mode) {
  db::Record* record = find_or_make(key);
  if (record == nullptr)
    return NotWritten{{"record", "there is no record of this key", std::string(key)}, {}};
  Result<db::Judged> judged = db_.pool().judge(record->type(), payload);
  if (!judged) {
    record->count_refusal();
    return NotWritten{{"contract", "the value breaks its contract", std::string(key)},
                      judged.issues()};
  }
  Written written;
  const auto to_hub = [&](const db::Judged& value) {
    written.id = queue(key, value.bytes());
    return written.id.has_value();
  };
  if (!deliver(*record, std::move(*judged), mode, db_.loop().wall_now(), to_hub))
    return NotWritten{{"full", "the outbox has no room", std::string(key)}, {}};
  return written;
}

std::optional<std::uint64_t> Bridge::queue(std::string_view key, std::string_view payload) {
  const async::Scheduler& loop = db_.loop();
  std::list<Write> dropped;
  const auto id =
      outbox_.add(std::string(key), std::string(payload), loop.wall_now(), loop.now(), dropped);
  if (id) listener_.write_changed(outbox_.writes().back());
  for (const Write& each : dropped) listener_.write_changed(each);
  wake();
  return id;
}

void Bridge::restore(Write write) {
  outbox_.restore(std::move(write), db_.loop().wall_now(), db_.loop().now());
}

void Bridge::restore(std::string epoch, std::string key, db::Sequence position) {
  epoch_ = std::move(epoch);
  positions_[std::move(key)] = position;
}

void Bridge::kept(std::uint64_t id) {
  outbox_.release(id);
  wake();
}

// ---- The connection ----

void Bridge::set_status(Status status) {
  if (std::exchange(status_, status) != status) listener_.status_changed(status);
}

void Bridge::dialing() {
  set_status(attempts_ == 0 ? Status::connecting : Status::reconnecting);
}

void Bridge::connected(Connection& connection) {
  // The dial could not be interrupted.
  if (status_ == Status::disconnected)
    return connection.close(Close::normal, "not wanted any more");
  connection_ = &connection;
  closing_ = false;
  awake_ = false;
  heard_ = db_.loop().now();
  silence_ = patience;
  window_ = 0;
  outbox_.rewind();
  messages_.clear();
  const std::string ticket = options_.ticket ? options_.ticket() : std::string();
  Arena arena;
  auto* fingerprints = arena.allocate<view::Entry<view::String>>(options_.types.size());
  std::uint32_t count = 0;
  for (const ContractType* type : options_.types) {
    if (fingerprints == nullptr) break;
    fingerprints[count++] = {borrowed(type->name), borrowed(type->fingerprint)};
  }
  wire::view::ClientMessageHello hello{
      {}, borrowed(options_.client), borrowed(ticket), {fingerprints, count}, {}};
  // A hello that is too large would be refused again and again. What is left out of it begins with
  // a snapshot.
  std::size_t size = to_text(hello).size();
  auto* resume = arena.allocate<wire::view::Resume>(positions_.size());
  count = 0;
  for (const auto& [key, sequence] : positions_) {
    size += size_of_resume(key, epoch_);
    if (resume == nullptr || size > largest_) break;
    resume[count++] = {{}, borrowed(key), borrowed(epoch_), {to_wire(sequence)}};
  }
  hello.resume = {resume, count};
  send(to_text(hello));
}

async::Duration Bridge::disconnected() {
  connection_ = nullptr;
  messages_.clear();
  set_status(Status::reconnecting);
  async::Duration wait = options_.first_wait;
  for (std::uint32_t i = 0; i < attempts_ && wait < options_.longest_wait; ++i) wait *= 2;
  ++attempts_;
  wait = std::min(wait, options_.longest_wait);
  // Half of it is certain, the other half is not.
  const double part = options_.random ? options_.random() : 0.5;
  return wait / 2 + async::Duration(static_cast<async::Duration::rep>(
                        part * static_cast<double>((wait / 2).count())));
}

void Bridge::stopped() {
  connection_ = nullptr;
  attempts_ = 0;
  set_status(Status::disconnected);
}

void Bridge::send(std::string message) {
  if (connection_ == nullptr) return;
  messages_.push_back(std::move(message));
  wake();
}

std::size_t Bridge::fill() const noexcept {
  return std::min(options_.frame_fill, largest_ / 2);
}

bool Bridge::has_output() const noexcept {
  return !messages_.empty() || (status_ == Status::connected && outbox_.has_next(window_));
}

void Bridge::wake() {
  if (connection_ == nullptr || closing_ || awake_ || !has_output()) return;
  awake_ = true;
  connection_->output_ready();
}

buffers::Block Bridge::produce() {
  expire();
  frame_.clear();
  while (!messages_.empty() && frame_.size() < fill()) frame_.add(messages_.pop_front());
  if (status_ == Status::connected) add_writes();
  if (frame_.empty()) {
    awake_ = false;
    return {};
  }
  return db_.pool().copy(frame_.finish());
}

void Bridge::add_writes() {
  while (frame_.size() < fill()) {
    const Write* write = outbox_.peek(window_);
    if (write == nullptr) return;
    // The hub would close the connection, and meet the same write on the next one.
    if (size_of(*write) > largest_) {
      std::list<Write> rejected = outbox_.take(write->id);
      rejected.front().state = Write::State::rejected;
      rejected.front().code = wire::Code::too_large;
      settle(std::move(rejected));
      continue;
    }
    if (!frame_.empty() && frame_.size() + size_of(*write) > largest_) return;
    outbox_.next(window_);
    const view::String payload = borrowed(write->payload);
    const wire::view::ClientMessageWrite members{{},
                                                 {to_wire(write->id)},
                                                 borrowed(write->key),
                                                 {payload.data, payload.size},
                                                 {to_timestamp(write->time)}};
    frame_.add(to_text(members));
    listener_.write_changed(*write);
  }
}

// ---- What the hub says ----

void Bridge::receive(std::string_view frame) {
  if (closing_ || connection_ == nullptr) return;
  heard_ = db_.loop().now();
  const Document document(frame);
  Arena arena;
  const auto* messages = read_hub_frame(arena, document.padded());
  if (messages == nullptr) return close(Close::policy, "malformed frame");
  for (const wire::view::HubMessage& message : *messages) {
    if (!closing_ && connection_ != nullptr) handle(message);
  }
}

void Bridge::handle(const wire::view::HubMessage& message) {
  using Tag = wire::HubMessage::Tag;
  if ((message.variant == Tag::welcome) == (status_ == Status::connected) &&
      message.variant != Tag::error)
    return close(Close::policy, "welcome comes first, and once");
  switch (message.variant) {
    case Tag::welcome:
      return welcome(message.welcome());
    case Tag::subscribed:
      return;
    case Tag::snapshot: {
      const auto& snapshot = message.snapshot();
      const auto sequence = from_wire(snapshot.seq.value);
      positions_[std::string(snapshot.key.text())] = sequence;
      return apply(snapshot.key.text(), sequence, snapshot.payload.text(), snapshot.ts.value);
    }
    case Tag::position:
      positions_[std::string(message.position().key.text())] =
          from_wire(message.position().seq.value);
      return;
    case Tag::data:
      return data(message.data());
    case Tag::gap: {
      const auto& gap = message.gap();
      const db::Sequence to = from_wire(gap.to.value);
      positions_[std::string(gap.key.text())] = to;
      say("values were lost", "gap", gap.key.text());
      return listener_.lost(gap.key.text(), from_wire(gap.from.value), to);
    }
    case Tag::ack:
      return answered(from_wire(message.ack().id.value), message);
    case Tag::nack:
      return answered(from_wire(message.nack().id.value), message);
    case Tag::ping: {
      const wire::view::ClientMessagePong members{{}, message.ping().ts};
      return send(to_text(members));
    }
    case Tag::pong:
      return;
    case Tag::error: {
      wire::HubMessageError error;
      view::own(message.error(), error);
      say("refused by the hub",
          error.code.known() ? error.code.text() : std::string_view("unknown"),
          error.key ? *error.key : std::string_view(), error.message);
      return listener_.failed(error);
    }
  }
}

void Bridge::welcome(const wire::view::HubMessageWelcome& message) {
  attempts_ = 0;
  if (message.epoch.text() != epoch_) {
    epoch_ = std::string(message.epoch.text());
    positions_.clear();
  }
  window_ = message.limits.writes;
  largest_ = message.limits.frame_bytes;
  // Half-open connections are found when the hub's pings stay away.
  silence_ = std::chrono::milliseconds(message.limits.ping_ms) * 5 / 2;
  outbox_.skip_to(from_wire(message.last_write.value));
  set_status(Status::connected);
  for (const Subscription& each : subscriptions_) say_subscribe(each);
  if (message.differing.size > 0) {
    std::vector<std::string> names;
    for (const view::String& name : message.differing) names.emplace_back(name.text());
    listener_.differing(names);
  }
  wake();
}

void Bridge::say_subscribe(const Subscription& subscription) {
  const view::String pattern = borrowed(subscription.pattern);
  const wire::view::ClientMessageSubscribe members{{}, subscription.id, {&pattern, 1}};
  send(to_text(members));
}

void Bridge::data(const wire::view::HubMessageData& message) {
  const std::string_view key = message.key.text();
  const auto sequence = from_wire(message.seq.value);
  const auto found = positions_.find(key);
  if (found == positions_.end()) {
    positions_[std::string(key)] = sequence;
  } else {
    // A value that was seen before the connection was cut.
    if (sequence <= found->second) return;
    found->second = sequence;
  }
  apply(key, sequence, message.payload.text(), message.ts.value);
}

db::Record* Bridge::find_or_make(std::string_view key) const {
  db::Record* record = db_.find(key);
  return record == nullptr && options_.make ? options_.make(key) : record;
}

void Bridge::apply(std::string_view key, db::Sequence sequence, std::string_view payload,
                   Timestamp time) {
  db::Record* record = find_or_make(key);
  if (record == nullptr) return;
  Result<db::Judged> judged = db_.pool().judge(record->type(), payload);
  if (!judged) {
    record->count_refusal();
    say("a value of the hub broke its contract", judged.issues().front().code, key);
    return listener_.refused(key, judged.issues());
  }
  record->put(std::move(*judged), to_wall_time(time));
  listener_.applied(key, sequence, payload, time);
}

void Bridge::answered(std::uint64_t id, const wire::view::HubMessage& message) {
  std::list<Write> taken = outbox_.take(id);
  if (taken.empty()) return;
  Write& write = taken.front();
  if (message.variant == wire::HubMessage::Tag::ack) {
    write.state = Write::State::acked;
    write.sequence = from_wire(message.ack().seq.value);
    write.kept = message.ack().kept;
  } else {
    wire::HubMessageNack nack;
    view::own(message.nack(), nack);
    Arena arena;
    for (wire::Issue& issue : nack.issues) {
      view::Json judged;
      if (!view::borrow(arena, issue.params, judged)) issue.params = {"{}"};
    }
    write.state = Write::State::rejected;
    write.code = std::move(nack.code);
    write.issues = std::move(nack.issues);
  }
  settle(std::move(taken));
}

void Bridge::settle(std::list<Write> write) {
  listener_.write_changed(write.front());
  if (write.front().state == Write::State::rejected) {
    dead_.splice(dead_.end(), write);
    if (dead_.size() > options_.dead_letters) dead_.pop_front();
  }
  wake();
}

// ---- Time ----

void Bridge::expire() {
  for (std::list<Write> expired; !(expired = outbox_.take_expired(db_.loop().now())).empty();)
    listener_.write_changed(expired.front());
}

void Bridge::check_pulse() {
  expire();
  if (connection_ == nullptr || closing_ || db_.loop().now() - heard_ <= silence_) return;
  close(Close::silent, "nothing was heard for too long");
}

void Bridge::close(Close code, std::string_view reason) {
  closing_ = true;
  say("the connection to the hub is closed", reason);
  connection_->close(code, reason);
}

void Bridge::say(std::string_view text, std::string_view reason, std::string_view key,
                 std::string_view detail) {
  async::LogField fields[] = {{"reason", reason}, {}, {}};
  std::size_t count = 1;
  if (!key.empty()) fields[count++] = {"key", key};
  if (!detail.empty()) fields[count++] = {"detail", detail};
  log_.say(async::LogLevel::warning, text, {fields, count});
}

}  // namespace tally::sync
