// Who may do what, by tokens that somebody else gives out (token.h). The hub keeps no accounts.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/log.h"
#include "tally/async/task.h"
#include "tally/engine/result.h"
#include "tally/native/loop.h"
#include "tally/server/pages.h"
#include "tally/server/token.h"
#include "tally/sync/rights.h"

namespace tally::server {

struct UserOptions {
  /// A file of keys that tokens are signed with, 64 KiB at most (TokenKeys::read). Nobody is a user
  /// when empty.
  std::filesystem::path keys;
  TokenRules rules{};
  /// The file is looked at so often, and read again when it has changed. While it is not there, or
  /// there are no keys in it, those that were there last are good.
  async::Duration look = std::chrono::seconds(1);
  /// Of a ticket that a token was given for.
  async::Duration ticket_life = std::chrono::seconds(60);
  /// Tickets that nobody has used yet, in all and of one user.
  std::uint32_t tickets = 10'000;
  std::uint32_t tickets_of_user = 100;
  /// Origins whose pages may ask for tickets, besides those of this server.
  std::vector<std::string> origins{};
  /// Is told which tokens were refused, by the reason alone, and that keys were read again. Without
  /// it: the loop's log.
  async::LogSink log{};
};

/// The rights of who brings a token, or a ticket that was given for one:
///
///   {"sub": "ann", "exp": 1767225600, "tally": {"read": ["tanks.#"], "write":
///   ["tanks.+.setpoint"]}}
///
/// A ticket is good once and for a minute, and for as long as its token:
///
///   POST /ticket, Authorization: Bearer TOKEN   200 {"ticket": "...", "expires_in": 60}
class Users {
 public:
  /// Problems: `users`, when there are no keys in the file. The loop outlives it.
  static Result<std::unique_ptr<Users>, Problem> open(native::Loop& loop, UserOptions options);
  Users(const Users&) = delete;
  Users& operator=(const Users&) = delete;

  /// Nothing for a ticket that is not good. O(keys) signatures at most.
  [[nodiscard]] std::optional<sync::Rights> admit(std::string_view ticket);
  /// The answer to a request for a ticket; nothing for other requests.
  [[nodiscard]] std::optional<Page> page(const PageRequest& request);
  /// Looks at the file until it is cancelled.
  async::Task<> watch();

 private:
  struct Ticket {
    sync::Rights rights;
    async::Instant until;
  };

  Users(native::Loop& loop, UserOptions options);
  Result<void, Problem> take_keys(std::string text);
  Result<sync::Rights, Problem> rights_of(std::string_view token);
  Page ticket_for(std::string_view authorization);
  /// The ticket leaves; nothing when there is none.
  std::optional<sync::Rights> take(std::string_view ticket);
  void drop_expired();

  native::Loop& loop_;
  UserOptions options_;
  async::LogLimiter log_;
  std::string text_;  // of the file
  std::optional<TokenKeys> keys_;
  std::map<std::string, Ticket, std::less<>> tickets_;
  std::deque<std::pair<async::Instant, std::string>>
      expiring_;                                 // all that were given, the oldest first
  std::map<std::string, std::uint32_t> unused_;  // by user
};

}  // namespace tally::server
