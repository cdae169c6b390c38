// The sockets of the server's connections, and how they end. Not for programs.
#pragma once

#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <chrono>
#include <memory>
#include <type_traits>
#include <utility>

#include "tally/async/time.h"
#include "tally/server/guard.h"

namespace tally::server {

using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// A TCP socket whose peer hears the last word: why a WebSocket was closed, for example. TCP
/// answers what comes to a closed socket with RST, and that takes away what the peer has not read
/// yet.
class Socket : public boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor> {
 public:
  using Base = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

  /// A peer that does not end its side has so long.
  Socket(Base socket, async::Duration patience) noexcept
      : Base(std::move(socket)), patience_(patience) {}

  [[nodiscard]] async::Duration patience() const noexcept { return patience_; }

 private:
  async::Duration patience_;
};

/// Takes what still comes, to its end, and drops it. Owns the handler, which owns the socket.
template <class Handler>
class Drain final : public std::enable_shared_from_this<Drain<Handler>> {
  using Error = boost::system::error_code;

 public:
  Drain(Socket& socket, Handler handler)
      : socket_(socket), timer_(socket.get_executor()), handler_(std::move(handler)) {}

  void start() {
    Error error;
    socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
    if (error) {
      boost::asio::post(socket_.get_executor(),
                        [self = this->shared_from_this(), error] { self->end(error); });
      return;
    }
    timer_.expires_after(socket_.patience());
    timer_.async_wait([weak = this->weak_from_this()](Error cancelled) {
      const auto self = weak.lock();
      if (cancelled || self == nullptr) return;
      Error ignored;
      self->socket_.close(ignored);
    });
    read();
  }

 private:
  void read() {
    socket_.async_read_some(boost::asio::buffer(bytes_),
                            [self = this->shared_from_this()](Error error, std::size_t) {
                              if (!error) return self->read();
                              self->end(error == boost::asio::error::eof ? Error() : error);
                            });
  }

  void end(Error error) {
    timer_.cancel();
    Error ignored;
    socket_.close(ignored);
    handler_(error);
  }

  Socket& socket_;
  Timer timer_;
  Handler handler_;
  std::array<char, 4096> bytes_;
};

/// What is done at the end, by Beast for WebSockets; its own one for TCP closes before all has
/// come.
template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, Socket& socket, Handler&& handler) {
  std::make_shared<Drain<std::decay_t<Handler>>>(socket, std::forward<Handler>(handler))->start();
}

}  // namespace tally::server
