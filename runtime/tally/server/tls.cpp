#include <boost/asio/ssl.hpp>
#include <boost/beast/ssl.hpp>

#include "tally/server/connection.h"

namespace tally::server {

void serve_tls(Socket socket, std::shared_ptr<HubServer::State> state) {
  using Stream = boost::beast::ssl_stream<Socket>;
  Stream stream(std::move(socket), *state->tls);
  std::make_shared<HttpConnection<Stream>>(std::move(stream), std::move(state))->start();
}

}  // namespace tally::server
