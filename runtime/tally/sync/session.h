// One client of a hub, as long as its connection lasts.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tally/async/time.h"
#include "tally/sync/connection.h"
#include "tally/sync/rights.h"
#include "tally/sync/subscriptions.h"

namespace tally::sync {

class Hub;

class Session {
 public:
  Session(Hub& hub, Connection& connection, std::uint64_t number);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // ---- For the adapter ----

  /// What the peer sent. After a fault the connection is closed and everything else is dropped.
  void receive(std::string_view frame);
  /// The next frame to send; no block when there is nothing. The last frames of a session that was
  /// closed are still there.
  buffers::Block produce();

  // ---- For the hub ----

  /// One that no other session of the hub ever has.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  /// Who it is, with its identity; empty before hello.
  [[nodiscard]] const std::string& client() const noexcept { return client_; }
  void send(const wire::HubMessage& message) { send(to_text(message)); }
  void send(std::string message);
  void close(Close code, std::string_view reason);
  /// It goes. What it followed is left to be undone.
  std::unique_ptr<Subscriptions> leave() noexcept {
    subscriptions_->abandon();
    return std::move(subscriptions_);
  }
  /// Pings, or closes when nothing was heard for too long.
  void check_pulse();

  // ---- For its subscriptions ----

  /// After hello.
  [[nodiscard]] const Rights& rights() const noexcept { return *rights_; }
  void report(const wire::Code& code, std::string_view topic, std::string message);
  /// Whether as much may be sent without harm to a peer that reads its answers.
  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  /// There is something to send.
  void wake();

 private:
  void handle(const wire::view::ClientMessage& message);
  void hello(const wire::view::ClientMessageHello& message);
  void write(const wire::view::ClientMessageWrite& message);
  [[nodiscard]] bool may_write_now();

  Hub& hub_;
  Connection& connection_;
  std::uint64_t number_;
  std::string client_;
  std::optional<Rights> rights_;  // after hello
  bool closed_ = false;
  bool awake_ = false;  // the connection knows that there is something to send

  std::deque<std::string> replies_;
  std::size_t reply_bytes_ = 0;

  std::unique_ptr<Subscriptions> subscriptions_;

  async::Instant heard_;
  async::Instant pinged_;
  async::Instant rate_since_;
  std::uint32_t rate_count_ = 0;
};

}  // namespace tally::sync
