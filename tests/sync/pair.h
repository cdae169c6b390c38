// A hub and a client on one loop, and the frames between them as a test lets them go.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/async/manual_loop.h"
#include "sensors.h"
#include "tally/sync/bridge.h"
#include "tally/sync/hub.h"

namespace tally::tests {

/// What a client was told, in order.
struct Told final : sync::BridgeListener {
  void status_changed(sync::Status status) noexcept override { statuses.push_back(status); }
  void write_changed(const sync::Write& write) noexcept override {
    if (writes[write.id].empty() || writes[write.id].back() != write.state)
      writes[write.id].push_back(write.state);
  }
  void applied(std::string_view key, db::Sequence sequence, std::string_view,
               Timestamp) noexcept override {
    values.push_back(std::string(key) + " " + std::to_string(sequence));
  }
  void lost(std::string_view key, db::Sequence from, db::Sequence to) noexcept override {
    values.push_back(std::string(key) + " lost " + std::to_string(from) + "-" + std::to_string(to));
  }
  void failed(const wire::HubMessageError& error) noexcept override {
    std::string text(error.code.text());
    if (error.key) text += ' ' + *error.key + ": " + error.message;
    errors.push_back(std::move(text));
  }

  std::vector<sync::Status> statuses;
  std::map<std::uint64_t, std::vector<sync::Write::State>> writes;
  std::vector<std::string> values;
  std::vector<std::string> errors;
};

struct PairEnd final : sync::Connection {
  void output_ready() noexcept override { ready = true; }
  void close(sync::Close its_code, std::string_view its_reason) noexcept override {
    closed = true;
    code = its_code;
    reason = its_reason;
  }
  bool ready = false;
  bool closed = false;
  sync::Close code{};
  std::string reason;
};

/// The side of a server, for as long as its program runs.
struct Site {
  explicit Site(ManualLoop& loop, sync::HubOptions options = {})
      : records(loop), hub(records, with_records(std::move(options))) {}

  sync::HubOptions with_records(sync::HubOptions options) {
    if (!options.record) options.record = declared;
    return options;
  }
  /// `ring.` keeps three values, `box.` is a mailbox, others keep one.
  static db::Declared declared(std::string_view key) {
    const std::string_view kind = key.substr(0, key.find('.'));
    return {&Contract<sensors::Temperature>::type, kind == "ring"  ? db::Buffer::ring(3)
                                                   : kind == "box" ? db::Buffer::mailbox()
                                                                   : db::Buffer::latest()};
  }
  db::Record* record(std::string_view key) {
    const db::Declared kind = declared(key);
    return &*records.configure(key, *kind.type, kind.buffer);
  }
  void set(std::string_view key, int celsius = 1);

  db::Db records;
  sync::Hub hub;
};

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::string reading(int celsius) {
  return R"({"celsius":)" + std::to_string(celsius) + R"(,"timestamp":2,"sensor_id":"vienna-01"})";
}

inline void Site::set(std::string_view key, int celsius) {
  const bool good = static_cast<bool>(records.set(*record(key), reading(celsius)));
  if (!good) std::abort();
}

/// The side of a client.
struct Visitor {
  explicit Visitor(ManualLoop& loop, sync::BridgeOptions options = {})
      : records(loop), bridge(records, told, named(std::move(options))) {}
  ~Visitor() { hang_up(); }

  sync::BridgeOptions named(sync::BridgeOptions options) {
    options.client = "visitor";
    if (!options.make) {
      options.make = [this](std::string_view key) {
        return &*records.configure(key, Contract<sensors::Temperature>::type,
                                   db::Buffer::ring(100));
      };
    }
    return options;
  }

  void dial(Site& its_site) {
    site = &its_site;
    near = std::make_unique<PairEnd>();
    far = std::make_unique<PairEnd>();
    session = &site->hub.open(*far);
    bridge.dialing();
    bridge.connected(*near);
  }
  /// One frame to the hub, if there is one.
  bool say() {
    const buffers::Block frame = bridge.produce();
    if (frame) session->receive(frame.bytes());
    return static_cast<bool>(frame);
  }
  /// One frame from the hub: what it was, or nothing.
  std::string hear() {
    const buffers::Block frame = session->produce();
    if (frame) bridge.receive(frame.bytes());
    return std::string(frame.bytes());
  }
  /// Until neither has anything to say. What the hub has said.
  std::string talk() {
    std::string heard;
    for (bool any = true; any;) {
      any = say();
      const std::string frame = hear();
      heard += frame;
      any = any || !frame.empty();
    }
    return heard;
  }
  /// What is on its way is lost.
  void hang_up() {
    if (session == nullptr) return;
    site->hub.close(*std::exchange(session, nullptr));
    bridge.disconnected();
  }

  db::Db records;
  Told told;
  std::unique_ptr<PairEnd> near;
  std::unique_ptr<PairEnd> far;
  sync::Bridge bridge;
  Site* site = nullptr;
  sync::Session* session = nullptr;
};

}  // namespace tally::tests
