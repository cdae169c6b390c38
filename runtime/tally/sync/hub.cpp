#include "tally/sync/hub.h"

#include <algorithm>
#include <utility>

namespace tally::sync {

Hub::Hub(db::Db& db, HubOptions options)
    : db_(db),
      options_(std::move(options)),
      memory_(options_.remembered_clients),
      turns_(db.loop(), options_.turn_steps, [this](Effort& effort) { return work(effort); }),
      pulse_(db.loop(), std::chrono::milliseconds(options_.limits.ping_ms) / 2, [this] {
        for (const auto& [number, session] : sessions_) session->check_pulse();
      }) {
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
  return opened;
}

void Hub::close(Session& session) {
  const auto arrived = arrived_.find(session.client());
  if (arrived != arrived_.end() && arrived->second == &session) arrived_.erase(arrived);
  std::unique_ptr<Subscriptions> left = session.leave();
  sessions_.erase(session.number());
  busy(*left_.emplace(left.get(), std::move(left)).first->second);
  --stats_.sessions;
}

void Hub::arrived(Session& session) {
  Session*& current = arrived_[session.client()];
  if (current != nullptr) current->close(Close::replaced, "the same client has come again");
  current = &session;
}

void Hub::shut_down() {
  for (const auto& [number, session] : sessions_)
    session->close(Close::going_away, "the hub shuts down");
}

std::optional<Rights> Hub::admit(std::string_view ticket) const {
  return options_.admit ? options_.admit(ticket) : Rights::all();
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
  if (bytes > 0 && stats_.subscribed_bytes + bytes > options_.all_subscribed_bytes) return false;
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
  if (options_.journal == nullptr) return show(topic, event.to);
  Applying writer{nullptr, {}, 0};
  if (applying_ && applying_->record == &topic.record())
    writer = *std::exchange(applying_, std::nullopt);
  pending_.push_back({&topic, event.to, std::string(writer.client), writer.id});
  options_.journal->append(
      {topic.record(), topic.record().value_of(event), writer.client, writer.id});
}

void Hub::kept(std::uint64_t entries) {
  for (; kept_ < entries; ++kept_) {
    const Pending pending = std::move(pending_.front());
    pending_.pop_front();
    if (pending.topic != nullptr) show(*pending.topic, pending.sequence);
    if (!pending.client.empty()) {
      acknowledge(
          pending.client, pending.id, pending.sequence,
          pending.topic == nullptr ? wire::Durability::memory : options_.journal->durability());
    }
  }
}

// ---- Writes ----

void Hub::write(Session& session, const Rights& rights, std::uint64_t id, std::string_view key,
                std::string_view payload) {
  const std::string& client = session.client();
  if (!db::is_key(key) || !rights.may_write(key)) return refuse(client, id, wire::Code::forbidden);
  db::Record* record = db_.find(key);
  if (record == nullptr && options_.make) record = options_.make(key);
  if (record == nullptr) return refuse(client, id, wire::Code::no_record);

  applying_ = Applying{record, client, id};
  const Result<db::Sequence> sequence = db_.set(*record, payload);
  applying_.reset();
  if (!sequence) return refuse(client, id, wire::Code::contract, sequence.issues());
  ++stats_.writes;
  if (options_.journal == nullptr)
    return acknowledge(client, id, *sequence, wire::Durability::memory);
  // A mailbox tells nobody of its values. That it got this one has to be kept, so that it does not
  // get it twice.
  if (record->mailbox() != nullptr) {
    pending_.push_back({nullptr, *sequence, client, id});
    options_.journal->append({*record, {{}, *sequence, {}}, client, id});
  }
}

void Hub::refuse(const std::string& client, std::uint64_t id, const wire::Code& code,
                 const Issues& issues) {
  count_refusal(code);
  answer(client, id,
         wire::HubMessage{
             wire::HubMessageNack{{static_cast<std::int64_t>(id)}, code, to_wire(issues)}});
}

void Hub::acknowledge(const std::string& client, std::uint64_t id, db::Sequence sequence,
                      wire::Durability kept) {
  answer(client, id,
         wire::HubMessage{wire::HubMessageAck{
             {static_cast<std::int64_t>(id)}, {static_cast<std::int64_t>(sequence)}, kept}});
}

void Hub::answer(const std::string& client, std::uint64_t id, const wire::HubMessage& message) {
  std::string text = to_text(message);
  memory_.of(client).answer(id, text);
  // It may be another session by now that waits for it.
  const auto session = arrived_.find(client);
  if (session != arrived_.end()) session->second->send(std::move(text));
}

void Hub::restore_write(std::string_view client, std::uint64_t id, db::Sequence sequence,
                        wire::Durability kept) {
  WriteMemory::Client& memory = memory_.of(client);
  if (memory.find(id) != nullptr) return;
  memory.begin(id, options_.limits.writes);
  acknowledge(std::string(client), id, sequence, kept);
}

}  // namespace tally::sync
