#include "tally/server/connection.h"

namespace tally::server {

void serve_plain(boost::asio::ip::tcp::socket socket, std::shared_ptr<HubServer::State> state) {
  Socket stream(std::move(socket), state->options.patience);
  std::make_shared<HttpConnection<Socket>>(std::move(stream), std::move(state))->start();
}

}  // namespace tally::server
