#include "tally/server/guard.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <string>

#include "catch.h"
#include "tally/server/state.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class Ended final : public Peer {
 public:
  using Peer::Peer;
  void flush() override {}
  void leave() override {}
  void hang_up() noexcept override { ++times; }
  int times = 0;
};

/// A server's state without a server, and a peer of it.
struct Served {
  explicit Served(std::vector<std::string>* log = nullptr) {
    HubServerOptions options;
    options.log = [log](const async::LogLine& line) {
      if (log != nullptr) log->push_back(async::to_text(line));
    };
    state = std::make_unique<HubServer::State>(loop, hub, std::move(options));
    guard = std::make_shared<Guard>(state->lifetime.weak());
    peer.emplace(guard);
  }
  /// All there is to do: the loop stops whenever no task is alive.
  void run() {
    do loop.context().restart();
    while (loop.context().run_for(std::chrono::milliseconds(50)) > 0);
  }
  [[nodiscard]] Executor executor() { return {loop.context().get_executor(), guard}; }

  native::Loop loop;
  db::Db db{loop};
  sync::Hub hub{db};
  std::unique_ptr<HubServer::State> state;
  std::shared_ptr<Guard> guard;
  std::optional<Ended> peer;
};

[[noreturn]] void fail() {
  throw std::runtime_error("from a library");
}

TEST_CASE("An exception in whatever runs for a connection ends the connection and nothing else") {
  std::vector<std::string> log;
  Served served(&log);
  const Executor executor = served.executor();
  Timer timer(executor);
  asio::steady_timer erased(executor);  // as Beast has one
  tcp::acceptor acceptor(served.loop.context(), {asio::ip::address_v4::loopback(), 0});
  std::optional<Socket> socket;
  std::array<char, 2> bytes;
  SECTION("a function") {
    asio::post(executor, [] { fail(); });
  }
  SECTION("a function that calls another one at once") {
    asio::post(executor, [&] { asio::dispatch(executor, [] { fail(); }); });
  }
  SECTION("a timer") {
    timer.expires_after(std::chrono::milliseconds(1));
    timer.async_wait([](error_code) { fail(); });
  }
  SECTION("a timer that has forgotten its executor") {
    erased.expires_after(std::chrono::milliseconds(1));
    erased.async_wait([](error_code) { fail(); });
  }
  SECTION("a step between reads of an operation") {
    acceptor.async_accept(executor, [&](error_code, Socket::Base accepted) {
      socket.emplace(std::move(accepted), std::chrono::seconds(1));
      asio::async_read(
          *socket, asio::buffer(bytes),
          [](error_code, std::size_t read) -> std::size_t {
            if (read > 0) fail();
            return 1;
          },
          [](error_code, std::size_t) {});
    });
    tcp::socket client(served.loop.context());
    client.connect(acceptor.local_endpoint());
    asio::write(client, asio::buffer("a", 1));
    served.run();
  }
  SECTION("what is called at once") {
    served.guard->run([] { fail(); });
  }
  SECTION("what is no exception of the standard library") {
    served.guard->run([] { throw 1; });
  }
  served.run();
  CHECK(served.peer->times == 1);
  CHECK(served.state->stats.refused.at("exception") == 1);
  REQUIRE(log.size() == 1);
  CHECK(log[0].find("reason=exception detail=") != std::string::npos);
}

TEST_CASE("An exception after the end of its connection is counted") {
  Served served;
  served.peer.reset();
  asio::post(served.executor(), [] { fail(); });
  served.run();
  CHECK(served.state->stats.refused.at("exception") == 1);
}

TEST_CASE("An exception that leaves the hub is not the connection's to end: it ends the program") {
  Served served;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    std::set_terminate([] { ::_exit(77); });
    served.guard->run([] { call_hub([] { fail(); }); });
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 77));
}

TEST_CASE("When connections keep too much of what is not whole, who keeps most is cut off") {
  Served served;
  Ended second(served.guard);
  served.state->options.unfinished_bytes = 100;
  served.state->keeps(*served.peer, 60);
  served.state->keeps(second, 40);
  CHECK(served.state->stats.unfinished == 100);
  served.state->keeps(second, 41);
  CHECK(served.peer->times == 1);
  CHECK(second.times == 0);
  CHECK(served.state->stats.refused.at("unfinished") == 1);
  served.peer.reset();
  CHECK(served.state->stats.unfinished == 41);
}

TEST_CASE("What is under way when the server goes is not run, and its peers know of no server") {
  Served served;
  bool ran = false;
  asio::post(served.executor(), [&ran] { ran = true; });
  served.state.reset();
  CHECK(served.peer->times == 1);
  CHECK(served.guard->server() == nullptr);
  served.guard->run([] { fail(); });
  served.run();
  CHECK_FALSE(ran);
}

}  // namespace
}  // namespace tally::server
