// The connections of a hub server, for any stream. Beast is slow to compile: each stream has a
// source of its own. Not for programs.
#pragma once

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "tally/server/response.h"
#include "tally/server/socket.h"
#include "tally/server/state.h"

namespace tally::server {

inline boost::beast::string_view to_beast(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

/// A WebSocket and the session behind it. The operations under way keep it alive; the server's end
/// ends it.
template <class Stream>
class HubConnection final : public sync::Connection,
                            public Peer,
                            public std::enable_shared_from_this<HubConnection<Stream>> {
  using Error = boost::system::error_code;
  using Base = boost::beast::websocket::stream_base;

 public:
  explicit HubConnection(Stream stream)
      : Peer(stream.get_executor().guard()), socket_(std::move(stream)) {}
  HubConnection(const HubConnection&) = delete;
  HubConnection& operator=(const HubConnection&) = delete;
  ~HubConnection() {
    if (server() != nullptr) hang_up();  // what is under way may have gone in an exception
  }

  /// Of a request that has been judged: nothing but the key of it reaches Beast.
  void accept(const Request& request) {
    namespace http = boost::beast::http;
    http::request<http::empty_body> handshake(http::verb::get, "/tally", 11);
    handshake.set(http::field::host, "hub");
    handshake.set(http::field::connection, "upgrade");
    handshake.set(http::field::upgrade, "websocket");
    handshake.set(http::field::sec_websocket_version, "13");
    handshake.set(http::field::sec_websocket_key, to_beast(request[Field::websocket_key]));
    Base::timeout limits{};
    limits.handshake_timeout = server()->options.patience;
    limits.idle_timeout = Base::none();  // the protocol has its own pings
    socket_.set_option(limits);
    socket_.set_option(Base::decorator([](boost::beast::websocket::response_type& response) {
      response.set(http::field::server, "tally");  // else Beast names itself
      response.set(http::field::sec_websocket_protocol, to_beast(subprotocol));
    }));
    socket_.read_message_max(server()->hub.options().limits.frame_bytes);
    socket_.auto_fragment(false);
    socket_.text(true);
    socket_.async_accept(handshake, [self = this->shared_from_this()](Error error) {
      if (error || self->server()->stopping) {
        self->server()->refuse(error ? refusals::handshake : refusals::stopping);
        return self->hang_up();
      }
      self->session_ = &self->server()->hub.open(*self);
      self->read();
    });
  }

  void output_ready() noexcept override { server()->wants_flush(this->shared_from_this()); }

  void close(sync::Close code, std::string_view reason) noexcept override {
    closing_.emplace(static_cast<boost::beast::websocket::close_code>(code), to_beast(reason));
    // It may read nothing at all: what is under way then never ends.
    deadline_.emplace(socket_.get_executor(), server()->options.patience);
    deadline_->async_wait([weak = this->weak_from_this()](Error cancelled) {
      if (cancelled) return;
      if (const auto self = weak.lock()) self->hang_up();
    });
    output_ready();
  }

  void flush() override {
    if (writing_ || session_ == nullptr || closed_) return;
    output_ = call_hub([&] { return session_->produce(); });
    if (!reading_ && session_->listens()) read();
    if (output_) {
      writing_ = true;
      server()->stats.sent += output_.bytes().size();
      socket_.async_write(boost::asio::buffer(output_.bytes().data(), output_.bytes().size()),
                          [self = this->shared_from_this()](Error error, std::size_t) {
                            self->writing_ = false;
                            self->output_ = {};
                            if (error) return self->hang_up();
                            // Not at once: what comes meanwhile goes along.
                            self->output_ready();
                          });
    } else if (closing_) {
      closed_ = true;
      socket_.async_close(*closing_, [self = this->shared_from_this()](Error) { self->hang_up(); });
    }
  }

  void leave() override {}  // the hub closes its sessions

  void hang_up() noexcept override {
    if (session_ != nullptr) server()->hub.close(*std::exchange(session_, nullptr));
    deadline_.reset();
    server()->keeps(*this, 0);
    Error ignored;
    boost::beast::get_lowest_layer(socket_).close(ignored);
  }

 private:
  void read() {
    reading_ = true;
    socket_.async_read_some(input_, 0, [self = this->shared_from_this()](Error error, std::size_t) {
      self->reading_ = false;
      self->on_read(error);
    });
  }

  void on_read(Error error) {
    namespace websocket = boost::beast::websocket;
    if (error) {
      // What is no error of the protocol is the end of the peer or of its network.
      if (error == websocket::condition::protocol_violation ||
          error == websocket::error::message_too_big)
        server()->refuse(refusals::frame);
      return hang_up();
    }
    if (session_ == nullptr) return;
    if (!socket_.is_message_done()) {
      server()->keeps(*this, input_.size());
      return read();
    }
    server()->keeps(*this, 0);
    server()->stats.received += input_.size();
    ++server()->inputs;
    call_hub([&] {
      if (socket_.got_text()) {
        const auto bytes = input_.data();
        session_->receive({static_cast<const char*>(bytes.data()), bytes.size()});
      } else {
        session_->close(sync::Close::policy, "text frames only");
      }
    });
    input_.consume(input_.size());
    // One large frame does not hold its memory for good.
    constexpr std::size_t usual = 8U << 10U;
    if (input_.capacity() > usual) input_ = boost::beast::flat_buffer();
    // Else `flush` reads on, once there is room for the answers.
    if (session_->listens()) read();
  }

  boost::beast::websocket::stream<Stream, false> socket_;  // never compressed
  sync::Session* session_ = nullptr;
  boost::beast::flat_buffer input_;
  buffers::Block output_;
  bool reading_ = false;
  bool writing_ = false;
  bool closed_ = false;
  std::optional<boost::beast::websocket::close_reason> closing_;
  std::optional<Timer> deadline_;
};

/// A connection until it becomes a WebSocket: HTTP, one request at a time.
template <class Stream>
class HttpConnection final : public Peer,
                             public std::enable_shared_from_this<HttpConnection<Stream>> {
  using Error = boost::system::error_code;

 public:
  explicit HttpConnection(Stream stream)
      : Peer(stream.get_executor().guard()),
        stream_(std::move(stream)),
        deadline_(stream_.get_executor()) {}
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection() = default;

  void start() {
    if constexpr (std::is_same_v<Stream, boost::beast::lowest_layer_type<Stream>>) {
      read();
    } else {
      be_patient();
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](Error error) {
                                if (!error) return self->read();
                                self->server()->refuse(refusals::tls);
                                self->hang_up();
                              });
    }
  }

