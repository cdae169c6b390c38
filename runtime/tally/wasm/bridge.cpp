#include "tally/wasm/bridge.h"

#include <utility>

#include "tally/engine/explain/issue_text.h"
#include "tally/javascript/log.h"
#include "tally/wasm/boundary.h"

namespace tally::wasm {

// What JavaScript is told, by the number that it gave the bridge. It does not throw, and does not
// free the bridge. Texts hold for as long as the call takes; issues and types are JSON.

TALLY_IMPORT("bridge_status") void bridge_status(std::uint32_t bridge, std::uint32_t status);
/// A value goes to the hub, and has this number, or 0 where another bridge gives it one. Before the
/// record changes.
TALLY_IMPORT("db_queued")
void db_queued(const PageDb* db, double id, const Text* payload, double time);
/// What has become of a write, from the moment on that it is sent.
TALLY_IMPORT("bridge_write")
void bridge_write(std::uint32_t bridge, double id, std::uint32_t state, double sequence,
                  std::uint32_t kept, const Text* code, const Text* issues);
TALLY_IMPORT("bridge_applied")
void bridge_applied(std::uint32_t bridge, const Text* key, double sequence, const Text* payload,
                    double time);
TALLY_IMPORT("bridge_lost")
void bridge_lost(std::uint32_t bridge, const Text* key, double from, double to);
TALLY_IMPORT("bridge_refused")
void bridge_refused(std::uint32_t bridge, const Text* key, const Text* issues);
/// `key` is null where the error is not about one.
TALLY_IMPORT("bridge_failed")
void bridge_failed(std::uint32_t bridge, const Text* code, const Text* key, const Text* message);
TALLY_IMPORT("bridge_differing") void bridge_differing(std::uint32_t bridge, const Text* types);
/// What the bridge has to say: a line as JSON (javascript/log.h).
TALLY_IMPORT("bridge_log") void bridge_log(std::uint32_t bridge, const Text* line);
TALLY_IMPORT("bridge_output") void bridge_output(std::uint32_t bridge);
TALLY_IMPORT("bridge_close")
void bridge_close(std::uint32_t bridge, std::uint32_t code, const Text* reason);
/// A number from 0 to 1.
TALLY_IMPORT("random") double random_number();

namespace {

/// An array of what `write` makes of each.
template <class All, class Write>
std::string json_array(const All& all, Write write) {
  std::string json = "[";
  for (const auto& each : all) {
    if (json.size() > 1) json += ',';
    json += write(each);
  }
  return json + ']';
}

std::string to_json(const std::vector<wire::Issue>& issues) {
  return json_array(issues, [](const wire::Issue& issue) {
    Arena arena;
    wire::view::Issue view{};
    view::borrow(arena, issue, view);
    json::Writer writer;
    write(writer, view);
    return std::move(writer).take();
  });
}

sync::BridgeOptions options_of(PageDb& db, std::uint32_t number, const std::string& ticket,
                               std::string client, const PageBridgeOptions& given) {
  sync::BridgeOptions options;
  options.client = std::move(client);
  options.last_write = buffers::from_number(given.last_write);
  sync::OutboxLimits& outbox = options.outbox;
  outbox.policy = given.policy;
  using Milliseconds = std::chrono::milliseconds;
  if (given.count > 0) outbox.count = given.count;
  if (given.bytes > 0) outbox.bytes = given.bytes;
  if (given.age > 0) outbox.age = std::chrono::seconds(given.age);
  if (given.first_wait > 0) options.first_wait = Milliseconds(given.first_wait);
  if (given.longest_wait > 0) options.longest_wait = Milliseconds(given.longest_wait);
  options.ticket = [&ticket] { return ticket; };
  options.types = db.types();
  options.make = [&db](std::string_view key) { return db.find_or_make(key); };
  options.random = random_number;
  options.keeps = true;
  options.log = [number](const async::LogLine& line) {
    const std::string json = javascript::to_json(line);
    const Text text = to_text(json);
    bridge_log(number, &text);
  };
  return options;
}

}  // namespace

PageBridge::PageBridge(PageDb& db, std::uint32_t number, std::string client,
                       const PageBridgeOptions& given)
    : number_(number),
      bridge_(db.db(), *this, options_of(db, number, ticket_, std::move(client), given)) {}

void PageBridge::connected(std::string ticket) {
  ticket_ = std::move(ticket);
  bridge_.connected(*this);
}

void PageBridge::status_changed(sync::Status status) noexcept {
  bridge_status(number_, static_cast<std::uint32_t>(status));
}

void PageBridge::write_changed(const sync::Write& write) noexcept {
  if (write.state == sync::Write::State::queued) return;  // who has made it knows
  const std::string issues = to_json(write.issues);
  const Text code_text = to_text(write.code.text());
  const Text issues_text = to_text(issues);
  bridge_write(number_, buffers::to_number(write.id), static_cast<std::uint32_t>(write.state),
               buffers::to_number(write.sequence), static_cast<std::uint32_t>(write.kept),
               &code_text, &issues_text);
}

void PageBridge::applied(std::string_view key, db::Sequence sequence, std::string_view payload,
                         Timestamp time) noexcept {
  if (!relays_) return;
  const Text key_text = to_text(key);
  const Text payload_text = to_text(payload);
  bridge_applied(number_, &key_text, buffers::to_number(sequence), &payload_text,
                 static_cast<double>(time.nanoseconds) / 1e6);
}

void PageBridge::lost(std::string_view key, db::Sequence from, db::Sequence to) noexcept {
  const Text key_text = to_text(key);
  bridge_lost(number_, &key_text, buffers::to_number(from), buffers::to_number(to));
}

void PageBridge::refused(std::string_view key, const Issues& issues) noexcept {
  const std::string json = tally::to_json(issues, {});
  const Text key_text = to_text(key);
  const Text issues_text = to_text(json);
  bridge_refused(number_, &key_text, &issues_text);
}

void PageBridge::failed(const wire::HubMessageError& error) noexcept {
  const Text code = to_text(error.code.text());
  const Text key = to_text(error.key ? std::string_view(*error.key) : std::string_view());
  const Text message = to_text(error.message);
  bridge_failed(number_, &code, error.key ? &key : nullptr, &message);
}

void PageBridge::differing(const std::vector<std::string>& types) noexcept {
  const std::string json =
      json_array(types, [](const std::string& name) { return tally::to_json(name); });
  const Text types_text = to_text(json);
  bridge_differing(number_, &types_text);
}

void PageBridge::output_ready() noexcept {
  bridge_output(number_);
}

void PageBridge::close(sync::Close code, std::string_view reason) noexcept {
  const Text reason_text = to_text(reason);
  bridge_close(number_, static_cast<std::uint32_t>(code), &reason_text);
}

// ---- Exports ----

TALLY_EXPORT("bridge_make")
PageBridge* bridge_make(PageDb* db, std::uint32_t number, double last_write, std::uint32_t count,
                        std::uint32_t bytes, std::uint32_t age, std::uint32_t policy,
                        std::uint32_t first_wait, std::uint32_t longest_wait,
                        std::uint32_t client_size) {
  return new PageBridge(*db, number, Texts().take(client_size),
                        {last_write, count, bytes, age, static_cast<sync::OutboxPolicy>(policy),
                         first_wait, longest_wait});
}
TALLY_EXPORT("bridge_free") void bridge_free(PageBridge* bridge) {
  delete bridge;
}

TALLY_EXPORT("bridge_subscribe")
std::uint32_t bridge_subscribe(PageBridge* bridge, std::uint32_t pattern_size) {
  return bridge->bridge().subscribe(Texts().take(pattern_size));
}
TALLY_EXPORT("bridge_unsubscribe")
void bridge_unsubscribe(PageBridge* bridge, std::uint32_t id) {
  bridge->bridge().unsubscribe(id);
}

namespace {

/// Of a write; -1 for one that the outbox has no room for.
double number_of(const std::optional<std::uint64_t>& id) {
  return id ? buffers::to_number(*id) : -1;
}

}  // namespace

/// Does with the value at the door what the mode says. `bridge` is null where another program has
/// the outbox, or where it is not loaded yet. The number of the write; 0 when it is not for the
/// hub, or not numbered here; -1 when there is no room, and nothing has happened.
TALLY_EXPORT("bridge_write_value")
double bridge_write_value(PageDb* db, db::Record* record, PageBridge* bridge, std::uint32_t mode) {
  double number = 0;
  const async::WallTime now = db->db().loop().wall_now();
  const auto queue = [&](const db::Judged& value) {
    if (bridge != nullptr) {
      number = number_of(bridge->bridge().queue(record->key(), value.bytes()));
      if (number < 0) return false;
    }
    const Text payload = to_text(value.bytes());
    db_queued(db, number, &payload, to_ms(now));
    return true;
  };
  sync::deliver(*record, db->take(), static_cast<sync::Mode>(mode), now, queue);
  return number;
}

/// Gives a value to the hub that was written before the outbox was loaded: its number, or -1.
TALLY_EXPORT("bridge_queue")
double bridge_queue(PageBridge* bridge, std::uint32_t key_size, std::uint32_t payload_size) {
  Texts texts;
  const std::string_view key = texts.view(key_size);
  return number_of(bridge->bridge().queue(key, texts.view(payload_size)));
}

TALLY_EXPORT("bridge_restore")
void bridge_restore(PageBridge* bridge, double id, double time, std::uint32_t key_size,
                    std::uint32_t payload_size) {
  Texts texts;
  sync::Write write;
  write.id = buffers::from_number(id);
  write.key = texts.take(key_size);
  write.payload = texts.take(payload_size);
  write.time = from_ms(time);
  bridge->bridge().restore(std::move(write));
}

TALLY_EXPORT("bridge_restore_position")
void bridge_restore_position(PageBridge* bridge, double position, std::uint32_t epoch_size,
                             std::uint32_t key_size) {
  Texts texts;
  const std::string epoch = texts.take(epoch_size);
  bridge->bridge().restore(epoch, texts.take(key_size), buffers::from_number(position));
}
TALLY_EXPORT("bridge_epoch") const Text* bridge_epoch(PageBridge* bridge) {
  return answer(bridge->bridge().epoch());
}

TALLY_EXPORT("bridge_relay") void bridge_relay(PageBridge* bridge) {
  bridge->relay();
}
TALLY_EXPORT("bridge_kept") void bridge_kept(PageBridge* bridge, double id) {
  bridge->bridge().kept(buffers::from_number(id));
}
TALLY_EXPORT("bridge_dialing") void bridge_dialing(PageBridge* bridge) {
  bridge->bridge().dialing();
}
TALLY_EXPORT("bridge_connected")
void bridge_connected(PageBridge* bridge, std::uint32_t ticket_size) {
  bridge->connected(Texts().take(ticket_size));
}
/// How many milliseconds to wait before the next attempt.
TALLY_EXPORT("bridge_disconnected") double bridge_disconnected(PageBridge* bridge) {
  return std::chrono::duration<double, std::milli>(bridge->bridge().disconnected()).count();
}
TALLY_EXPORT("bridge_stopped") void bridge_stopped(PageBridge* bridge) {
  bridge->bridge().stopped();
}
TALLY_EXPORT("bridge_receive")
void bridge_receive(PageBridge* bridge, std::uint32_t frame_size) {
  bridge->bridge().receive(Texts().view(frame_size));  // which copies it
}
/// The next frame; empty when there is nothing to send.
TALLY_EXPORT("bridge_produce") const Text* bridge_produce(PageBridge* bridge) {
  return answer(std::string(bridge->bridge().produce().bytes()));
}

}  // namespace tally::wasm
