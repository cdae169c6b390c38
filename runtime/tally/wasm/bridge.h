// The client's half of the protocol as JavaScript holds it. runtime/js/link.js is its adapter: it
// dials, carries frames and keeps the outbox.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tally/sync/bridge.h"
#include "tally/wasm/db.h"

namespace tally::wasm {

/// What JavaScript may ask for; 0 is what BridgeOptions have.
struct PageBridgeOptions {
  double last_write;                       // the number of the last write that was ever made
  std::uint32_t count, bytes;              // of the outbox
  std::uint32_t age;                       // the same, in seconds
  sync::OutboxPolicy policy;               // the same
  std::uint32_t first_wait, longest_wait;  // ms
};

/// A bridge of a PageDb, which outlives it. JavaScript is called for all that happens, by the
/// imports of bridge.cpp.
class PageBridge final : sync::BridgeListener, sync::Connection {
 public:
  /// JavaScript knows it as `number`.
  PageBridge(PageDb& db, std::uint32_t number, std::string client, const PageBridgeOptions& given);

  [[nodiscard]] sync::Bridge& bridge() noexcept { return bridge_; }
  /// There is a connection, to which the ticket is the key.
  void connected(std::string ticket);
  /// From now on JavaScript is told of values, too.
  void relay() { relays_ = true; }

 private:
  void status_changed(sync::Status status) noexcept override;
  void write_changed(const sync::Write& write) noexcept override;
  void applied(std::string_view key, db::Sequence sequence, std::string_view payload,
               Timestamp time) noexcept override;
  void lost(std::string_view key, db::Sequence from, db::Sequence to) noexcept override;
  void refused(std::string_view key, const Issues& issues) noexcept override;
  void failed(const wire::HubMessageError& error) noexcept override;
  void differing(const std::vector<std::string>& types) noexcept override;

  void output_ready() noexcept override;
  void close(sync::Close code, std::string_view reason) noexcept override;

  std::uint32_t number_;
  std::string ticket_;
  bool relays_ = false;
  sync::Bridge bridge_;
};

}  // namespace tally::wasm