  void flush() override {}
  void leave() override {
    if (!response_) hang_up();
  }
  void hang_up() noexcept override {
    deadline_.cancel();
    server()->keeps(*this, 0);
    Error ignored;
    boost::beast::get_lowest_layer(stream_).close(ignored);
  }

 private:
  /// What is under way has that long, however slowly it comes.
  void be_patient() {
    deadline_.expires_after(server()->options.patience);
    deadline_.async_wait([weak = this->weak_from_this()](Error cancelled) {
      const auto self = weak.lock();
      if (cancelled || self == nullptr) return;
      if (self->deadline_.expiry() > std::chrono::steady_clock::now()) return;  // moved too late
      if (self->unfinished > 0 || self->response_) self->server()->refuse(refusals::slow);
      self->hang_up();
    });
  }

  void read() {
    response_.reset();
    if (server()->stopping) return hang_up();
    reader_.emplace(RequestReader::Limits{.header_bytes = server()->options.header_bytes,
                                          .body_bytes = server()->options.body_bytes});
    be_patient();
    read_on();
  }

  void read_on() {
    came_.remove_prefix(reader_->take(came_));
    server()->keeps(*this, reader_->kept());
    if (const Refusal* refusal = reader_->refusal()) return refuse(*refusal);
    if (reader_->whole()) return answer();
    stream_.async_read_some(boost::asio::buffer(input_),
                            [self = this->shared_from_this()](Error error, std::size_t size) {
                              if (error) return self->hang_up();  // who has gone gets no answer
                              self->came_ = {self->input_.data(), size};
                              self->read_on();
                            });
  }

  void answer() {
    const Request& request = reader_->request();
    server()->keeps(*this, 0);
    if (request.asks_for_websocket()) {
      if (const Refusal* refusal = refuse_upgrade(request, came_.empty(), *server()))
        return refuse(*refusal);
      deadline_.cancel();
      std::make_shared<HubConnection<Stream>>(std::move(stream_))->accept(request);
      return;
    }
    write(answer_page(request, *server()),
          {request.minor, request.keeps_alive() && !server()->stopping, request.method == "HEAD"});
  }

  void refuse(const Refusal& refusal) {
    server()->refuse(refusal);
    write(refusal_page(refusal), {});
  }

  void write(Page page, Response::How how) {
    response_.emplace(std::move(page), how);
    reader_.reset();
    send();
  }

  void send() {
    be_patient();
    boost::asio::async_write(stream_, boost::asio::buffer(response_->piece()),
                             [self = this->shared_from_this()](Error error, std::size_t) {
                               if (error) return self->hang_up();
                               self->response_->sent();
                               self->go_on();
                             });
  }

  void go_on() {
    if (!response_->piece().empty()) return send();
    if (!response_->ended()) return hang_up();  // the peer sees that something is missing
    if (response_->keep_alive()) return read();
    // It may still be sending, and is to hear the answer first.
    response_.reset();
    be_patient();
    using boost::beast::websocket::async_teardown;
    async_teardown(boost::beast::role_type::server, stream_,
                   [self = this->shared_from_this()](Error) { self->hang_up(); });
  }

  Stream stream_;
  Timer deadline_;
  std::array<char, 4096> input_;
  std::string_view came_;  // of the input, and not read yet
  std::optional<RequestReader> reader_;
  std::optional<Response> response_;  // while it is being answered
};

}  // namespace tally::server
