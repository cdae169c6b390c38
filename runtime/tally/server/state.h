// What a hub server is made of, and its connections know. Not for programs.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "tally/async/channel.h"
#include "tally/async/lifetime.h"
#include "tally/async/tasks.h"
#include "tally/server/guard.h"
#include "tally/server/hub_server.h"
#include "tally/server/request.h"
#include "tally/server/socket.h"

namespace tally::server {

constexpr std::string_view subprotocol = "tally.1.json";

/// What the server asks of each of its connections. All of it runs under their guards, while the
/// server is there: the operations under way may keep a connection longer, but nothing of it runs
/// any more.
class Peer {
 public:
  explicit Peer(std::shared_ptr<Guard> guard);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// There may be something to send.
  virtual void flush() = 0;
  /// The server shuts down.
  virtual void leave() = 0;
  /// Ends it, whatever is under way. May be called again.
  virtual void hang_up() noexcept = 0;

  [[nodiscard]] Guard& guard() const noexcept { return *guard_; }
  std::uint64_t unfinished = 0;  // bytes of a request or a frame that is not whole yet

 protected:
  ~Peer();
  /// Null once it is gone, and so only in destructors.
  [[nodiscard]] HubServer::State* server() const noexcept { return guard_->server(); }

 private:
  std::shared_ptr<Guard> guard_;
};

struct HubServer::State {
  State(native::Loop& its_loop, sync::Hub& its_hub, HubServerOptions its_options)
      : loop(its_loop),
        hub(its_hub),
        options(std::move(its_options)),
        acceptor(loop.context()),
        timer(loop.context()),
        log(loop, hub.db().sink_or_own(std::move(options.log))),
        ended(1),
        tasks(loop) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  /// Hangs up.
  ~State() { end_all(); }

  native::Loop& loop;
  sync::Hub& hub;
  HubServerOptions options;
  std::optional<boost::asio::ssl::context> tls;
  boost::asio::ip::tcp::acceptor acceptor;
  boost::asio::steady_timer timer;  // until it accepts again, or does not wait any longer
  std::set<Peer*> peers;
  std::vector<std::shared_ptr<Peer>> ready;  // to be flushed together
  std::uint64_t inputs = 0;                  // frames from clients
  ServerStats stats;
  async::LogLimiter log;
  bool stopping = false;
  async::Channel<int> ended;
  async::Tasks tasks;  // what keeps the loop running
  async::Lifetime<State> lifetime{*this};

  void accept();
  void stop_accepting();
  /// Accepts nobody any more, and hangs up.
  void end_all();
  [[nodiscard]] async::Task<> serve();

  /// Flushes the peer soon, together with all others that are ready then.
  void wants_flush(std::shared_ptr<Peer> peer);

  /// Counts it, and says so.
  void refuse(const Refusal& refusal, std::string_view detail = {}) noexcept;
  /// So many bytes came of what is not whole yet.
  void keeps(Peer& peer, std::uint64_t bytes) noexcept;

  void came(Peer& peer) {
    peers.insert(&peer);
    ++stats.connections;
  }
  void went(Peer& peer) noexcept {
    keeps(peer, 0);
    peers.erase(&peer);
    --stats.connections;
    if (stopping && peers.empty()) ended.close();
  }

 private:
  struct Gathering;
  void accepted(boost::system::error_code error, Socket::Base socket);
  void flush_soon(Gathering gathering);
};

inline Peer::Peer(std::shared_ptr<Guard> guard) : guard_(std::move(guard)) {
  guard_->watch(this);
  server()->came(*this);
}
inline Peer::~Peer() {
  guard_->leave(this);
  if (server() != nullptr) server()->went(*this);
}

/// Serves a connection, by the server's `tls`. Under the socket's guard.
void serve_plain(Socket socket);
void serve_tls(Socket socket);

/// The answer to a request that is no upgrade.
Page answer_page(const Request& request, HubServer::State& state);
Page refusal_page(const Refusal& refusal);
/// Why a request for a WebSocket is refused; null when it is not. `alone`: nothing came behind it.
const Refusal* refuse_upgrade(const Request& request, bool alone, const HubServer::State& state);

}  // namespace tally::server
