// What a hub server and its connections share. Not for programs.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tally/async/channel.h"
#include "tally/server/hub_server.h"

namespace tally::server {

/// What the server asks of each of its connections.
class Peer {
 public:
  Peer() noexcept = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// There may be something to send.
  virtual void flush() = 0;
  /// The server shuts down.
  virtual void leave() = 0;
  virtual void hang_up() = 0;

 protected:
  ~Peer() = default;
};

struct HubServer::State : std::enable_shared_from_this<HubServer::State> {
  State(native::Loop& its_loop, sync::Hub& its_hub, HubServerOptions its_options)
      : loop(its_loop),
        hub(its_hub),
        options(std::move(its_options)),
        acceptor(loop.context()),
        timer(loop.context()),
        ended(1) {}

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
  bool stopping = false;
  async::Channel<int> ended;

  /// Flushes the peer soon, together with all others that are ready then.
  void wants_flush(std::shared_ptr<Peer> peer);

  void came(Peer& peer) {
    peers.insert(&peer);
    ++stats.connections;
  }
  void went(Peer& peer) {
    peers.erase(&peer);
    --stats.connections;
    if (stopping && peers.empty()) ended.close();
  }
};

/// Serves a connection, by the server's `tls`.
void serve_plain(boost::asio::ip::tcp::socket socket, std::shared_ptr<HubServer::State> state);
void serve_tls(boost::asio::ip::tcp::socket socket, std::shared_ptr<HubServer::State> state);

/// The answer to a request that is no upgrade.
Page answer_page(const PageRequest& request, HubServer::State& state);

/// What a request for a WebSocket says.
struct Upgrade {
  std::string_view path;
  std::string_view origin;
  std::string_view host;
  bool offers_subprotocol = false;
  bool sound = false;  // as far as its form tells, and nothing came behind it
};
/// Why it is refused; nothing when it is not.
std::optional<Page> refuse_upgrade(const Upgrade& upgrade, HubServer::State& state);

}  // namespace tally::server
