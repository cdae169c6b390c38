#include "serve/serve.h"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "serve/records.h"
#include "serve/simulation.h"
#include "tally/async/interval.h"
#include "tally/server/serve.h"

namespace tally::compiler {
namespace {

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

server::ServeOptions options_of(const ServeOptions& given) {
  server::ServeOptions options;
  options.log.folder = given.data;
  options.log.durability = durability_of(given.durability);
  options.hub.bounds = given.bounds;
  options.server.address = given.address;
  options.server.port = given.port;
  options.server.origins = given.origins;
  options.server.files = given.files;
  options.server.certificate = given.certificate;
  options.server.key = given.key;
  options.users.keys = given.users;
  options.users.rules.issuer = given.issuer;
  options.users.rules.audience = given.audience;
  return options;
}

}  // namespace

Result<void, Problem> serve_model(const model::Model& model, const ServeOptions& given,
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

  std::unique_ptr<server::ServedHub> hub;
  server::ServeOptions options = options_of(given);
  options.server.version = [&] {
    return "{\"program\":\"tally\",\"version\":\"" + given.version +
           "\",\"protocol\":\"tally.1.json\",\"epoch\":\"" + hub->hub().options().epoch + "\"}\n";
  };
  auto served = server::serve(loop, {std::span(records.keys())}, std::move(options));
  if (!served) return served.problem();
  hub = std::move(*served);

  std::optional<Simulated> simulated;
  if (given.simulate_ms > 0) {
    simulated.emplace(records.keys(), hub->db());
    if (simulated->keys().empty())
      note("nothing is simulated: no record that clients only read has a `simulate:`");
    hub->spawn(simulate(loop, *simulated, std::chrono::milliseconds(given.simulate_ms)),
               "simulation");
  }
  const std::string host =
      given.address.find(':') == std::string::npos ? given.address : '[' + given.address + ']';
  report.listening((given.certificate.empty() ? "http://" : "https://") + host + ':' +
                   std::to_string(hub->port()));
  loop.run();
  return hub->outcome();
}

}  // namespace tally::compiler
