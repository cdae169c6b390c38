#include "tally/server/connection.h"

namespace tally::server {

void serve_plain(Socket socket, std::shared_ptr<HubServer::State> state) {
  std::make_shared<HttpConnection<Socket>>(std::move(socket), std::move(state))->start();
}

}  // namespace tally::server
