#include "tally/server/serve.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tally/async/tasks.h"
#include "tally/db/key.h"
#include "tally/sync/rights.h"

namespace tally::server {
/// What is made last goes first.
struct ServedHub::State {
  State(native::Loop& its_loop, db::DeclaredKeys its_keys)
      : keys(std::move(its_keys)),
        access(sync::access_of(keys)),
        db(its_loop),
        stopping(its_loop) {}

  db::DeclaredKeys keys;
  sync::Rights access;
  std::unique_ptr<Users> users;
  db::Db db;
  std::unique_ptr<Log> log;
  std::optional<sync::Hub> hub;
  std::optional<HubServer> server;
  std::optional<Signals> signals;
  std::vector<async::Join<void>> spawned;
  Result<void, Problem> outcome;
  bool stopped = false;
  async::Tasks stopping;

  Result<void, Problem> open_users(native::Loop& loop, ServeOptions& options);
  Result<void, Problem> open_log(native::Loop& loop, LogOptions options, std::uint64_t clients);
  void make_records();
  void make_hub(sync::HubOptions options);
  Result<void, Problem> listen(native::Loop& loop, HubServerOptions options);
  void stop();
};

Result<void, Problem> ServedHub::State::open_users(native::Loop& loop, ServeOptions& options) {
  if (options.users.keys.empty()) return {};
  options.users.origins = options.server.origins;
  auto opened = Users::open(loop, std::move(options.users));
  if (!opened) return opened.problem();
  users = std::move(*opened);
  options.hub.admit = [this](std::string_view ticket) { return users->admit(ticket); };
  options.server.pages = [this, more = std::move(options.server.pages)](
                             const PageRequest& request) -> std::optional<Page> {
    if (std::optional<Page> page = users->page(request)) return page;
    return more ? more(request) : std::nullopt;
  };
  return {};
}

Result<void, Problem> ServedHub::State::open_log(native::Loop& loop, LogOptions options,
                                                 std::uint64_t clients) {
  if (options.folder.empty()) return {};
  options.record = [this](std::string_view key) { return keys.of(key); };
  // The log has no more of them than the hub takes.
  options.remembered_clients =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(clients, UINT32_MAX));
  options.failed = [this, tell = std::move(options.failed)](const Problem& problem) {
    outcome = problem;
    if (tell) tell(problem);
    stop();
  };
  auto opened = Log::open(loop, db, std::move(options));
  if (!opened) return opened.problem();
  log = std::move(*opened);
  return {};
}

void ServedHub::State::make_records() {
  for (const db::DeclaredKey& key : keys) {
    if (db::names_one(key.pattern)) db.configure(key.pattern, *key.type, key.buffer);
  }
}

void ServedHub::State::make_hub(sync::HubOptions options) {
  options.epoch = log ? log->epoch() : new_epoch();
  options.hub_log = log.get();
  options.types = keys.types();
  options.record = [this](std::string_view key) { return keys.of(key); };
  options.admit = [this, admit = std::move(options.admit)](
                      std::string_view ticket) -> std::optional<sync::Rights> {
    if (!admit) return access;
    const std::optional<sync::Rights> rights = admit(ticket);
    return rights ? std::optional(rights->within(access)) : std::nullopt;
  };
  hub.emplace(db, std::move(options));
}

Result<void, Problem> ServedHub::State::listen(native::Loop& loop, HubServerOptions options) {
  if (log)
    options.metrics = [this, more = std::move(options.metrics)] {
      return more ? log->metrics() + more() : log->metrics();
    };
  auto started = HubServer::start(loop, *hub, std::move(options));
  if (!started) return started.problem();
  server.emplace(std::move(*started));
  if (log) log->start(*hub);
  return {};
}

void ServedHub::State::stop() {
  if (std::exchange(stopped, true)) return;
  for (async::Join<void>& task : spawned) task.cancel();
  stopping.spawn(
      [this]() -> async::Task<> {
        if (log) co_await log->close();
        server->shut_down();
      },
      "shutting down");
}

Result<std::unique_ptr<ServedHub>, Problem> serve(native::Loop& loop, db::DeclaredKeys keys,
                                                  ServeOptions options) {
  if (keys.empty()) return Problem{"empty", "there are no keys, so there is nothing to serve", {}};
  auto state = std::make_unique<ServedHub::State>(loop, std::move(keys));
  ServedHub::State& made = *state;
  if (auto opened = made.open_users(loop, options); !opened) return opened.problem();
  const std::uint64_t clients = options.hub.bounds.remembered_clients;
  if (auto opened = made.open_log(loop, std::move(options.log), clients); !opened)
    return opened.problem();
  made.make_records();
  made.make_hub(std::move(options.hub));
  if (auto listening = made.listen(loop, std::move(options.server)); !listening)
    return listening.problem();
  if (options.stops_on_signals)
    made.signals.emplace(stop_on_signals(loop, [&made] { made.stop(); }));
  std::unique_ptr<ServedHub> served(new ServedHub(std::move(state)));
  if (made.users) served->spawn(made.users->watch(), "keys of users");
  return served;
}

ServedHub::ServedHub(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
ServedHub::~ServedHub() = default;

Result<db::Record&, Problem> ServedHub::record(std::string_view key, const ContractType& type) {
  const db::Declared declared = state_->keys.of(key);
  if (declared.type != &type)
    return Problem{"key",
                   declared.type == nullptr
                       ? "no contract declares the key `" + std::string(key) + '`'
                       : "the contract declares `" + std::string(key) + "` with the type " +
                             std::string(declared.type->name),
                   std::string(key)};
  return state_->db.configure(key, type, declared.buffer);
}

void ServedHub::spawn(async::Task<> task, std::string_view name) {
  std::vector<async::Join<void>>& spawned = state_->spawned;
  std::erase_if(spawned, [](const async::Join<void>& each) { return each.ended(); });
  spawned.push_back(state_->db.spawn(std::move(task), name));
  if (state_->stopped) spawned.back().cancel();
}

db::Db& ServedHub::db() noexcept {
  return state_->db;
}
sync::Hub& ServedHub::hub() noexcept {
  return *state_->hub;
}
std::uint16_t ServedHub::port() const noexcept {
  return state_->server->port();
}
void ServedHub::stop() {
  state_->stop();
}
const Result<void, Problem>& ServedHub::outcome() const noexcept {
  return state_->outcome;
}

}  // namespace tally::server
