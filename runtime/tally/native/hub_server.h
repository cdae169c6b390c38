// A hub's sockets: WebSocket for its clients, HTTP for people and machines that look after it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tally/native/loop.h"
#include "tally/sync/hub.h"

namespace tally::native {

struct HubServerOptions {
  /// 127.0.0.1 is this machine alone, 0.0.0.0 everybody.
  std::string address = "127.0.0.1";
  /// 0 takes a free one.
  std::uint16_t port = 0;
  /// Origins, `https://shop.example`, whose pages may connect besides those of this server itself.
  /// Programs that are no browsers have no origin, and may.
  std::vector<std::string> origins;
  /// A folder whose files are served; none when empty.
  std::filesystem::path files;
  /// PEM files; with both of them everything is TLS.
  std::filesystem::path certificate;
  std::filesystem::path key;
  /// More connections than that are closed at once.
  std::uint32_t connections = 10'000;
  /// The answer to `GET /version`: JSON.
  std::string version = "{}";
};

/// Serves
///
///   GET /tally     the WebSocket, subprotocol tally.1.json
///   GET /health    200 as long as it serves, 503 while it shuts down
///   GET /metrics   Prometheus text format 0.0.4
///   GET /version   what the program says of itself
///   GET /...       files
///
/// on the thread of its loop, which it keeps running until `shut_down`.
class HubServer {
 public:
  /// Throws boost::system::system_error when the address is taken or the certificate is none.
  HubServer(Loop& loop, sync::Hub& hub, HubServerOptions options);
  HubServer(const HubServer&) = delete;
  HubServer& operator=(const HubServer&) = delete;
  /// Hangs up.
  ~HubServer();

  [[nodiscard]] std::uint16_t port() const;
  /// Accepts nobody any more, and closes the connections after what there is to send was sent.
  /// Those that have not ended after `patience` are cut.
  void shut_down(async::Duration patience = std::chrono::seconds(5));

  struct State;  // shared with the connections

 private:
  std::shared_ptr<State> state_;
};

}  // namespace tally::native
