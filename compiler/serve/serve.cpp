#include "serve/serve.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "serve/records.h"
#include "serve/simulation.h"
#include "tally/async/interval.h"
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

server::Opened open_log(native::Loop& loop, db::Db& db, const ServedRecords& records,
                        const ServeOptions& options, const ServeReport& report,
                        std::function<void(const std::string&)> failed) {
  server::LogOptions log_options;
  log_options.folder = options.data;
  log_options.durability = durability_of(options.durability);
  log_options.record = [&](std::string_view key) { return records.declared(key); };
  // The log has no more of them than the hub takes.
  log_options.remembered_clients = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(options.bounds.remembered_clients, UINT32_MAX));
  log_options.failed = std::move(failed);
  log_options.note = report.note;
  return server::Log::open(loop, db, std::move(log_options));
}

void make_records(const ServedRecords& records, db::Db& db) {
  for (const ServedKey& key : records.keys()) {
    if (db::names_one(key.pattern)) db.configure(key.pattern, *key.type, key.buffer);
  }
}

}  // namespace

std::optional<std::string> serve_model(const model::Model& model, const ServeOptions& options,
                                       const ServeReport& report) {
  const ServedRecords records(model);
  if (records.keys().empty())
    return "no contract says under `keys:` which records there are, so there is nothing to serve";
  if (records.lack_natives()) report.note("native rules are left out: they need compiled code");
  server::allow_many_connections();

  native::Loop loop;
  db::Db db(loop);
  std::optional<std::string> given_up;
  std::function<void()> stop;
  std::optional<server::Opened> log;
  if (!options.data.empty()) {
    log = open_log(loop, db, records, options, report, [&](const std::string& problem) {
      given_up = problem;
      stop();
    });
    if (!*log) return log->problem();
    for (const std::string& line : (*log)->notes()) report.note(line);
  }
  make_records(records, db);
  std::optional<Simulated> simulated;
  if (options.simulate_ms > 0) simulated.emplace(records, db);

  sync::HubOptions hub_options;
  hub_options.bounds = options.bounds;
  hub_options.epoch = log ? (*log)->epoch() : new_epoch();
  hub_options.journal = log ? &**log : nullptr;
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
  if (log) server_options.metrics = [&] { return (*log)->metrics(); };
  server_options.version = [&] {
    return "{\"program\":\"tally\",\"version\":\"" + options.version +
           "\",\"protocol\":\"tally.1.json\",\"epoch\":\"" + hub.options().epoch + "\"}\n";
  };
  const server::Started server = server::HubServer::start(loop, hub, std::move(server_options));
  if (!server) return server.problem();

  async::Join<void> simulation;
  if (simulated) {
    if (simulated->keys().empty())
      report.note("nothing is simulated: no record that clients only read has a `simulate:`");
    simulation = loop.spawn(
        simulate(loop, *simulated, std::chrono::milliseconds(options.simulate_ms)), "simulation");
  }
  stop = [&] {
    simulation.cancel();
    loop.spawn(
        [&]() -> async::Task<> {
          if (log) co_await (*log)->close();
          server->shut_down();
        },
        "shutting down");
  };
  server::stop_on_signals(loop, stop);
  if (log) (*log)->start(hub);
  const std::string host = options.address.find(':') == std::string::npos
                               ? options.address
                               : '[' + options.address + ']';
  report.listening((options.certificate.empty() ? "http://" : "https://") + host + ':' +
                   std::to_string(server->port()));
  loop.run();
  return given_up;
}

}  // namespace tally::compiler
