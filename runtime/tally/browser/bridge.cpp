#include "tally/browser/bridge.h"

#include <emscripten.h>
#include <emscripten/bind.h>
#include <emscripten/html5.h>

#include <utility>

#include "tally/browser/bind.h"

using emscripten::class_;
using emscripten::val;

namespace tally::browser {
namespace {

sync::BridgeOptions options_of(PageDb& db, const val& host, std::string client, double last_write) {
  sync::BridgeOptions options;
  options.client = std::move(client);
  options.last_write = static_cast<std::uint64_t>(last_write);
  options.ticket = [host] { return host.call<std::string>("ticket"); };
  options.types = db.types();
  options.make = [&db](std::string_view key) { return db.find_or_make(key); };
  options.random = [] { return emscripten_random(); };
  options.keeps = true;
  return options;
}

std::string to_json(const std::vector<wire::Issue>& issues) {
  std::string json = "[";
  for (const wire::Issue& issue : issues) {
    const Result<std::string> text = stringify<wire::Issue>(issue);
    if (!text) continue;
    if (json.size() > 1) json += ',';
    json += *text;
  }
  return json + ']';
}

}  // namespace

PageBridge::PageBridge(PageDb& db, val host, std::string client, double last_write)
    : host_(std::move(host)),
      bridge_(db.db(), *this, options_of(db, host_, std::move(client), last_write)) {}

void PageBridge::status_changed(sync::Status status) {
  host_.call<void>("status", static_cast<int>(status));
}

void PageBridge::write_changed(const sync::Write& write) {
  host_.call<void>("write", static_cast<double>(write.id), static_cast<int>(write.state),
                   static_cast<double>(write.sequence), static_cast<int>(write.kept),
                   write.code.text(), to_json(write.issues));
}

void PageBridge::applied(std::string_view key, db::Sequence sequence, std::string_view payload,
                         Timestamp time) {
  if (!relays_) return;
  host_.call<void>("applied", std::string(key), static_cast<double>(sequence), std::string(payload),
                   static_cast<double>(time.nanoseconds) / 1e6);
}

void PageBridge::lost(std::string_view key, db::Sequence from, db::Sequence to) {
  host_.call<void>("lost", std::string(key), static_cast<double>(from), static_cast<double>(to));
}

void PageBridge::refused(std::string_view key, const Issues& issues) {
  host_.call<void>("refused", std::string(key), tally::to_json(issues, {}));
}

void PageBridge::failed(const wire::HubMessageError& error) {
  host_.call<void>("failed", error.code.text(),
                   error.topic ? val(error.topic->value) : val::undefined(), error.message);
}

void PageBridge::differing(const std::vector<std::string>& types) {
  val names = val::array();
  for (const std::string& name : types) names.call<void>("push", name);
  host_.call<void>("differing", names);
}

void PageBridge::output_ready() noexcept {
  host_.call<void>("output");
}

void PageBridge::close(sync::Close code, std::string_view reason) noexcept {
  host_.call<void>("close", static_cast<int>(code), std::string(reason));
}

namespace {

std::uint32_t subscribe(PageBridge& bridge, const val& pattern) {
  return bridge.bridge().subscribe(pattern.as<std::string>());
}
void unsubscribe(PageBridge& bridge, std::uint32_t id) {
  bridge.bridge().unsubscribe(id);
}

constexpr double full = -1;

/// The number of the write, 0 for one that is not for the hub, or `full`. The payload is one that
/// the contract accepts.
double write(PageBridge& bridge, const val& key, const val& payload, int mode) {
  // As `val`: it may be called from within itself, see db.cpp.
  const sync::Bridge::Written written = bridge.bridge().write(
      key.as<std::string>(), payload.as<std::string>(), static_cast<sync::Mode>(mode));
  return written.full ? full : static_cast<double>(written.id);
}

void restore(PageBridge& bridge, double id, const std::string& key, const std::string& payload,
             double time) {
  sync::Write write;
  write.id = static_cast<std::uint64_t>(id);
  write.key = key;
  write.payload = payload;
  write.time = async::WallTime(std::chrono::microseconds(static_cast<std::int64_t>(time * 1e3)));
  bridge.bridge().restore(std::move(write));
}

void restore_position(PageBridge& bridge, const std::string& epoch, const std::string& key,
                      double position) {
  bridge.bridge().restore(epoch, key, static_cast<db::Sequence>(position));
}
std::string epoch(const PageBridge& bridge) {
  return bridge.epoch();
}

void kept(PageBridge& bridge, double id) {
  bridge.bridge().kept(static_cast<std::uint64_t>(id));
}
void dialing(PageBridge& bridge) {
  bridge.bridge().dialing();
}
/// How many milliseconds to wait before the next attempt.
double disconnected(PageBridge& bridge) {
  return std::chrono::duration<double, std::milli>(bridge.bridge().disconnected()).count();
}
void stopped(PageBridge& bridge) {
  bridge.bridge().stopped();
}
void receive(PageBridge& bridge, const std::string& frame) {
  bridge.bridge().receive(frame);
}
/// The next frame; empty when there is nothing to send.
std::string produce(PageBridge& bridge) {
  return std::string(bridge.bridge().produce().bytes());
}

}  // namespace

void bind_bridge() {
  class_<PageBridge>("TallyBridge")
      .constructor<PageDb&, val, std::string, double>()
      .function("subscribe", &subscribe)
      .function("unsubscribe", &unsubscribe)
      .function("write", &write)
      .function("restore", &restore)
      .function("restorePosition", &restore_position)
      .property("epoch", &epoch)
      .function("setRelays", &PageBridge::set_relays)
      .function("kept", &kept)
      .function("dialing", &dialing)
      .function("connected", &PageBridge::connected)
      .function("disconnected", &disconnected)
      .function("stopped", &stopped)
      .function("receive", &receive)
      .function("produce", &produce);
}

}  // namespace tally::browser
