#include "http.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/beast/core.hpp>
#include <chrono>
#include <exception>
#include <utility>

namespace playground {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds patience{
    30};  // for a request to arrive and for an answer to be taken
constexpr std::chrono::milliseconds pause_after_failure{100};
constexpr std::uint64_t largest_body =
    std::uint64_t{1} << 28U;  // bytes; what is not kept has to be read nevertheless

Response failure(http::status status, unsigned version) {
  Response response{status, version};
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.body() = std::string(http::obsolete_reason(status)) + '\n';
  response.prepare_payload();
  return response;
}

}  // namespace

/// One connection. It keeps itself alive through the handlers that wait on it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Server& server) : stream_(std::move(socket)), server_(server) {
    server_.sessions_.insert(this);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { server_.sessions_.erase(this); }

  void read_header() {
    parser_.emplace();
    parser_->body_limit(largest_body);
    idle_ = true;
    stream_.expires_after(patience);
    http::async_read_header(stream_, buffer_, *parser_,
                            beast::bind_front_handler(&Session::on_header, shared_from_this()));
  }

  void stop() {
    if (idle_) stream_.cancel();
  }

 private:
  void on_header(error_code error, std::size_t) {
    idle_ = false;
    if (error) return refuse(error);
    try {
      parser_->get().body().keep = server_.handler_.bytes_to_keep(parser_->get());
    } catch (const std::exception&) {
      return write(failure(http::status::internal_server_error, 11), false);
    }
    http::async_read(stream_, buffer_, *parser_,
                     beast::bind_front_handler(&Session::on_body, shared_from_this()));
  }

  void on_body(error_code error, std::size_t) {
    if (error) return refuse(error);
    const Request& request = parser_->get();
    write(answer(request), request.keep_alive() && !server_.stopping_);
  }

  Response answer(const Request& request) const {
    try {
      return server_.handler_.answer(request);
    } catch (const std::exception&) {
      return failure(http::status::internal_server_error, request.version());
    }
  }

  /// A client that is gone needs no answer, one that does not speak HTTP gets one.
  void refuse(error_code error) {
    const bool spoke = error.category() == make_error_code(http::error::bad_method).category();
    if (!spoke || error == http::error::end_of_stream || error == http::error::partial_message) {
      return close();
    }
    const bool large = error == http::error::body_limit || error == http::error::header_limit;
    write(failure(large ? http::status::payload_too_large : http::status::bad_request, 11), false);
  }

  void write(Response response, bool keep_alive) {
    response.keep_alive(keep_alive);
    stream_.expires_after(patience);
    beast::async_write(stream_, http::message_generator(std::move(response)),
                       [self = shared_from_this(), keep_alive](error_code error, std::size_t) {
                         if (error || !keep_alive || self->server_.stopping_) return self->close();
                         self->read_header();
                       });
  }

  void close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<TruncatedBody>> parser_;
  Server& server_;
  bool idle_ = false;  // between two requests
};

Server::Server(asio::io_context& context, std::uint16_t port, Handler handler)
    : acceptor_(context), retry_(context), handler_(std::move(handler)) {
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
  accept();
}

std::uint16_t Server::port() const {
  return acceptor_.local_endpoint().port();
}

void Server::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (stopping_) return;
    if (!error) {
      std::make_shared<Session>(std::move(socket), *this)->read_header();
      return accept();
    }
    retry_.expires_after(pause_after_failure);  // out of file descriptors, for example
    retry_.async_wait([this](error_code cancelled) {
      if (!cancelled && !stopping_) accept();
    });
  });
}

void Server::stop() {
  stopping_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  for (Session* session : sessions_) session->stop();
}

}  // namespace playground
