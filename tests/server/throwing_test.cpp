// An exception that leaves a function of the program's own ends the program, with a message: it
// never passes through whoever called.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "catch.h"
#include "sensors.h"
#include "tally/db/flow.h"
#include "tally/native/loop.h"
#include "tally/sync/bridge.h"
#include "tally/sync/hub.h"

namespace tally {
namespace {

[[noreturn]] void fail() {
  throw std::runtime_error("from the program");
}

constexpr std::string_view reading = R"({"celsius":1,"timestamp":0,"sensor_id":"roof"})";

struct World {
  native::Loop loop;
  db::Db db{loop};
  db::TypedRecord<sensors::Temperature> roof =
      *db.record<sensors::Temperature>("roof", db::Buffer::latest());

  void set() { db.set(roof.record(), reading); }
};

struct Peer final : sync::Connection {
  void output_ready() noexcept override {}
  void close(sync::Close, std::string_view) noexcept override {}
};

struct Listener final : sync::BridgeListener {
  void status_changed(sync::Status) noexcept override { fail(); }
};

struct Paper final : sync::HubLog {
  void append(const Entry&) noexcept override { fail(); }
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return wire::Durability::memory;
  }
};

void say(sync::Hub& hub, Peer& peer, std::string_view messages) {
  hub.open(peer).receive(messages);
}

constexpr std::string_view hello = R"([{"type":"hello","client":"c"}])";

struct Case {
  const char* who;
  void (*program)();
};

const Case cases[] = {
    {"a subscriber",
     [] {
       World world;
       const auto tap = db::tap(world.roof, [](const auto&) { fail(); });
       world.set();
     }},
    {"who watches records",
     [] {
       World world;
       const auto watch = world.db.watch([](const db::Record&) { fail(); });
     }},
    {"a source",
     [] {
       World world;
       world.db.spawn(db::source(world.roof, std::chrono::microseconds(1),
                                 []() -> sensors::Temperature { fail(); }));
       world.loop.run();
     }},
    {"a task",
     [] {
       World world;
       world.loop.spawn([]() -> async::Task<> {
         fail();
         co_return;
       });
       world.loop.run();
     }},
    {"what is posted to a loop",
     [] {
       World world;
       world.loop.post([] { fail(); });
       world.loop.run();
     }},
    {"blocking work",
     [] {
       World world;
       world.loop.spawn(
           [&world]() -> async::Task<> { co_await world.loop.run_blocking([] { fail(); }); });
       world.loop.run();
     }},
    {"what a hub asks for the rights of",
     [] {
       World world;
       sync::HubOptions options;
       options.admit = [](std::string_view) -> std::optional<sync::Rights> { fail(); };
       sync::Hub hub(world.db, std::move(options));
       Peer peer;
       say(hub, peer, hello);
     }},
    {"a hub's log",
     [] {
       World world;
       sync::HubOptions options;
       options.log = [](const async::LogLine&) { fail(); };
       sync::Hub hub(world.db, std::move(options));
       Peer peer;
       say(hub, peer, "no frame");
     }},
    {"a hub log",
     [] {
       World world;
       Paper paper;
       sync::HubOptions options;
       options.hub_log = &paper;
       sync::Hub hub(world.db, std::move(options));
       world.set();
     }},
    {"who listens to a bridge",
     [] {
       World world;
       Listener listener;
       sync::Bridge bridge(world.db, listener, {});
       bridge.dialing();
     }},
};

/// What a program wrote that ended by abort; nothing for one that did not.
std::optional<std::string> last_words(void (*program)()) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    try {
      program();
    } catch (...) {
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string said;
  char bytes[1024];
  for (ssize_t size; (size = ::read(ends[0], bytes, sizeof bytes)) > 0;)
    said.append(bytes, static_cast<std::size_t>(size));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT) return std::nullopt;
  return said;
}

TEST_CASE("A function of the program's own that throws ends the program with a message") {
  for (const Case& each : cases) {
    const std::optional<std::string> said = last_words(each.program);
    INFO(each.who << ": " << said.value_or("it did not abort"));
    REQUIRE(said);
    CHECK(said->find("from the program") != std::string::npos);
  }
}

}  // namespace
}  // namespace tally
