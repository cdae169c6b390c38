// A hub for the records that contracts declare under `keys:`, in one call.
//
//   native::Loop loop;
//   auto hub = server::serve(loop, acme::plant::keys, {.server = {.port = 8080}});
//   if (!hub) return report(hub.problem().text);
//   auto level = (*hub)->record<acme::plant::Level>(acme::plant::tanks_level_key("1"));
//   loop.run();
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "tally/async/task.h"
#include "tally/db/declared_keys.h"
#include "tally/db/typed.h"
#include "tally/native/loop.h"
#include "tally/server/hub_server.h"
#include "tally/server/log.h"
#include "tally/server/users.h"
#include "tally/sync/hub.h"

namespace tally::server {

/// What its parts are told besides what the keys say.
struct ServeOptions {
  /// Where it listens, and what it serves besides the hub. The log's metrics come before the
  /// program's own.
  HubServerOptions server{};
  /// `record` is what the keys say, `remembered_clients` what the hub's bounds say. Without a
  /// `folder` records end with the program.
  LogOptions log{};
  /// `epoch`, `hub_log`, `record` and `types` are set here. Without `admit` and without `users`
  /// everybody may do what `access` of the keys says; with one of them, what both that and the
  /// rights say, and who has no good ticket nothing.
  sync::HubOptions hub{};
  /// With `keys`, who may do what by tokens: `admit` is not asked. Its `origins` are the server's.
  UserOptions users{};
  /// Whether it stops when the program is asked to end (SIGTERM, SIGINT).
  bool stops_on_signals = true;
};

/// A hub with its records, its log and its sockets. Belongs to one loop, which outlives it.
class ServedHub {
 public:
  ServedHub(const ServedHub&) = delete;
  ServedHub& operator=(const ServedHub&) = delete;
  /// Hangs up, at any moment of the loop but within a function that it calls. After `stop` there is
  /// nothing left to lose.
  ~ServedHub();

  /// The record of a key as the contract declares it, made if there is none yet. O(keys). Problems:
  ///   key   nothing declares it, or not with this type
  ///   or as Db::configure has them
  template <class T>
  [[nodiscard]] Result<db::TypedRecord<T>, Problem> record(std::string_view key) {
    const Result<db::Record&, Problem> made = record(key, Contract<T>::type);
    if (!made) return made.problem();
    return db::TypedRecord<T>(db(), *made);
  }
  /// The same for a type that the program does not know.
  [[nodiscard]] Result<db::Record&, Problem> record(std::string_view key, const ContractType& type);
  /// A task of the program, such as a db::source, which is cancelled when the hub stops. O(tasks).
  void spawn(async::Task<> task, std::string_view name = "task");

  [[nodiscard]] db::Db& db() noexcept;
  [[nodiscard]] sync::Hub& hub() noexcept;
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Cancels the tasks, keeps what there is, answers, and closes connections with 1001. The loop
  /// runs on until that is done. May be called again.
  void stop();
  /// Why it had to stop: the disk has failed. A problem of Log; success before that.
  [[nodiscard]] const Result<void, Problem>& outcome() const noexcept;

 private:
  friend Result<std::unique_ptr<ServedHub>, Problem> serve(native::Loop& loop,
                                                           db::DeclaredKeys keys,
                                                           ServeOptions options);
  struct State;
  explicit ServedHub(std::unique_ptr<State> state) noexcept;

  std::unique_ptr<State> state_;
};

/// Serves the records of keys: those whose keys are whole are made at once, those that the contract
/// leaves open when somebody writes to them or the program asks for them. It listens when this
/// returns, and answers once the loop runs. Problems: `empty` when there are no keys, or one of
/// Users', Log's or HubServer's.
Result<std::unique_ptr<ServedHub>, Problem> serve(native::Loop& loop, db::DeclaredKeys keys,
                                                  ServeOptions options = {});

}  // namespace tally::server
