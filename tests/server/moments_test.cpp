// The end of a log and of a server at every moment of their loop.
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "catch.h"
#include "sensors.h"
#include "tally/server/hub_server.h"
#include "tally/server/log.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::ip::tcp;

/// Of a disk in memory, if there is one: each moment has a log of its own.
fs::path memory_folder() {
  const fs::path memory("/dev/shm");
  const fs::path parent = fs::is_directory(memory) ? memory : fs::temp_directory_path();
  std::string name = (parent / "tally-moments-XXXXXX").string();
  return ::mkdtemp(name.data());
}

db::Declared declared(std::string_view) {
  return {&Contract<sensors::Temperature>::type, db::Buffer::ring(3)};
}

/// A loop that takes one step when it is told to: of one task, of one socket, of one thing posted.
class Steps {
 public:
  Steps() : loop({.turn = 1}), work_(asio::make_work_guard(loop.context())) {}

  /// Waits for what other threads do.
  void step() {
    loop.context().restart();
    loop.context().run_one();
  }
  /// All that is left: of what is gone, nothing may run.
  void finish() {
    do loop.context().restart();
    while (loop.context().run_one_for(std::chrono::milliseconds(1)) > 0);
  }

  native::Loop loop;

 private:
  asio::executor_work_guard<asio::io_context::executor_type> work_;
};

std::string frame_of(std::string_view text) {
  std::string frame = "\x81";
  if (text.size() < 126) {
    frame += static_cast<char>(0x80U | text.size());
  } else {
    frame += static_cast<char>(0x80U | 126U);
    frame += static_cast<char>(text.size() >> 8U);
    frame += static_cast<char>(text.size() & 0xFFU);
  }
  frame.append(4, '\0');  // a mask of zeros
  return frame.append(text);
}

std::string write_of(int id) {
  return R"({"type":"write","id":)" + std::to_string(id) +
         R"(,"key":"roof","payload":{"celsius":1,"timestamp":0,"sensor_id":"roof"},"ts":1})";
}

/// A hub with all that belongs to it, in the order in which it goes: nothing waits for anything.
struct Site {
  explicit Site(native::Loop& loop, const fs::path& folder, HubServerOptions server_options = {})
      : db(loop) {
    LogOptions log_options;
    log_options.folder = folder;
    log_options.durability = wire::Durability::written;
    log_options.record = declared;
    log_options.rewrite_from = 400;  // a few writes
    log_options.rewrite_factor = 1;
    auto opened = Log::open(loop, db, std::move(log_options));
    REQUIRE(opened);
    log = std::move(*opened);
    sync::HubOptions options;
    options.hub_log = log.get();
    options.record = declared;
    hub.emplace(db, std::move(options));
    auto started = HubServer::start(loop, *hub, std::move(server_options));
    REQUIRE(started);
    server.emplace(std::move(*started));
    log->start(*hub);
  }

  db::Db db;
  std::unique_ptr<Log> log;
  std::optional<sync::Hub> hub;
  std::optional<HubServer> server;
};

/// What a client says before anybody listens: sockets hold it.
std::string conversation() {
  std::string said =
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET /tally HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: tally.1.json\r\n\r\n";
  return said;
}

std::string frames() {
  return frame_of(
             R"([{"type":"hello","client":"c"},{"type":"subscribe","id":1,"patterns":["#"]}])") +
         frame_of("[" + write_of(1) + "," + write_of(2) + "]") + frame_of("[" + write_of(3) + "]");
}

/// One client, and a connection that only knocks.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(context_), idle_(context_) {
    const tcp::endpoint server(asio::ip::address_v4::loopback(), port);
    socket_.connect(server);
    idle_.connect(server);
    say(conversation());
  }
  void say(std::string_view text) { asio::write(socket_, asio::buffer(text)); }
  /// Whether so much has come.
  bool heard(std::string_view text) {
    socket_.non_blocking(true);
    char bytes[4096];
    boost::system::error_code nothing;
    for (std::size_t size; (size = socket_.read_some(asio::buffer(bytes), nothing)) > 0;)
      heard_.append(bytes, size);
    socket_.non_blocking(false);
    return heard_.find(text) != std::string::npos;
  }

 private:
  asio::io_context context_;
  tcp::socket socket_;
  tcp::socket idle_;
  std::string heard_;
};

/// Steps through the life of a hub with a client that connects, writes and is answered, and ends it
/// after so many of them; whether there were more.
bool end_after(std::uint32_t moments, const fs::path& folder, bool in_order) {
  Steps steps;
  std::optional<Site> site(std::in_place, steps.loop, folder);
  std::optional<Client> client(std::in_place, site->server->port());
  async::Tasks closing(steps.loop);
  bool greeted = false;
  bool closed = false;
  bool over = false;
  for (std::uint32_t i = 0; i < moments && !over; ++i) {
    steps.step();
    if (!greeted && client->heard("101 Switching")) {
      greeted = true;
      client->say(frames());
    }
    if (in_order && !closed && greeted && client->heard(R"("ack","id":3)")) {
      closed = true;
      closing.spawn([](Site& its) -> async::Task<> {
        co_await its.log->close();
        its.server->shut_down();
      }(*site));
    }
    over = in_order ? closed && site->server->stats().connections == 0 && closing.empty()
                    : greeted && client->heard(R"("ack","id":3)");
  }
  closing.end();
  site.reset();
  CHECK(steps.loop.idle());
  steps.finish();
  return !over;
}

TEST_CASE("A log and a server may go at every moment of their loop, and nothing of them runs on") {
  const fs::path folder = memory_folder();
  const bool in_order = GENERATE(false, true);
  std::uint32_t moments = 0;
  while (end_after(moments, folder / std::to_string(moments), in_order)) {
    ++moments;
    REQUIRE(moments < 500);
  }
  CHECK(moments > 20);
  fs::remove_all(folder);
}

TEST_CASE("A log may go before what it has woken runs") {
  const fs::path folder = memory_folder();
  {
    native::Loop loop;
    Site site(loop, folder / "log");
    bool ended = false;
    loop.spawn([](async::Task<> closed, bool& to) -> async::Task<> {
      co_await std::move(closed);
      to = true;
    }(site.log->close(), ended));
    site.server.reset();
    site.hub.reset();
    site.log.reset();  // its task is ready, and so is who waits for the end of it
    loop.run();
    CHECK(ended);
    CHECK(loop.idle());
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace tally::server
