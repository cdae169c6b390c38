// The dashboard's server: stations, earthquakes and the hub that shows them to browsers.
//
//   dashboard_server --data FEED [--files FOLDER] [--port N]
//
// FEED is a feed of the USGS, FOLDER the page. Serves on 127.0.0.1 until SIGINT or SIGTERM; its
// first line is the address. Exit codes: 0 done, 2 wrong usage, or something that it needs is not
// there.
#include <charconv>
#include <chrono>
#include <cstdint>
#include <deque>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "declared.h"
#include "shelter.h"
#include "tally/async/tasks.h"
#include "tally/server/hub_server.h"
#include "week.h"

namespace dashboard {
namespace {

using namespace tally;
namespace quakes = climate::quakes;
namespace weather = climate::weather;

constexpr std::string_view usage =
    "usage: dashboard_server --data FEED [--files FOLDER] [--port N]\n";

struct Options {
  std::string data;
  std::string files;
  std::uint16_t port = 8080;
};

std::optional<Options> read_options(std::span<const std::string_view> arguments) {
  Options options;
  if (arguments.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    const std::string_view value = arguments[i + 1];
    if (name == "--data") {
      options.data = value;
    } else if (name == "--files") {
      options.files = value;
    } else if (name == "--port") {
      const char* end = value.data() + value.size();
      const auto [stop, error] = std::from_chars(value.data(), end, options.port);
      if (error != std::errc{} || stop != end) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  if (options.data.empty()) return std::nullopt;
  return options;
}

Timestamp now(const async::Scheduler& loop) {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(loop.wall_now());
  return {std::chrono::nanoseconds(time.time_since_epoch()).count()};
}

/// Everybody may read everything, and set the setpoints that are for everybody.
sync::Rights rights_of_everybody() {
  sync::Rights rights{{}, {"#"}, {}};
  for (const Site& site : sites()) {
    if (site.access == weather::Access::everybody)
      rights.write.push_back(weather::setpoints_key(site.id));
  }
  return rights;
}

std::vector<const ContractType*> types_of_records() {
  std::vector<const ContractType*> types;
  for (const KeyDefinition& key : weather::keys) types.push_back(key.type);
  for (const KeyDefinition& key : quakes::keys) types.push_back(key.type);
  return types;
}

/// All records, and what makes their values.
class World {
 public:
  World(db::Db& db, const Week& week, std::uint64_t run)
      : db_(db),
        week_(week),
        started_(now(db.loop())),
        health_(declared<weather::Health>(db, weather::keys, weather::health_key())),
        quakes_(declared<quakes::Quake>(db, quakes::keys, quakes::quakes_key())),
        tremors_(declared<quakes::Tremor>(db, quakes::keys, quakes::seismograph_key("conrad"))),
        seismograph_(quakes_, run),
        tasks_(db.loop()) {
    for (const Site& site : sites()) shelters_.emplace_back(db, site, ++run);
  }

  /// Goes on until `stop`. The hub lasts longer.
  void start(const sync::Hub& hub) {
    tasks_.spawn(measure(), "stations");
    tasks_.spawn(replay(quakes_, week_), "quakes");
    tasks_.spawn(db::source(tremors_, Seismograph::period, [this] { return seismograph_.swing(); }),
                 "seismograph");
    tasks_.spawn(db::source(health_, std::chrono::seconds(1), [this, &hub] { return health(hub); }),
                 "health");
  }
  void stop() { tasks_.end(); }

 private:
  async::Task<> measure() {
    constexpr auto step = std::chrono::milliseconds(Shelter::step_ms);
    for (async::Interval ticks = db_.loop().interval(step);;) {
      co_await ticks.next();
      for (Shelter& shelter : shelters_) readings_ += shelter.step() ? 1 : 0;
    }
  }

  weather::Health health(const sync::Hub& hub) const {
    const sync::HubStats& stats = hub.stats();
    std::uint64_t refused = 0;
    for (const auto& [code, count] : stats.refused) refused += count;
    return {.started = started_,
            .clients = static_cast<std::uint32_t>(stats.sessions),
            .readings = readings_,
            .writes = static_cast<std::int64_t>(stats.writes),
            .refused = static_cast<std::int64_t>(refused)};
  }

  db::Db& db_;
  const Week& week_;
  Timestamp started_;
  db::TypedRecord<weather::Health> health_;
  db::TypedRecord<quakes::Quake> quakes_;
  db::TypedRecord<quakes::Tremor> tremors_;
  Seismograph seismograph_;
  std::deque<Shelter> shelters_;
  std::int64_t readings_ = 0;
  async::Tasks tasks_;
};

int fail(std::string_view message) {
  std::cerr << "dashboard_server: " << message << '\n';
  return 2;
}

int serve(const Options& options) {
  const Result<Week, Problem> week = read_week(options.data);
  if (!week) return fail(week.problem().text);

  native::Loop loop;
  db::Db db(loop);
  const auto run = static_cast<std::uint64_t>(now(loop).nanoseconds);
  World world(db, *week, run);

  sync::HubOptions hub_options;
  hub_options.epoch = std::to_string(run);  // values live as long as this program
  hub_options.types = types_of_records();
  hub_options.admit = [](std::string_view) { return rights_of_everybody(); };
  sync::Hub hub(db, std::move(hub_options));

  server::HubServerOptions server_options;
  server_options.port = options.port;
  server_options.files = options.files;
  auto server = server::HubServer::start(loop, hub, std::move(server_options));
  if (!server) return fail(server.problem().text);

  world.start(hub);
  const server::Signals signals = server::stop_on_signals(loop, [&] {
    world.stop();
    server->shut_down();
  });
  std::cout << "http://127.0.0.1:" << server->port() << std::endl;
  loop.run();
  return 0;
}

int run(std::span<const std::string_view> arguments) {
  if (const auto options = read_options(arguments)) return serve(*options);
  std::cerr << usage;
  return 2;
}

}  // namespace
}  // namespace dashboard

int main(int count, char** values) {
  const std::vector<std::string_view> arguments(values + 1, values + count);
  return dashboard::run(arguments);
}
