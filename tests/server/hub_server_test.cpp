#include "tally/server/hub_server.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::filesystem::path temporary_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "tally-server-XXXXXX").string();
  return ::mkdtemp(name.data());
}

/// A server on a thread of its own, as long as it lives.
class Served {
 public:
  explicit Served(HubServerOptions options = {})
      : db_(loop_), hub_(db_), server_(HubServer::start(loop_, hub_, std::move(options))) {
    REQUIRE(server_);
    port_ = server_->port();
    thread_ = std::thread([this] { loop_.run(); });
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() {
    if (thread_.joinable()) stop();
  }

  /// Returns when the loop has ended.
  void stop() {
    loop_.post([this] { server_->shut_down(); });
    thread_.join();
  }
  [[nodiscard]] tcp::socket connect() {
    tcp::socket socket(context_);
    socket.connect({asio::ip::address_v4::loopback(), port_});
    return socket;
  }
  /// What a request that ends its connection is answered with.
  std::string ask(std::string_view request) {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(request));
    return rest_of(socket);
  }
  static std::string rest_of(tcp::socket& socket) {
    std::string answer;
    boost::system::error_code ended;
    asio::read(socket, asio::dynamic_buffer(answer), ended);
    return answer;
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  asio::io_context context_;
  native::Loop loop_;
  db::Db db_;
  sync::Hub hub_;
  Result<HubServer, Problem> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST_CASE("A program's own pages are asked first, with the request's parts") {
  HubServerOptions options;
  options.pages = [](const PageRequest& request) -> std::optional<Page> {
    if (request.path != "/ticket") return std::nullopt;
    return Page{201,
                "text/plain",
                std::string(request.method) + ' ' + std::string(request.query) + ' ' +
                    std::string(request.authorization) + ' ' + std::string(request.body),
                {{"X-Mine", "1"}}};
  };
  Served served(std::move(options));
  const std::string answer = served.ask(
      "POST /ticket?for=ann HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n"
      "Connection: close\r\nContent-Length: 4\r\n\r\nbody");
  CHECK(answer.find("HTTP/1.1 201 Created\r\n") == 0);
  CHECK(answer.find("X-Mine: 1\r\n") != std::string::npos);
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == "POST for=ann Bearer t body");
  CHECK(served.ask("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .find("HTTP/1.1 200 OK") == 0);
}

TEST_CASE("More connections than allowed are closed at once") {
  HubServerOptions options;
  options.connections = 1;
  Served served(std::move(options));
  tcp::socket first = served.connect();
  asio::write(first, asio::buffer(std::string_view("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")));
  char byte = 0;
  asio::read(first, asio::buffer(&byte, 1));
  tcp::socket second = served.connect();
  CHECK(Served::rest_of(second).empty());
}

TEST_CASE("Who asks too slowly is cut off, and idle connections do not hold up the end") {
  HubServerOptions options;
  options.patience = std::chrono::milliseconds(50);
  Served served(std::move(options));
  tcp::socket slow = served.connect();
  asio::write(slow, asio::buffer(std::string_view("GET /hea")));
  CHECK(Served::rest_of(slow).empty());
  tcp::socket idle = served.connect();
  served.stop();
  CHECK(Served::rest_of(idle).empty());
}

TEST_CASE("Who is told why it is closed may send on, but not for ever") {
  HubServerOptions options;
  options.patience = std::chrono::seconds(2);
  Served served(std::move(options));
  tcp::socket socket = served.connect();
  asio::write(socket, asio::buffer(std::string_view(
                          "GET /tally HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "Sec-WebSocket-Protocol: tally.1.json\r\n\r\n")));
  std::string head;
  asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
  // A frame of two megabytes, with a mask of zeros.
  asio::write(socket, asio::buffer(std::string_view("\x81\xff\0\0\0\0\0\x20\0\0\0\0\0\0", 14)));
  const std::string megabyte(1U << 20U, ' ');
  asio::write(socket, asio::buffer(megabyte));
  CHECK(Served::rest_of(socket) == "\x88\x02\x03\xf1");  // closed with 1009
  boost::system::error_code cut;
  while (!cut) asio::write(socket, asio::buffer(megabyte), cut);
}

TEST_CASE("Who reads a file too slowly is cut off for lack of progress, and others are served") {
  const std::filesystem::path folder = temporary_folder();
  std::ofstream(folder / "large") << "x";
  constexpr std::uintmax_t size = 256U << 20U;  // more than sockets hold
  std::filesystem::resize_file(folder / "large", size);
  HubServerOptions options;
  options.files = folder;
  options.patience = std::chrono::milliseconds(500);
  Served served(std::move(options));
  tcp::socket slow = served.connect();
  asio::write(slow, asio::buffer(std::string_view("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")));
  while (served.ask("GET /metrics HTTP/1.0\r\n\r\n").find("{reason=\"slow\"}") == std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::uintmax_t came = 0;
  std::vector<char> piece(1U << 20U);
  for (boost::system::error_code cut; !cut;) came += slow.read_some(asio::buffer(piece), cut);
  CHECK(came < size);
  std::filesystem::remove_all(folder);
}

TEST_CASE("A folder that is not there is a sentence") {
  native::Loop loop;
  db::Db db(loop);
  sync::Hub hub(db);
  for (const char* path : {"/nowhere/at/all", "/dev/null"}) {
    HubServerOptions options;
    options.files = path;
    const auto server = HubServer::start(loop, hub, std::move(options));
    CHECK(!server);
    CHECK(server.problem().code == "files");
    CHECK(server.problem().place == path);
    CHECK(server.problem().text ==
          "cannot serve the files of `" + std::string(path) + "`: there is no such folder");
  }
}

TEST_CASE("A port that is taken is a sentence") {
  Served first;
  native::Loop loop;
  db::Db db(loop);
  sync::Hub hub(db);
  HubServerOptions options;
  options.port = first.port();
  const auto second = HubServer::start(loop, hub, std::move(options));
  CHECK(!second);
  CHECK(second.problem().code == "listen");
  CHECK(second.problem().text.find("cannot listen at 127.0.0.1 port " +
                                   std::to_string(first.port())) == 0);
}

}  // namespace
}  // namespace tally::server
