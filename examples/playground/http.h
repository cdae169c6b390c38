// A small HTTP/1.1 server on the loopback interface, over Boost.Beast. It knows connections and
// their limits; what a request means is the handler's business.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace playground {

namespace http = boost::beast::http;

/// A request body of which only the beginning is kept. The rest is read and forgotten: a client
/// that sends too much gets its answer and not a broken connection.
struct TruncatedBody {
  struct value_type {
    std::string bytes;
    std::size_t keep = 0;
  };

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(http::header<is_request, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>&, boost::system::error_code& error) {
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
      error = {};
      std::size_t taken = 0;
      for (const boost::asio::const_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
        const std::size_t room = body_.keep - body_.bytes.size();
        body_.bytes.append(static_cast<const char*>(buffer.data()), std::min(buffer.size(), room));
        taken += buffer.size();
      }
      return taken;
    }

    void finish(boost::system::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

using Request = http::request<TruncatedBody>;
using Response = http::response<http::string_body>;

/// What a server serves. An exception from either function becomes an answer with status 500.
struct Handler {
  /// How many bytes of its body a request is worth, judged by its header.
  std::function<std::size_t(const Request&)> bytes_to_keep;
  std::function<Response(const Request&)> answer;
};

class Session;

/// Accepts connections on 127.0.0.1 and answers what comes in on them, one request at a time for
/// each. Runs on one thread: that of `context.run()`.
class Server {
 public:
  /// Port 0 takes a free one. Throws boost::system::system_error when the port is taken.
  Server(boost::asio::io_context& context, std::uint16_t port, Handler handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// Accepts nobody any more, finishes the answers that are under way, and hangs up.
  void stop();

 private:
  friend class Session;

  void accept();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  Handler handler_;
  std::unordered_set<Session*> sessions_;
  bool stopping_ = false;
};

}  // namespace playground
