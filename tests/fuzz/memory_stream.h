// A stream in memory for the server's connections: a peer that a test plays.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/role.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "tally/server/guard.h"

namespace tally::server {

/// Both directions of a connection, and the read that waits.
class Wire {
 public:
  using Error = boost::system::error_code;

  /// A read that has nothing to take yet.
  class Reading {
   public:
    Reading() noexcept = default;
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    virtual ~Reading() = default;
    virtual void complete(Wire& wire, Error error) = 0;
  };

  /// What the peer sends. What has been sent before has to be taken.
  void send(std::string_view bytes) {
    input = bytes;
    wake({});
  }
  /// The peer sends nothing any more, or the connection is closed.
  void end(Error error) {
    ended = error;
    wake(error);
  }

  std::string_view input;   // that has not been read
  std::string output;       // that has been written
  std::size_t at_once = 0;  // that a write takes; 0 is all
  Error ended;
  std::unique_ptr<Reading> reading;

 private:
  void wake(Error error) {
    if (const auto waiting = std::exchange(reading, nullptr)) waiting->complete(*this, error);
  }
};

class MemoryStream {
 public:
  using executor_type = Executor;
  using Error = Wire::Error;

  MemoryStream(Executor executor, std::shared_ptr<Wire> wire)
      : executor_(std::move(executor)), wire_(std::move(wire)) {}

  [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    using Read = Pending<Buffers, std::decay_t<Handler>>;
    auto read = std::make_unique<Read>(executor_, buffers, std::forward<Handler>(handler));
    if (wire_->ended || !wire_->input.empty() || boost::asio::buffer_size(buffers) == 0) {
      read->complete(*wire_, wire_->ended);
    } else {
      wire_->reading = std::move(read);
    }
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    std::size_t size = 0;
    if (!wire_->ended) {
      size = boost::asio::buffer_size(buffers);
      if (wire_->at_once != 0) size = std::min(size, wire_->at_once);
      const std::size_t before = wire_->output.size();
      wire_->output.resize(before + size);
      boost::asio::buffer_copy(boost::asio::buffer(wire_->output.data() + before, size), buffers);
    }
    const Error error = wire_->ended ? make_error_code(boost::asio::error::broken_pipe) : Error();
    boost::asio::post(
        executor_, boost::beast::bind_front_handler(std::forward<Handler>(handler), error, size));
  }

  void close(Error& error) {
    error = {};
    if (!closed_) wire_->end(boost::asio::error::operation_aborted);
    closed_ = true;
  }

  friend void beast_close_socket(MemoryStream& stream) {
    Error ignored;
    stream.close(ignored);
  }
  template <class Handler>
  friend void async_teardown(boost::beast::role_type /*role*/, MemoryStream& stream,
                             Handler&& handler) {
    boost::asio::post(stream.executor_,
                      boost::beast::bind_front_handler(std::forward<Handler>(handler), Error()));
  }

 private:
  template <class Buffers, class Handler>
  class Pending final : public Wire::Reading {
   public:
    template <class Function>
    Pending(Executor executor, const Buffers& buffers, Function&& handler)
        : executor_(std::move(executor)),
          buffers_(buffers),
          handler_(std::forward<Function>(handler)) {}

    void complete(Wire& wire, Error error) override {
      std::size_t size = 0;
      if (!error) {
        size = boost::asio::buffer_copy(buffers_,
                                        boost::asio::buffer(wire.input.data(), wire.input.size()));
        wire.input.remove_prefix(size);
      }
      boost::asio::post(executor_,
                        boost::beast::bind_front_handler(std::move(handler_), error, size));
    }

   private:
    Executor executor_;
    Buffers buffers_;
    Handler handler_;
  };

  Executor executor_;
  std::shared_ptr<Wire> wire_;
  bool closed_ = false;
};

}  // namespace tally::server
