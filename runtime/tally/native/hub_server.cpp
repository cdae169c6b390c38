#include "tally/native/hub_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "tally/async/channel.h"
#include "tally/native/hub_pages.h"

namespace tally::native {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds request_patience{30};
constexpr std::chrono::milliseconds pause_after_failure{100};
constexpr std::uint64_t largest_body = 64U << 10U;  // nobody has to send one
constexpr std::string_view subprotocol = "tally.1.json";

using Request = http::request<http::string_body>;

/// What the server can ask of each of its connections.
class Peer {
 public:
  virtual void hang_up() = 0;

 protected:
  ~Peer() = default;
};

}  // namespace

struct HubServer::State {
  State(Loop& its_loop, sync::Hub& its_hub, HubServerOptions its_options)
      : loop(its_loop),
        hub(its_hub),
        options(std::move(its_options)),
        acceptor(loop.context()),
        retry(loop.context()),
        ended(1) {}

  Loop& loop;
  sync::Hub& hub;
  HubServerOptions options;
  std::optional<asio::ssl::context> tls;
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  std::set<Peer*> peers;
  bool stopping = false;
  async::Channel<int> ended;
};

namespace {

using State = HubServer::State;

/// Whether a page of that origin may connect to this host.
bool may_connect(const State& state, const Request& request) {
  const auto origin = request[http::field::origin];
  if (origin.empty()) return true;
  const std::string_view text(origin.data(), origin.size());
  for (const std::string& allowed : state.options.origins) {
    if (text == allowed) return true;
  }
  const auto host = request[http::field::host];
  const std::string own = (state.tls ? "https://" : "http://") + std::string(host);
  return text == own;
}

bool offers_subprotocol(const Request& request) {
  const auto offered = request[http::field::sec_websocket_protocol];
  for (const auto& each : http::token_list(offered)) {
    if (each == boost::beast::string_view(subprotocol.data(), subprotocol.size())) return true;
  }
  return false;
}

/// A WebSocket and the session behind it. It keeps itself alive by the operations under way.
template <class Stream>
class HubConnection final : public sync::Connection,
                            public Peer,
                            public std::enable_shared_from_this<HubConnection<Stream>> {
 public:
  HubConnection(Stream stream, std::shared_ptr<State> state)
      : socket_(std::move(stream)), state_(std::move(state)) {
    state_->peers.insert(this);
  }
  HubConnection(const HubConnection&) = delete;
  HubConnection& operator=(const HubConnection&) = delete;
  ~HubConnection() {
    state_->peers.erase(this);
    if (session_ != nullptr) state_->hub.close(*session_);
  }

  void accept(const Request& request) {
    websocket::stream_base::timeout limits{};
    limits.handshake_timeout = request_patience;
    limits.idle_timeout = websocket::stream_base::none();  // the protocol has its own pings
    socket_.set_option(limits);
    socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(http::field::sec_websocket_protocol,
                   beast::string_view(subprotocol.data(), subprotocol.size()));
    }));
    socket_.read_message_max(state_->hub.options().limits.frame_bytes);
    socket_.auto_fragment(false);
    socket_.async_accept(request, [self = this->shared_from_this()](error_code error) {
      if (error) return;
      self->session_ = &self->state_->hub.open(*self);
      self->read();
    });
  }

  void output_ready() noexcept override {
    asio::post(state_->loop.context(), [self = this->shared_from_this()] { self->write(); });
  }

  void close(sync::Close code, std::string_view reason) noexcept override {
    closing_.emplace(static_cast<std::uint16_t>(code),
                     beast::string_view(reason.data(), reason.size()));
    output_ready();
  }

  void hang_up() override {
    if (session_ != nullptr) state_->hub.close(*std::exchange(session_, nullptr));
    error_code ignored;
    beast::get_lowest_layer(socket_).socket().close(ignored);
  }

 private:
  void read() {
    socket_.async_read(input_, [self = this->shared_from_this()](error_code error, std::size_t) {
      self->on_read(error);
    });
  }

  void on_read(error_code error) {
    if (error || session_ == nullptr) return hang_up();
    if (!socket_.got_text()) {
      session_->close(sync::Close::policy, "text expected");
    } else {
      const auto bytes = input_.data();
      session_->receive({static_cast<const char*>(bytes.data()), bytes.size()});
    }
    input_.consume(input_.size());
    read();
  }

  void write() {
    if (writing_ || session_ == nullptr || closed_) return;
    output_ = session_->produce();
    if (output_) {
      writing_ = true;
      socket_.text(true);
      socket_.async_write(asio::buffer(output_.bytes().data(), output_.bytes().size()),
                          [self = this->shared_from_this()](error_code error, std::size_t) {
                            self->writing_ = false;
                            self->output_ = {};
                            if (error) return self->hang_up();
                            self->write();
                          });
    } else if (closing_) {
      closed_ = true;
      socket_.async_close(*closing_, [self = this->shared_from_this()](error_code) {});
    }
  }

  websocket::stream<Stream> socket_;
  std::shared_ptr<State> state_;
  sync::Session* session_ = nullptr;
  beast::flat_buffer input_;
  buffers::Block output_;
  bool writing_ = false;
  bool closed_ = false;
  std::optional<websocket::close_reason> closing_;
};

