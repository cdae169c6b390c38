#include "tally/sync/hub.h"

#include <algorithm>
#include <utility>

namespace tally::sync {
namespace {

constexpr async::Duration flush_interval = std::chrono::seconds(10);

/// Bytes that an entry takes beside what it holds, about.
constexpr std::uint64_t entry_overhead = 128;

/// Of the issues of one answer.
constexpr std::size_t issue_bytes = 16U << 10U;

}  // namespace

Hub::Hub(db::Db& db, HubOptions options)
    : db_(db),
      options_(std::move(options)),
      log_(db.loop(), db.sink_or_own(std::move(options_.log))),
      memory_(options_.limits.writes, options_.bounds.remembered_clients,
              options_.bounds.remembered_writes),
      turns_(db.loop(), options_.turn_steps, [this](Effort& effort) { return work(effort); }),
      pulse_(db.loop(), flush_interval, [this] { log_.flush(); }) {
  for (const ContractType* type : options_.types) types_.emplace(type->name, type);
  watch_ = db_.watch([this](db::Record& record) { add(record); });
}

Hub::~Hub() = default;

// ---- Sessions ----

Session& Hub::open(Connection& connection) {
  ++stats_.opened;
  ++stats_.sessions;
  auto session = std::make_unique<Session>(*this, connection, stats_.opened);
  Session& opened = *session;
  sessions_.emplace(opened.number(), std::move(session));
  if (stats_.sessions > options_.bounds.sessions)
    opened.close(Close::try_later, "too many sessions");
  return opened;
}

void Hub::close(Session& session) {
  const auto arrived = arrived_.find(session.client());
  if (arrived != arrived_.end() && arrived->second == &session) {
    memory_.left(session.client(), db_.loop().now());
    arrived_.erase(arrived);
  }
  std::unique_ptr<Subscriptions> left = session.leave();
  sessions_.erase(session.number());
  busy(*left_.emplace(left.get(), std::move(left)).first->second);
  --stats_.sessions;
}

void Hub::arrived(Session& session) {
  Session*& current = arrived_[session.client()];
  if (current != nullptr) current->close(Close::replaced, "the same client has come again");
  current = &session;
  memory_.came(session.client());
}

void Hub::check_position(std::string_view key, db::Sequence sequence) {
  const Topic* topic = this->topic(key);
  const bool readable = topic != nullptr || db_.find(key) == nullptr;
  const db::Sequence reached = topic == nullptr ? 0 : topic->shown();
  if (options_.hub_log == nullptr || !readable || sequence <= reached) return;
  std::optional<std::string> epoch = options_.hub_log->renew_epoch(key, sequence);
  if (!epoch) return;
  options_.epoch = std::move(*epoch);
  for (const auto& [client, session] : arrived_)
    session->close(Close::restart, "values were lost: the hub begins another epoch");
}

void Hub::shut_down() {
  for (const auto& [number, session] : sessions_)
    session->close(Close::going_away, "the hub shuts down");
}

std::optional<Rights> Hub::admit(std::string_view ticket) const {
  return options_.admit ? options_.admit(ticket) : Rights::all();
}

Bounds Hub::counts() const {
  const async::Instant now = db_.loop().now();
  Bounds counts;
  counts.sessions = stats_.sessions;
  counts.records = db_.size();
  counts.value_bytes = db_.held_bytes();
  counts.remembered_clients = memory_.clients();
  counts.remembered_writes = memory_.answers();
  counts.pending_bytes = pending_bytes_;
  counts.unread_bytes = unread_bytes_;
  counts.resumed_keys = resumed_keys_;
  counts.all_subscribed_bytes = static_cast<std::uint64_t>(stats_.subscribed_bytes);
  counts.all_writes_per_second = writes_.count(now);
  counts.subscribed_bytes = counts.unread_replies = counts.writes_per_second =
      counts.records_of_client = 0;
  const auto raise = [](std::uint64_t& most, std::uint64_t count) { most = std::max(most, count); };
  for (const auto& [number, session] : sessions_) {
    raise(counts.subscribed_bytes, session->subscribed_bytes());
    raise(counts.unread_replies, session->unread());
  }
  memory_.for_each([&](const WriteMemory::Client& client) {
    raise(counts.writes_per_second, client.rate.count(now));
    raise(counts.records_of_client, client.records);
  });
  return counts;
}

void Hub::refused(const Session& session, const wire::Code& code) {
  ++stats_.refused[code.text()];
  const async::LogField fields[] = {{"code", code.text()}, {"session", {}, session.number()}};
  log_.say(async::LogLevel::warning, "a client was refused something", fields);
}

void Hub::closed(const Session& session, Close code, std::string_view reason) {
  ++stats_.closed[code];
  if (code == Close::going_away) return;
  const async::LogField fields[] = {{"reason", reason},
                                    {"code", {}, static_cast<std::uint16_t>(code)},
                                    {"session", {}, session.number()}};
  log_.say(async::LogLevel::warning, "a client was closed", fields);
}

const ContractType* Hub::type(std::string_view name) const noexcept {
  const auto found = types_.find(name);
  return found == types_.end() ? nullptr : found->second;
}

// ---- Topics ----

void Hub::add(db::Record& record) {
  buffers::Broadcast* values = record.broadcast();
  if (values == nullptr) return;
  Watched& made = watched_.emplace_back(db_, record);
  made.subscription =
      values->subscribe([this, &made](const auto& event) { value_came(made.topic, event); });
  topics_.at(record.key()).push_back(&made.topic);
  if (patterns_.empty()) return;
  newcomers_.push_back(&made.topic);
  turns_.go();
}

Topic* Hub::topic(std::string_view key) const noexcept {
  const auto* node = topics_.find(key);
  if (node == nullptr) return nullptr;
  for (Topic* topic : node->value) {
    if (topic->key() == key) return topic;
  }
  return nullptr;
}

bool Hub::charge(std::int64_t bytes) noexcept {
  const auto limit = static_cast<std::int64_t>(options_.bounds.all_subscribed_bytes);
  if (bytes > 0 && stats_.subscribed_bytes + bytes > limit) return false;
  stats_.subscribed_bytes += bytes;
  return true;
}

void Hub::busy(Subscriptions& client) {
  if (!client.linked()) busy_.push_back(client);
  turns_.go();
}

bool Hub::introduce(Effort& effort) {
  while (!newcomers_.empty()) {
    Topic& first = *newcomers_.front();
    if (!search_) search_.emplace(patterns_, first.key());
    const auto found = [&](const Pattern& pattern) {
      for (const auto& [use, subscription] : pattern.uses) {
        effort.spend(1);
        subscription->client.came(first, *subscription, effort);
      }
      return true;
    };
    if (!search_->go(effort, found)) return false;
    search_.reset();
    newcomers_.pop_front();
  }
  return true;
}

bool Hub::work(Effort& effort) {
  if (!introduce(effort)) return false;
  // One that asks for much does not keep others waiting who ask for little.
  const std::int64_t share = std::max<std::int64_t>(turns_.steps() / 8, 1);
  while (!busy_.empty()) {
    if (effort.over()) return false;
    Subscriptions& next = *busy_.pop_front();
    Effort part{std::min(effort.left, share)};
    const std::int64_t given = part.left;
    const bool done = next.work(part);
    effort.spend(given - part.left);
    if (!done) {
      busy_.push_back(next);
    } else if (next.undone()) {
      left_.erase(&next);
    }
  }
  return true;
}

void Hub::value_came(Topic& topic, const buffers::Event& event) {
  if (event.kind == buffers::Event::Kind::closed) return;
  if (options_.hub_log == nullptr) return show(topic, event.to);
  Applying writer{nullptr, {}, 0};
  if (applying_ && applying_->record == &topic.record())
    writer = *std::exchange(applying_, std::nullopt);
  append(&topic, topic.record(), topic.record().value_of(event), writer);
}

void Hub::append(Topic* topic, const db::Record& record, const db::Value& value,
                 const Applying& by) {
  const std::uint64_t bytes = entry_overhead + value.block.bytes().size() + record.key().size();
  pending_.push_back({topic, value.sequence, std::string(by.client), by.id, bytes});
  pending_bytes_ += bytes;
  options_.hub_log->append({record, value, by.client, by.id});
}

void Hub::kept(std::uint64_t entries) {
  const bool was_full = log_is_full();
  for (; kept_ < entries; ++kept_) {
    const Pending pending = std::move(pending_.front());
    pending_.pop_front();
    pending_bytes_ -= pending.bytes;
    if (pending.topic != nullptr) show(*pending.topic, pending.sequence);
    if (!pending.client.empty()) {
      acknowledge(
          pending.client, pending.id, pending.sequence,
          pending.topic == nullptr ? wire::Durability::memory : options_.hub_log->durability());
    }
  }
  if (!was_full || log_is_full()) return;
  for (const auto& [number, session] : sessions_) session->hear_on();
}

// ---- Writes ----

std::uint64_t Hub::newest_write(const Session& session) noexcept {
  const WriteMemory::Client* client = memory_.find(session.client());
  return client == nullptr ? 0 : client->newest();
}

void Hub::write(Session& session, const Rights& rights,
                const wire::view::ClientMessageWrite& message) {
  using Standing = WriteMemory::Standing;
  const auto id = from_wire(message.id.value);
  const async::Instant now = db_.loop().now();
  WriteMemory::Client* client = memory_.of(session.client(), now);
  if (client == nullptr) return refuse(session, id, wire::Code::too_many);
  switch (memory_.standing(*client, id)) {
    case Standing::known:
      return repeat(session, *client, *client->find(id), message);
    case Standing::forgotten:
      return refuse(session, id, wire::Code::forgotten);
    case Standing::ahead:
      return refuse(session, id, wire::Code::too_many);
    case Standing::fresh:
      break;
  }
  // First its own: what it may not do takes nothing from the others.
  if (!client->rate.take(now, options_.bounds.writes_per_second) ||
      !writes_.take(now, options_.bounds.all_writes_per_second))
    return refuse(session, id, wire::Code::rate);
  memory_.begin(*client, id);
  apply(session, *client, rights, id, message.key.text(), message.payload.text());
}

db::Declared Hub::declared(std::string_view key) const {
  if (const db::Record* record = db_.find(key)) return {&record->type(), record->buffer()};
  return options_.record ? options_.record(key) : db::Declared{};
}

void Hub::apply(Session& session, WriteMemory::Client& client, const Rights& rights,
                std::uint64_t id, std::string_view key, std::string_view payload) {
  if (!db::is_key(key) || !rights.may_write(key)) return refuse(session, id, wire::Code::forbidden);
  if (options_.hub_log != nullptr && !options_.hub_log->takes())
    return refuse(session, id, wire::Code::failed);
  db::Record* record = db_.find(key);
  const db::Declared kind = declared(key);
  if (kind.type == nullptr) return refuse(session, id, wire::Code::no_record);
  Result<db::Judged> judged = db_.pool().judge(*kind.type, payload);
  if (!judged) {
    if (record != nullptr) record->count_refusal();
    return refuse(session, id, wire::Code::contract, judged.issues());
  }
  const std::uint64_t leaving = record == nullptr ? 0 : record->leaving();
  const bool adds = payload.size() > leaving;
  if (adds && db_.held_bytes() - leaving + payload.size() > options_.bounds.value_bytes)
    return refuse(session, id, wire::Code::too_many);
  if (record == nullptr) {
    if (db_.size() >= options_.bounds.records ||
        client.records >= options_.bounds.records_of_client)
      return refuse(session, id, wire::Code::too_many);
    const Result<db::Record&, Problem> made = db_.configure(key, *kind.type, kind.buffer);
    if (!made) return refuse(session, id, wire::Code::no_record);
    record = &*made;
    ++client.records;
  }

  const Applying by{record, session.client(), id};
  applying_ = by;
  const db::Sequence sequence = record->put(std::move(*judged), db_.loop().wall_now());
  applying_.reset();
  ++stats_.writes;
  if (options_.hub_log == nullptr)
    return acknowledge(session.client(), id, sequence, wire::Durability::memory);
  // A mailbox tells nobody of its values. That it got this one has to be kept, so that it does not
  // get it twice.
  if (record->mailbox() != nullptr) append(nullptr, *record, {{}, sequence, {}}, by);
}

void Hub::repeat(Session& session, WriteMemory::Client& client, const WriteMemory::Answer& answer,
                 const wire::view::ClientMessageWrite& message) {
  using Kind = WriteMemory::Answer::Kind;
  // One that is pending is answered when the hub log has it.
  if (answer.kind == Kind::acked)
    acknowledge(session.client(), answer.id, answer.sequence, answer.kept);
  if (answer.kind != Kind::refused) return;
  // What was wrong with it is found by judging it again, as often as it might write.
  Issues issues;
  const db::Declared kind = declared(message.key.text());
  if (answer.code == wire::Code::contract && kind.type != nullptr &&
      client.rate.take(db_.loop().now(), options_.bounds.writes_per_second))
    issues = db_.pool().judge(*kind.type, message.payload.text()).issues();
  refuse(session, answer.id, answer.code, issues);
}

void Hub::refuse(Session& session, std::uint64_t id, const wire::Code& code, const Issues& issues) {
  refused(session, code);
  if (WriteMemory::Client* client = memory_.find(session.client()))
    WriteMemory::answer(*client, {id, 0, {}, *code.known(), WriteMemory::Answer::Kind::refused});
  session.send(
      wire::HubMessage{wire::HubMessageNack{{to_wire(id)}, code, to_wire(issues, issue_bytes)}});
}

void Hub::acknowledge(const std::string& client, std::uint64_t id, db::Sequence sequence,
                      wire::Durability kept) {
  if (WriteMemory::Client* known = memory_.find(client))
    WriteMemory::answer(*known, {id, sequence, kept, {}, WriteMemory::Answer::Kind::acked});
  // It may be another session by now that waits for it.
  const auto session = arrived_.find(client);
  if (session == arrived_.end()) return;
  session->second->send(
      wire::HubMessage{wire::HubMessageAck{{to_wire(id)}, {to_wire(sequence)}, kept}});
}

void Hub::restore_write(std::string_view client, std::uint64_t id, db::Sequence sequence,
                        wire::Durability kept) {
  const async::Instant now = db_.loop().now();
  WriteMemory::Client* memory = memory_.of(client, now);
  if (memory == nullptr || memory_.standing(*memory, id) != WriteMemory::Standing::fresh) return;
  memory_.begin(*memory, id);
  acknowledge(std::string(client), id, sequence, kept);
  memory_.left(client, now);
}

}  // namespace tally::sync
