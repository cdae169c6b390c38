// The client's half of the protocol as JavaScript holds it. runtime/js/bridge.js is the face of it,
// and its adapter: it dials, carries frames and keeps the outbox.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tally/browser/db.h"
#include "tally/sync/bridge.h"

namespace tally::browser {

/// A bridge of a PageDb, which outlives it. The host is called for all that happens:
/// status(number), applied(key, sequence, payload, time) once it `relays`, write(id, state,
/// sequence, kept, code, issues), lost(key, from, to), refused(key, issues), failed(code, topic,
/// message), differing(names), output(), close(code, reason). Issues are JSON. It does not throw,
/// and does not free the bridge.
class PageBridge final : sync::BridgeListener, sync::Connection {
 public:
  /// Writes up to `last_write` were made before. `ticket` is asked before each hello.
  PageBridge(PageDb& db, emscripten::val host, std::string client, double last_write);

  [[nodiscard]] sync::Bridge& bridge() noexcept { return bridge_; }
  [[nodiscard]] const std::string& epoch() const noexcept { return bridge_.epoch(); }
  void connected() { bridge_.connected(*this); }
  /// Whether the host is told of values, too.
  void set_relays(bool relays) { relays_ = relays; }

 private:
  void status_changed(sync::Status status) override;
  void write_changed(const sync::Write& write) override;
  void applied(std::string_view key, db::Sequence sequence, std::string_view payload,
               Timestamp time) override;
  void lost(std::string_view key, db::Sequence from, db::Sequence to) override;
  void refused(std::string_view key, const Issues& issues) override;
  void failed(const wire::HubMessageError& error) override;
  void differing(const std::vector<std::string>& types) override;

  void output_ready() noexcept override;
  void close(sync::Close code, std::string_view reason) noexcept override;

  emscripten::val host_;
  bool relays_ = false;
  sync::Bridge bridge_;
};

}  // namespace tally::browser
