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
#include "tally/sync/pulse.h"
#include "tally/sync/rights.h"
#include "tally/sync/subscriptions.h"

namespace tally::sync {

class Hub;

class Session {
 public:
  Session(Hub& hub, Connection& connection, std::uint64_t number);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // ---- For the adapter ----

  /// What the peer sent. After a fault the connection is closed and everything else is dropped.
  void receive(std::string_view frame);
  /// Whether the next frame should be read. If not, this one waits until its answers have room or
  /// the hub log has: ask again after `produce`. What comes all the same waits, too.
  [[nodiscard]] bool listens() const noexcept { return inputs_.empty(); }
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
  /// There is room where there was none.
  void hear_on() {
    if (!inputs_.empty()) wake();
  }
  /// Bytes of answers that the connection has not taken.
  [[nodiscard]] std::uint64_t unread() const noexcept { return reply_bytes_; }
  /// Memory that its subscriptions take.
  [[nodiscard]] std::uint64_t subscribed_bytes() const noexcept { return subscriptions_->bytes(); }
  /// It goes. What it followed is left to be undone.
  std::unique_ptr<Subscriptions> leave() noexcept {
    subscriptions_->abandon();
    return std::move(subscriptions_);
  }

  // ---- For its subscriptions ----

  /// After hello.
  [[nodiscard]] const Rights& rights() const noexcept { return *rights_; }
  /// Tells the peer why something was not done, and nothing of what it sent but the pattern that it
  /// is about.
  void report(const wire::Code& code, std::string message, std::string_view pattern = {});
  /// Whether as much may be sent without harm to a peer that reads its answers.
  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  /// There is something to send.
  void wake();

 private:
  /// A frame that is being handled, message by message.
  struct Input {
    explicit Input(std::string_view frame) : document(frame) {}

    Document document;
    Arena arena;
    const view::List<wire::view::ClientMessage>* messages = nullptr;
    std::uint32_t handled = 0;
  };

  /// Whether another message may be handled.
  [[nodiscard]] bool has_room() const noexcept;
  /// Handles what has come as far as there is room.
  void handle_inputs();
  void handle(const wire::view::ClientMessage& message);
  void hello(const wire::view::ClientMessageHello& message);
  /// Pings, or closes when nothing was heard or read for too long.
  void check_pulse();

  Hub& hub_;
  Connection& connection_;
  std::uint64_t number_;
  std::string client_;
  std::optional<Rights> rights_;  // after hello
  bool closed_ = false;
  bool awake_ = false;  // the connection knows that there is something to send

  std::deque<std::string> replies_;
  std::uint64_t reply_bytes_ = 0;
  std::deque<std::unique_ptr<Input>> inputs_;

  std::unique_ptr<Subscriptions> subscriptions_;

  std::uint64_t resumed_ = 0;  // keys of hello that the hub counts
  async::Instant heard_;
  async::Instant pinged_;
  async::Instant taken_;  // answers by the connection, or there were none
  Alarm alarm_;
};

}  // namespace tally::sync
