// A hub's sockets: WebSocket for its clients, HTTP for people and for machines that look after it.
//
//   native::Loop loop;
//   db::Db db(loop);
//   sync::Hub hub(db);
//   auto server = server::HubServer::start(loop, hub, {.port = 8080});
//   if (!server) return report(server.problem().text);
//   const server::Signals signals =
//       server::stop_on_signals(loop, [&] { server->shut_down(); });
//   loop.run();
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tally/async/function.h"
#include "tally/async/log.h"
#include "tally/engine/result.h"
#include "tally/native/loop.h"
#include "tally/server/pages.h"
#include "tally/sync/hub.h"

namespace tally::server {

struct HubServerOptions {
  /// 127.0.0.1 is this machine alone; 0.0.0.0 or :: everybody.
  std::string address = "127.0.0.1";
  /// 0 takes a free one.
  std::uint16_t port = 0;
  /// Origins whose pages may connect, as browsers write them: `https://shop.example`. The pages of
  /// this server may without that when it is addressed as `localhost` or by a number: any name may
  /// be made to lead here by whoever owns it. Programs that are no browsers have no origin, and
  /// may.
  std::vector<std::string> origins;
  /// A folder whose files are served, and that is there; none when empty. Links lead nowhere out of
  /// it.
  std::filesystem::path files;
  /// PEM files; with both of them everything is TLS, 1.2 or newer.
  std::filesystem::path certificate;
  std::filesystem::path key;
  /// More connections than that are closed at once.
  std::uint32_t connections = 10'000;
  /// For a TLS handshake, a request, each 32 KiB of an answer, the end of a WebSocket.
  async::Duration patience = std::chrono::seconds(10);
  /// As long as there are frames from clients, about that many are handled before values are sent
  /// on, or fewer when they fill a frame or a ring. More of them make larger frames and fewer
  /// system calls.
  std::uint32_t inputs_before_output = 256;
  /// Of a request, all but the body: fields, and with a body in chunks their sizes, extensions and
  /// trailers.
  std::uint32_t header_bytes = 16U << 10U;
  std::uint32_t body_bytes = 64U << 10U;
  /// What all connections together have sent of requests and frames that are not whole yet. Beyond
  /// it, whose part is the largest is cut off.
  std::uint64_t unfinished_bytes = 64U << 20U;
  /// The answer to `GET /version`: JSON.
  async::Function<std::string()> version;
  /// Where it is said who was refused, and so many times of each reason in a period; without it
  /// in the log of the hub's Db.
  async::LogSink log{};
  /// Further metrics, in the same format. As with all functions of a program, an exception that
  /// leaves it ends the program, and it must not destroy the server.
  async::Function<std::string()> metrics;
  /// Asked first for pages of the program's own, for example one that gives tickets.
  async::Function<std::optional<Page>(const PageRequest&)> pages;
};

/// Serves
///
///   GET /tally     the WebSocket, subprotocol tally.1.json (RFC 6455)
///   GET /healthz   200 as long as it serves, 503 while it shuts down
///   GET /metrics   Prometheus text format 0.0.4
///   GET /version   what the program says of itself
///   GET /...       files
///
/// on the thread of its loop, which it keeps running until `shut_down`. It goes before its hub, at
/// any moment of the loop but within a function that it calls. A client that reads slowly costs the
/// others nothing: it has one frame under way, and all else stays in the records.
class HubServer {
 public:
  /// Problems, by the option that is at fault: certificate, key, files, address; or
  ///   listen   the system does not let it have the address and port
  static Result<HubServer, Problem> start(native::Loop& loop, sync::Hub& hub,
                                          HubServerOptions options);
  HubServer(HubServer&&) noexcept;
  HubServer& operator=(HubServer&&) noexcept;
  /// Hangs up. Nothing of it runs any more.
  ~HubServer();

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] const ServerStats& stats() const noexcept;
  /// Accepts nobody any more, and closes each connection with 1001 after what there is to send.
  /// Those that have not ended within the patience are cut. A hub log is to be flushed before.
  void shut_down();

  struct State;  // what connections know

 private:
  explicit HubServer(std::unique_ptr<State> state) noexcept;

  std::unique_ptr<State> state_;
};

/// Raises this program's limit of open files as far as it may: each connection is one.
void allow_many_connections() noexcept;

/// See `stop_on_signals`.
class [[nodiscard]] Signals {
 public:
  Signals(Signals&&) noexcept;
  Signals& operator=(Signals&&) noexcept;
  ~Signals();

 private:
  friend Signals stop_on_signals(native::Loop& loop, async::Function<void()> stop);
  struct State;
  explicit Signals(std::unique_ptr<State> state) noexcept;

  std::unique_ptr<State> state_;
};

/// Calls back once, on the loop, when the program is asked to end (SIGTERM, SIGINT), for as long as
/// what it gives is held. The loop does not wait for that. A second signal ends the program at
/// once.
Signals stop_on_signals(native::Loop& loop, async::Function<void()> stop);

}  // namespace tally::server
