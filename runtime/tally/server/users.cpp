#include "tally/server/users.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <system_error>
#include <utility>

#include "tally/async/interval.h"
#include "tally/db/key.h"
#include "tally/engine/values/base64.h"
#include "tally/server/file.h"
#include "tally/server/request.h"

namespace tally::server {
namespace {

constexpr std::size_t ticket_bytes = 32;

/// What the file has; nothing when it is not there.
std::optional<std::string> text_of(const std::filesystem::path& path) {
  // Secrets are often mounted as links.
  std::error_code absent;
  const std::filesystem::path real = std::filesystem::canonical(path, absent);
  const std::shared_ptr<const File> file = absent ? nullptr : File::open(real);
  if (!file) return std::nullopt;
  // One byte more than there may be tells that there are too many.
  std::string text(std::min<std::uint64_t>(file->size(), max_token_keys_size + 1), '\0');
  text.resize(file->read(0, text.data(), text.size()));
  return text;
}

/// One that nobody guesses; empty when the system gives no randomness.
std::string new_ticket() {
  std::array<std::byte, ticket_bytes> bytes;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), ticket_bytes) != 1) return {};
  std::string text(max_encoded_size(ticket_bytes), '\0');
  const char* end = encode_base64(text.data(), bytes.data(), bytes.size(), Base64::url);
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

/// The token of `Authorization: Bearer TOKEN` (RFC 6750, 2.1).
std::string_view bearer_of(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer";
  const std::size_t blank = std::min(authorization.find(' '), authorization.size());
  if (!same_text(authorization.substr(0, blank), scheme)) return {};
  authorization.remove_prefix(blank);
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

Page refusal(std::uint32_t status, std::string text,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {status, "text/plain; charset=utf-8", std::move(text) + '\n', std::move(headers)};
}

/// How long something lasts from now on that ends at a time of day.
async::Duration remaining(double until, async::WallTime now) {
  const std::chrono::duration<double> left =
      std::chrono::duration<double>(until) - now.time_since_epoch();
  constexpr double most = 1e9;  // seconds: further away than programs run
  return std::chrono::duration_cast<async::Duration>(
      std::chrono::duration<double>(std::clamp(left.count(), 0.0, most)));
}

}  // namespace

Users::Users(native::Loop& loop, UserOptions options)
    : loop_(loop), options_(std::move(options)), log_(loop, std::move(options_.log)) {}

// ---- Keys ----

Result<std::unique_ptr<Users>, Problem> Users::open(native::Loop& loop, UserOptions options) {
  std::unique_ptr<Users> users(new Users(loop, std::move(options)));
  const std::string place = users->options_.keys.string();
  std::optional<std::string> text = text_of(users->options_.keys);
  if (!text) return Problem{"users", "cannot read the keys `" + place + '`', place};
  if (auto taken = users->take_keys(std::move(*text)); !taken)
    return Problem{"users", "cannot use the keys `" + place + "`: " + taken.problem().text, place};
  return users;
}

Result<void, Problem> Users::take_keys(std::string text) {
  text_ = std::move(text);
  Result<TokenKeys, Problem> keys = TokenKeys::read(text_);
  if (!keys) return keys.problem();
  keys_ = std::move(*keys);
  return {};
}

async::Task<> Users::watch() {
  for (async::Interval ticks = loop_.interval(options_.look);;) {
    co_await ticks.next();
    auto read = [path = options_.keys] { return text_of(path); };
    std::optional<std::string> text = co_await loop_.run_blocking(std::move(read));
    if (!text || *text == text_) continue;
    const Result<void, Problem> taken = take_keys(std::move(*text));
    const std::string file = options_.keys.string();
    const std::string why = taken ? std::string() : taken.problem().text;
    const async::LogField fields[] = {{"file", file}, {"reason", why}};
    if (taken)
      log_.write({async::LogLevel::info, "the keys of tokens have changed", {fields, 1}});
    else
      log_.write({async::LogLevel::warning, "the keys of tokens stay as they were", fields});
  }
}

// ---- Rights ----

