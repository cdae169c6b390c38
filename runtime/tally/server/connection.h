// The connections of a hub server, for any stream. Beast is slow to compile: each stream has a
// source of its own. Not for programs.
#pragma once

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "tally/server/socket.h"
#include "tally/server/state.h"

namespace tally::server {

constexpr std::string_view subprotocol = "tally.1.json";

inline boost::beast::string_view to_beast(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
inline std::string_view from_beast(boost::beast::string_view text) noexcept {
  return {text.data(), text.size()};
}

/// A WebSocket and the session behind it. The operations under way keep it alive.
template <class Stream>
class HubConnection final : public sync::Connection,
                            public Peer,
                            public std::enable_shared_from_this<HubConnection<Stream>> {
  using Error = boost::system::error_code;
  using Base = boost::beast::websocket::stream_base;

 public:
  HubConnection(Stream stream, std::shared_ptr<HubServer::State> state)
      : socket_(std::move(stream)), state_(std::move(state)) {
    state_->came(*this);
  }
  HubConnection(const HubConnection&) = delete;
  HubConnection& operator=(const HubConnection&) = delete;
  ~HubConnection() { state_->went(*this); }

  template <class Request>
  void accept(const Request& request) {
    Base::timeout limits{};
    limits.handshake_timeout = state_->options.patience;
    limits.idle_timeout = Base::none();  // the protocol has its own pings
    socket_.set_option(limits);
    socket_.set_option(Base::decorator([](boost::beast::websocket::response_type& response) {
      response.set(boost::beast::http::field::server, "tally");  // else Beast names itself
      response.set(boost::beast::http::field::sec_websocket_protocol, to_beast(subprotocol));
    }));
    socket_.read_message_max(state_->hub.options().limits.frame_bytes);
    socket_.auto_fragment(false);
    socket_.text(true);
    socket_.async_accept(request, [self = this->shared_from_this()](Error error) {
      if (error || self->state_->stopping) {
        ++self->state_->stats.refused["handshake"];
        return self->hang_up();
      }
      self->session_ = &self->state_->hub.open(*self);
      self->read();
    });
  }

  void output_ready() noexcept override { state_->wants_flush(this->shared_from_this()); }

  void close(sync::Close code, std::string_view reason) noexcept override {
    closing_.emplace(static_cast<boost::beast::websocket::close_code>(code), to_beast(reason));
    // It may read nothing at all: what is under way then never ends.
    deadline_.emplace(state_->loop.context(), state_->options.patience);
    deadline_->async_wait([self = this->shared_from_this()](Error cancelled) {
      if (!cancelled) self->hang_up();
    });
    output_ready();
  }

  void flush() override {
    if (writing_ || session_ == nullptr || closed_) return;
    output_ = session_->produce();
    if (!reading_ && session_->listens()) read();
    if (output_) {
      writing_ = true;
      state_->stats.sent += output_.bytes().size();
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

  void hang_up() override {
    if (session_ != nullptr) state_->hub.close(*std::exchange(session_, nullptr));
    if (deadline_) deadline_->cancel();
    Error ignored;
    boost::beast::get_lowest_layer(socket_).close(ignored);
  }

 private:
  void read() {
    reading_ = true;
    socket_.async_read(input_, [self = this->shared_from_this()](Error error, std::size_t) {
      self->reading_ = false;
      self->on_read(error);
    });
  }

  void on_read(Error error) {
    if (error) return hang_up();
    if (session_ == nullptr) return;
    state_->stats.received += input_.size();
    ++state_->inputs;
    if (socket_.got_text()) {
      const auto bytes = input_.data();
      session_->receive({static_cast<const char*>(bytes.data()), bytes.size()});
    } else {
      session_->close(sync::Close::policy, "text frames only");
    }
    input_.consume(input_.size());
    // One large frame does not hold its memory for good.
    constexpr std::size_t usual = 64U << 10U;
    if (input_.capacity() > usual) input_ = boost::beast::flat_buffer();
    // Else `flush` reads on, once there is room for the answers.
    if (session_->listens()) read();
  }

  boost::beast::websocket::stream<Stream, false> socket_;  // never compressed
  std::shared_ptr<HubServer::State> state_;
  sync::Session* session_ = nullptr;
  boost::beast::flat_buffer input_;
  buffers::Block output_;
  bool reading_ = false;
  bool writing_ = false;
  bool closed_ = false;
  std::optional<boost::beast::websocket::close_reason> closing_;
  std::optional<boost::asio::steady_timer> deadline_;
};

/// A connection until it becomes a WebSocket: HTTP, one request at a time.
template <class Stream>
class HttpConnection final : public Peer,
                             public std::enable_shared_from_this<HttpConnection<Stream>> {
  using Error = boost::system::error_code;
  using Body = boost::beast::http::string_body;
  using Status = boost::beast::http::status;
  using Field = boost::beast::http::field;

 public:
  HttpConnection(Stream stream, std::shared_ptr<HubServer::State> state)
      : stream_(std::move(stream)), state_(std::move(state)), deadline_(state_->loop.context()) {
    state_->came(*this);
  }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection() { state_->went(*this); }

  void start() {
    if constexpr (std::is_same_v<Stream, Socket>) {
      read();
    } else {
      be_patient();
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](Error error) {
                                if (!error) return self->read();
                                ++self->state_->stats.refused["tls"];
                                self->hang_up();
                              });
    }
  }

  void flush() override {}
  void leave() override {
    if (!answering_) hang_up();
  }
  void hang_up() override {
    deadline_.cancel();
    Error ignored;
    auto& socket = boost::beast::get_lowest_layer(stream_);
    socket.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    socket.close(ignored);
  }

 private:
  static constexpr std::size_t key_size = 24;  // 16 bytes as base64

  /// What is under way has that long, however slowly it comes.
  void be_patient() {
    deadline_.expires_after(state_->options.patience);
    deadline_.async_wait([weak = this->weak_from_this()](Error cancelled) {
      if (cancelled) return;
      if (const auto self = weak.lock()) self->hang_up();
    });
  }

  void read() {
    answering_ = false;
    if (state_->stopping) return hang_up();
    parser_.emplace();
    parser_->header_limit(state_->options.header_bytes);
    parser_->body_limit(state_->options.body_bytes);
    be_patient();
    boost::beast::http::async_read(
        stream_, input_, *parser_,
        [self = this->shared_from_this()](Error error, std::size_t) { self->on_read(error); });
  }

  void on_read(Error error) {
    using Wrong = boost::beast::http::error;
    answering_ = true;
    if (!error) return answer();
    // Who has gone, or was too slow, gets no answer.
    if (error.category() != make_error_code(Wrong::end_of_stream).category() ||
        error == Wrong::end_of_stream || error == Wrong::partial_message)
      return hang_up();
    ++state_->stats.refused["request"];
    const bool head = error == Wrong::header_limit;
    write({head                         ? 431U
           : error == Wrong::body_limit ? 413U
                                        : 400U,
           "text/plain; charset=utf-8",
           "This is no request that is answered here.\n",
           {}},
          11, false, false);
  }

  void answer() {
    const auto& request = parser_->get();
    const std::string_view target = from_beast(request.target());
    const std::size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark);
    const std::string_view query =
        mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    if (boost::beast::websocket::is_upgrade(request)) return upgrade(path);
    const auto header = [&](Field field) { return from_beast(request[field]); };
    write(answer_page({from_beast(request.method_string()), path, query, request.body(),
                       header(Field::authorization), header(Field::if_none_match)},
                      *state_),
          request.version(), request.keep_alive(),
          request.method() == boost::beast::http::verb::head);
  }

  void upgrade(std::string_view path) {
    const auto& request = parser_->get();
    bool offered = false;
    for (const auto& each : boost::beast::http::token_list(request[Field::sec_websocket_protocol]))
      offered = offered || from_beast(each) == subprotocol;
    const bool sound = input_.size() == 0 && request[Field::sec_websocket_key].size() == key_size;
    const Upgrade asked{path, from_beast(request[Field::origin]), from_beast(request[Field::host]),
                        offered, sound};
    if (auto refusal = refuse_upgrade(asked, *state_))
      return write(std::move(*refusal), request.version(), false, false);
    deadline_.cancel();
    std::make_shared<HubConnection<Stream>>(std::move(stream_), state_)->accept(request);
  }

  void write(Page page, unsigned version, bool keep_alive, bool head) {
    boost::beast::http::response<Body> response(static_cast<Status>(page.status), version);
    response.set(Field::content_type, page.type);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    response.set(Field::cache_control, "no-store");
    for (const auto& [name, value] : page.headers) response.set(name, value);
    response.keep_alive(keep_alive && !state_->stopping);
    response.body() = std::move(page.body);
    response.prepare_payload();
    if (head) response.body().clear();  // and the length stays
    be_patient();
    const bool goes_on = response.keep_alive();
    boost::beast::async_write(stream_, boost::beast::http::message_generator(std::move(response)),
                              [self = this->shared_from_this(), goes_on](Error error, std::size_t) {
                                if (!error && goes_on) return self->read();
                                self->hang_up();
                              });
  }

  Stream stream_;
  std::shared_ptr<HubServer::State> state_;
  boost::asio::steady_timer deadline_;
  boost::beast::flat_buffer input_;
  std::optional<boost::beast::http::request_parser<Body>> parser_;
  bool answering_ = false;
};

}  // namespace tally::server
