#include <boost/asio/ssl.hpp>
#include <boost/beast/ssl.hpp>

#include "tally/server/connection.h"

namespace tally::server {

void serve_tls(Socket socket) {
  using Stream = boost::beast::ssl_stream<Socket>;
  auto& tls = *socket.get_executor().guard()->server()->tls;
  std::make_shared<HttpConnection<Stream>>(Stream(std::move(socket), tls))->start();
}

}  // namespace tally::server
