#include "tally/server/serve.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "catch.h"
#include "sensors.h"
#include "signals.h"
#include "sync/pair.h"
#include "tally/async/interval.h"

namespace tally::server {
namespace {

using namespace acme::signals;
using tests::has;

std::string pump(int revolutions) {
  return R"({"id":"pump-1","at":0,"level":1,"state":"on","revolutions":)" +
         std::to_string(revolutions) + R"(,"hours":"1.0"})";
}

/// A folder that is gone with it.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tally-serve-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  std::filesystem::path path;
};

/// A hub of the keys of signals, and what its loop has to do.
struct Plant {
  explicit Plant(ServeOptions options = {}) {
    options.stops_on_signals = false;
    auto served = serve(loop, keys, std::move(options));
    REQUIRE(served);
    hub = std::move(*served);
  }
  void go_on() {
    while (loop.context().poll() > 0) loop.context().restart();
  }

  native::Loop loop;
  std::unique_ptr<ServedHub> hub;
};

/// Somebody who speaks the protocol by hand.
struct Client {
  explicit Client(Plant& its_plant, const std::string& ticket = "")
      : plant(its_plant), session(&plant.hub->hub().open(end)) {
    ask(R"({"type":"hello","client":"c","ticket":")" + ticket + R"("})");
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { plant.hub->hub().close(*session); }

  std::string ask(const std::string& message) {
    session->receive("[" + message + "]");
    return hear();
  }
  std::string write(int id, const std::string& key, const std::string& payload) {
    return ask(R"({"type":"write","id":)" + std::to_string(id) + R"(,"key":")" + key +
               R"(","payload":)" + payload + R"(,"ts":0})");
  }
  std::string subscribe(const std::string& pattern) {
    return ask(R"({"type":"subscribe","id":)" + std::to_string(++subscriptions) +
               R"(,"patterns":[")" + pattern + R"("]})");
  }
  std::string hear() {
    plant.go_on();
    std::string all;
    while (const buffers::Block frame = session->produce()) all += frame.bytes();
    return all;
  }

  Plant& plant;
  tests::PairEnd end;
  sync::Session* session;
  int subscriptions = 0;
};

TEST_CASE("A hub takes types, buffers and rights from the keys of a contract") {
  Plant plant;
  const auto roof = plant.hub->record<Pump>(pumps_key_2("roof"));
  REQUIRE(roof);
  CHECK(roof->record().buffer() == db::Buffer::ring(600));
  // A key that is whole has its record from the beginning; the contract says which.
  REQUIRE(plant.hub->db().find("pumps") != nullptr);
  CHECK(plant.hub->db().find("pumps")->buffer() == db::Buffer::latest());

  Client client(plant);
  CHECK(has(client.subscribe("#"), R"("patterns":["#"])"));
  REQUIRE(plant.hub->db().set(roof->record(), pump(7)));
  CHECK(has(client.hear(), R"("revolutions":7)"));
  CHECK(has(client.write(1, "pumps.roof", pump(1)), R"("code":"forbidden")"));
  CHECK(has(client.write(2, "orders.pump.roof", R"({"state":"off"})"), R"("type":"ack","id":2)"));
  CHECK(plant.hub->db().find("orders.pump.roof")->buffer().kind == BufferKind::mailbox);
  CHECK(has(client.write(3, "orders.pump.roof", R"({"state":"lost"})"), R"("code":"contract")"));
}

TEST_CASE("The program has records of declared keys with their types, and no others") {
  Plant plant;
  CHECK(plant.hub->record<Pump>("tanks.1").problem() ==
        Problem{"key", "no contract declares the key `tanks.1`", "tanks.1"});
  CHECK(
      plant.hub->record<sensors::Temperature>("pumps.1").problem() ==
      Problem{"key", "the contract declares `pumps.1` with the type acme.signals.Pump", "pumps.1"});
}

TEST_CASE("With users, who has no good ticket has nothing, and nobody more than `access` says") {
  ServeOptions options;
  options.hub.admit = [](std::string_view ticket) -> std::optional<sync::Rights> {
    if (ticket != "ann") return std::nullopt;
    return sync::Rights{"ann", {"pumps.a.#", "orders.#"}, {"#"}};
  };
  Plant plant(std::move(options));
  const Client nobody(plant);
  CHECK(nobody.end.code == sync::Close::unauthorized);

  Client ann(plant, "ann");
  const auto a = plant.hub->record<Pump>("pumps.a");
  const auto b = plant.hub->record<Pump>("pumps.b");
  REQUIRE(plant.hub->db().set(a->record(), pump(1)));
  REQUIRE(plant.hub->db().set(b->record(), pump(2)));
  const std::string heard = ann.subscribe("#");
  CHECK(has(heard, R"("key":"pumps.a")"));
  CHECK(!has(heard, "pumps.b"));
  CHECK(has(ann.subscribe("orders.pump.a"), "forbidden"));
  CHECK(has(ann.write(1, "pumps.a", pump(1)), R"("code":"forbidden")"));
  CHECK(has(ann.write(2, "orders.pump.a", R"({"state":"on"})"), R"("type":"ack")"));
}

TEST_CASE("A hub that stops cancels the program's tasks, and the next one has what was kept") {
  const Folder folder;
  const auto options = [&] {
    ServeOptions kept;
    kept.log.folder = folder.path;
    return kept;
  };
  std::string epoch;
  {
    Plant plant(options());
    epoch = plant.hub->hub().options().epoch;
    const auto roof = plant.hub->record<Pump>("pumps.roof");
    REQUIRE(plant.hub->db().set(roof->record(), pump(7)));
    plant.hub->spawn([](async::Scheduler& loop) -> async::Task<> {
      for (async::Interval ticks = loop.interval(std::chrono::hours(1));;) co_await ticks.next();
    }(plant.loop));
    plant.hub->stop();
    plant.loop.run();
    CHECK(plant.hub->outcome());
  }
  Plant plant(options());
  CHECK(plant.hub->hub().options().epoch == epoch);
  const auto roof = plant.hub->record<Pump>("pumps.roof");
  REQUIRE(roof->get());
  CHECK(roof->get()->revolutions == 7);
  plant.hub->stop();
  plant.loop.run();
}

TEST_CASE("Several contracts are served by one hub") {
  native::Loop loop;
  static constexpr KeyDefinition more[] = {{"sensors.{id}", &Contract<sensors::Temperature>::type,
                                            BufferKind::latest, 0, Access::readwrite}};
  auto served = serve(loop, {keys, more}, {.stops_on_signals = false});
  REQUIRE(served);
  CHECK((*served)->record<Pump>("pumps.1"));
  CHECK((*served)->record<sensors::Temperature>("sensors.1"));
  CHECK((*served)->hub().options().types.size() == 4);
}

TEST_CASE("What cannot be served is a problem, and nothing is left of it") {
  native::Loop loop;
  CHECK(serve(loop, {std::span<const KeyDefinition>()}).problem().code == "empty");
  ServeOptions nowhere;
  nowhere.server.address = "nowhere";
  CHECK(serve(loop, keys, std::move(nowhere)).problem().code == "address");
  loop.run();
}

}  // namespace
}  // namespace tally::server
