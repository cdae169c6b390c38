// What a state machine of the protocol asks of the connection that it speaks through.
#pragma once

#include <cstdint>
#include <string_view>

namespace tally::sync {

/// Why a connection is closed: codes of RFC 6455 (7.4.1) and its registry, and of ours from 4400
/// on.
enum class Close : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  policy = 1008,  // what came is no frame, or not its turn
  too_large = 1009,
  restart = 1012,    // the hub begins another epoch
  try_later = 1013,  // the peer reads too slowly
  unauthorized = 4401,
  silent = 4408,    // nothing was heard for too long
  replaced = 4409,  // the same client has come again
};

/// An adapter's half. Frames are pulled: whoever has something to say says so once, and is asked
/// for frames as the connection can take them, until there is nothing more.
class Connection {
 public:
  Connection() noexcept = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// There is something to send, and there was nothing before. To be acted upon later, not from
  /// here.
  virtual void output_ready() noexcept = 0;
  /// Sends what there still is, if that is possible at once, and closes. To be acted upon later.
  virtual void close(Close code, std::string_view reason) noexcept = 0;

 protected:
  ~Connection() = default;
};

}  // namespace tally::sync
