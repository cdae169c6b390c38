#include "tally/server/connection.h"

namespace tally::server {

void serve_plain(boost::asio::ip::tcp::socket socket, std::shared_ptr<HubServer::State> state) {
  using Stream = boost::asio::ip::tcp::socket;
  std::make_shared<HttpConnection<Stream>>(std::move(socket), std::move(state))->start();
}

}  // namespace tally::server
