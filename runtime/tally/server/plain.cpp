#include "tally/server/connection.h"

namespace tally::server {

void serve_plain(Socket socket) {
  std::make_shared<HttpConnection<Socket>>(std::move(socket))->start();
}

}  // namespace tally::server
