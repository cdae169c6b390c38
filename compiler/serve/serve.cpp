#include "serve/serve.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>

#include "serve/records.h"
#include "serve/simulation.h"
#include "tally/async/interval.h"
#include "tally/async/tasks.h"
#include "tally/server/hub_server.h"
#include "tally/server/log.h"
#include "tally/sync/hub.h"

namespace tally::compiler {
namespace {

/// Of a history that nobody has seen before.
std::string new_epoch() {
  std::random_device device;
  char text[17];
  std::snprintf(text, sizeof text, "%08x%08x", device(), device());
  return text;
}

/// Until the loop's tasks are asked to stop.
async::Task<> simulate(async::Scheduler& loop, Simulated& simulated, async::Duration period) {
  simulated.step();
  for (async::Interval ticks = loop.interval(period);;) {
    co_await ticks.next();
    simulated.step();
  }
}

constexpr std::pair<std::string_view, wire::Durability> durabilities[] = {
    {"memory", wire::Durability::memory},
    {"written", wire::Durability::written},
    {"synced", wire::Durability::synced},
};

wire::Durability durability_of(std::string_view name) {
  for (const auto& [known, durability] : durabilities) {
    if (known == name) return durability;
  }
  return wire::Durability::synced;
}

server::LogOptions log_options(const ServedRecords& records, const ServeOptions& options) {
  server::LogOptions log;
  log.folder = options.data;
  log.durability = durability_of(options.durability);
  log.record = [&](std::string_view key) { return records.declared(key); };
  // The log has no more of them than the hub takes.
  log.remembered_clients = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(options.bounds.remembered_clients, UINT32_MAX));
  return log;
}

void make_records(const ServedRecords& records, db::Db& db) {
  for (const ServedKey& key : records.keys()) {
    if (db::names_one(key.pattern)) db.configure(key.pattern, *key.type, key.buffer);
  }
}

}  // namespace

Result<void, Problem> serve_model(const model::Model& model, const ServeOptions& options,
                                  ServeReport report) {
  const ServedRecords records(model);
  if (records.keys().empty())
    return Problem{
        "empty",
        "no contract says under `keys:` which records there are, so there is nothing to serve",
        {}};
  server::allow_many_connections();

  native::LoopOptions loop_options;
  loop_options.log = std::move(report.log);
  native::Loop loop(std::move(loop_options));
  const auto note = [&](std::string_view text) { loop.log({async::LogLevel::info, text, {}}); };
  if (records.lack_natives()) note("native rules are left out: they need compiled code");
  db::Db db(loop);
  Result<void, Problem> outcome;
  async::Function<void()> stop;
  std::unique_ptr<server::Log> log;
  if (!options.data.empty()) {
    server::LogOptions kept = log_options(records, options);
    kept.failed = [&](const Problem& problem) {
      outcome = problem;
      stop();
    };
    auto opened = server::Log::open(loop, db, std::move(kept));
    if (!opened) return opened.problem();
    log = std::move(*opened);
  }
  make_records(records, db);
  std::optional<Simulated> simulated;
  if (options.simulate_ms > 0) simulated.emplace(records, db);

  sync::HubOptions hub_options;
  hub_options.bounds = options.bounds;
  hub_options.epoch = log ? log->epoch() : new_epoch();
  hub_options.hub_log = log.get();
  hub_options.types = records.types();
  hub_options.admit = [&](std::string_view) { return records.rights(); };
  hub_options.record = [&](std::string_view key) { return records.declared(key); };
  sync::Hub hub(db, std::move(hub_options));

  server::HubServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.origins = options.origins;
  server_options.files = options.files;
  server_options.certificate = options.certificate;
  server_options.key = options.key;
  if (log) server_options.metrics = [&] { return log->metrics(); };
  server_options.version = [&] {
    return "{\"program\":\"tally\",\"version\":\"" + options.version +
           "\",\"protocol\":\"tally.1.json\",\"epoch\":\"" + hub.options().epoch + "\"}\n";
  };
  auto server = server::HubServer::start(loop, hub, std::move(server_options));
  if (!server) return server.problem();

  async::Tasks tasks(loop);
  async::Join<void> simulation;
  if (simulated) {
    if (simulated->keys().empty())
      note("nothing is simulated: no record that clients only read has a `simulate:`");
    simulation = tasks.spawn(
        simulate(loop, *simulated, std::chrono::milliseconds(options.simulate_ms)), "simulation");
  }
  stop = [&] {
    simulation.cancel();
    tasks.spawn(
        [&]() -> async::Task<> {
          if (log) co_await log->close();
          server->shut_down();
        },
        "shutting down");
  };
  const server::Signals signals = server::stop_on_signals(loop, [&] { stop(); });
  if (log) log->start(hub);
  const std::string host = options.address.find(':') == std::string::npos
                               ? options.address
                               : '[' + options.address + ']';
  report.listening((options.certificate.empty() ? "http://" : "https://") + host + ':' +
                   std::to_string(server->port()));
  loop.run();
  return outcome;
}

}  // namespace tally::compiler