/// A connection until it becomes a WebSocket: HTTP, one request at a time.
template <class Stream>
class HttpConnection final : public Peer,
                             public std::enable_shared_from_this<HttpConnection<Stream>> {
 public:
  HttpConnection(Stream stream, std::shared_ptr<State> state)
      : stream_(std::move(stream)), state_(std::move(state)) {
    state_->peers.insert(this);
  }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection() { state_->peers.erase(this); }

  void start() {
    if constexpr (std::is_same_v<Stream, beast::tcp_stream>) {
      read();
    } else {
      beast::get_lowest_layer(stream_).expires_after(request_patience);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code error) {
                                if (!error) self->read();
                              });
    }
  }

  void hang_up() override {
    error_code ignored;
    beast::get_lowest_layer(stream_).socket().close(ignored);
  }

 private:
  void read() {
    parser_.emplace();
    parser_->body_limit(largest_body);
    beast::get_lowest_layer(stream_).expires_after(request_patience);
    http::async_read(stream_, input_, *parser_,
                     [self = this->shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->answer();
                     });
  }

  void answer() {
    const Request& request = parser_->get();
    if (websocket::is_upgrade(request)) return upgrade();
    write(answer_page(request, state_->hub, state_->options, state_->stopping),
          request.keep_alive() && !state_->stopping);
  }

  void upgrade() {
    const Request& request = parser_->get();
    const auto refuse = [&](http::status status, std::string_view why) {
      write(make_page(request, status, "text/plain; charset=utf-8", std::string(why)), false);
    };
    if (request.target() != "/tally")
      return refuse(http::status::not_found, "The hub is at /tally.\n");
    if (state_->stopping) return refuse(http::status::service_unavailable, "Shutting down.\n");
    if (!may_connect(*state_, request))
      return refuse(http::status::forbidden, "Pages of this origin may not connect.\n");
    if (!offers_subprotocol(request))
      return refuse(http::status::bad_request, "The subprotocol is tally.1.json.\n");
    beast::get_lowest_layer(stream_).expires_never();
    std::make_shared<HubConnection<Stream>>(std::move(stream_), state_)->accept(request);
  }

  void write(http::response<http::string_body> response, bool keep_alive) {
    response.keep_alive(keep_alive);
    beast::get_lowest_layer(stream_).expires_after(request_patience);
    beast::async_write(
        stream_, http::message_generator(std::move(response)),
        [self = this->shared_from_this(), keep_alive](error_code error, std::size_t) {
          if (!error && keep_alive) return self->read();
          self->hang_up();
        });
  }

  Stream stream_;
  std::shared_ptr<State> state_;
  beast::flat_buffer input_;
  std::optional<http::request_parser<http::string_body>> parser_;
};

void accept(const std::shared_ptr<State>& state) {
  state->acceptor.async_accept([state](error_code error, tcp::socket socket) {
    if (state->stopping) return;
    if (error) {  // out of file descriptors, for example
      state->retry.expires_after(pause_after_failure);
      state->retry.async_wait([state](error_code cancelled) {
        if (!cancelled && !state->stopping) accept(state);
      });
      return;
    }
    if (state->peers.size() < state->options.connections) {
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      if (state->tls) {
        using Stream = beast::ssl_stream<beast::tcp_stream>;
        std::make_shared<HttpConnection<Stream>>(
            Stream(beast::tcp_stream(std::move(socket)), *state->tls), state)
            ->start();
      } else {
        std::make_shared<HttpConnection<beast::tcp_stream>>(beast::tcp_stream(std::move(socket)),
                                                            state)
            ->start();
      }
    }
    accept(state);
  });
}

/// What keeps the loop running.
async::Task<> serve(std::shared_ptr<State> state) {
  co_await state->ended.receive();
}

async::Task<> cut_off(std::shared_ptr<State> state, async::Duration patience) {
  constexpr async::Duration step = std::chrono::milliseconds(20);
  for (; patience > async::Duration::zero() && !state->peers.empty(); patience -= step)
    co_await state->loop.sleep(step);
  const std::set<Peer*> left = state->peers;
  for (Peer* peer : left) peer->hang_up();
  state->ended.close();
}

}  // namespace

HubServer::HubServer(Loop& loop, sync::Hub& hub, HubServerOptions options)
    : state_(std::make_shared<State>(loop, hub, std::move(options))) {
  if (!state_->options.certificate.empty()) {
    state_->tls.emplace(asio::ssl::context::tls_server);
    state_->tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    state_->tls->use_certificate_chain_file(state_->options.certificate.string());
    state_->tls->use_private_key_file(state_->options.key.string(), asio::ssl::context::pem);
  }
  const tcp::endpoint endpoint(asio::ip::make_address(state_->options.address),
                               state_->options.port);
  state_->acceptor.open(endpoint.protocol());
  state_->acceptor.set_option(asio::socket_base::reuse_address(true));
  state_->acceptor.bind(endpoint);
  state_->acceptor.listen();
  accept(state_);
  loop.spawn(serve(state_), "hub server");
}

HubServer::~HubServer() {
  state_->stopping = true;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->retry.cancel();
  const std::set<Peer*> left = state_->peers;
  for (Peer* peer : left) peer->hang_up();
  state_->ended.close();
}

std::uint16_t HubServer::port() const {
  return state_->acceptor.local_endpoint().port();
}

void HubServer::shut_down(async::Duration patience) {
  if (std::exchange(state_->stopping, true)) return;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->retry.cancel();
  state_->hub.shut_down();
  state_->loop.spawn(cut_off(state_, patience), "shutting down");
}

}  // namespace tally::native
