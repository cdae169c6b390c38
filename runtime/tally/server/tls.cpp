#include <boost/asio/ssl.hpp>
#include <boost/beast/ssl.hpp>

#include "tally/server/connection.h"

namespace tally::server {

void serve_tls(boost::asio::ip::tcp::socket socket, std::shared_ptr<HubServer::State> state) {
  using Stream = boost::beast::ssl_stream<Socket>;
  Stream stream(Socket(std::move(socket), state->options.patience), *state->tls);
  std::make_shared<HttpConnection<Stream>>(std::move(stream), std::move(state))->start();
}

}  // namespace tally::server