Result<sync::Rights, Problem> Users::rights_of(std::string_view token) {
  const async::WallTime now = loop_.wall_now();
  Result<token::Claims, Problem> claims = keys_->verify(token, options_.rules, now);
  if (!claims) return claims.problem();
  for (const token::Patterns* patterns : {&claims->grants.read, &claims->grants.write}) {
    if (!std::all_of(patterns->begin(), patterns->end(),
                     [](const std::string& each) { return db::is_pattern(each); }))
      return Problem{"claims", "what the token grants is no pattern of keys", {}};
  }
  const auto leeway = std::chrono::duration<double>(options_.rules.leeway).count();
  return sync::Rights{std::move(claims->sub), std::move(claims->grants.read),
                      std::move(claims->grants.write),
                      async::later(loop_.now(), remaining(claims->exp + leeway, now))};
}

std::optional<sync::Rights> Users::admit(std::string_view ticket) {
  if (std::optional<sync::Rights> rights = take(ticket)) return rights;
  Result<sync::Rights, Problem> rights = rights_of(ticket);
  if (rights) return std::move(*rights);
  const async::LogField fields[] = {{"reason", rights.problem().code}};
  log_.say(async::LogLevel::warning, "a token was refused", fields);
  return std::nullopt;
}

// ---- Tickets ----

void Users::drop_expired() {
  while (!expiring_.empty() && expiring_.front().first <= loop_.now()) {
    take(expiring_.front().second);
    expiring_.pop_front();
  }
}

std::optional<sync::Rights> Users::take(std::string_view ticket) {
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return std::nullopt;
  Ticket taken = std::move(found->second);
  tickets_.erase(found);
  const auto unused = unused_.find(taken.rights.identity);
  if (--unused->second == 0) unused_.erase(unused);
  const bool good = loop_.now() < std::min(taken.until, taken.rights.until);
  return good ? std::optional(std::move(taken.rights)) : std::nullopt;
}

Page Users::ticket_for(std::string_view authorization) {
  const std::string_view token = bearer_of(authorization);
  if (token.empty())
    return refusal(401, "Authorization: Bearer TOKEN", {{"WWW-Authenticate", "Bearer"}});
  Result<sync::Rights, Problem> rights = rights_of(token);
  if (!rights)
    return refusal(401, rights.problem().text,
                   {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}});
  drop_expired();
  // What was used stays among those that expire, and is bounded with them.
  if (expiring_.size() >= options_.tickets)
    return refusal(503, "too many tickets", {{"Retry-After", "60"}});
  const std::string ticket = new_ticket();
  if (ticket.empty()) return refusal(503, "no randomness");
  std::uint32_t& unused = unused_[rights->identity];
  if (unused >= options_.tickets_of_user)
    return refusal(429, "too many tickets that are not used", {{"Retry-After", "60"}});
  ++unused;
  const async::Instant until = async::later(loop_.now(), options_.ticket_life);
  tickets_.emplace(ticket, Ticket{std::move(*rights), until});
  expiring_.emplace_back(until, ticket);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.ticket_life);
  return {
      200, "application/json",
      R"({"ticket":")" + ticket + R"(","expires_in":)" + std::to_string(seconds.count()) + "}\n"};
}

std::optional<Page> Users::page(const PageRequest& request) {
  if (request.path != "/ticket") return std::nullopt;
  Page page;
  if (request.method == "POST") {
    page = ticket_for(request.authorization);
  } else if (request.method == "OPTIONS") {
    page = {204, "text/plain", {}, {{"Allow", "POST, OPTIONS"}}};
  } else {
    page = refusal(405, "Only POST.", {{"Allow", "POST, OPTIONS"}});
  }
  // Of pages of other origins browsers ask first (Fetch, CORS preflight).
  const auto& origins = options_.origins;
  if (std::find(origins.begin(), origins.end(), request.origin) != origins.end()) {
    page.headers.emplace_back("Access-Control-Allow-Origin", request.origin);
    page.headers.emplace_back("Access-Control-Allow-Methods", "POST");
    page.headers.emplace_back("Access-Control-Allow-Headers", "Authorization");
    page.headers.emplace_back("Access-Control-Max-Age", "600");
  }
  page.headers.emplace_back("Vary", "Origin");
  return page;
}

}  // namespace tally::server
