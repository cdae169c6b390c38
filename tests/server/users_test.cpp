#include "tally/server/users.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "server/signing.h"

namespace tally::server {
namespace {

using namespace std::chrono_literals;
using tests::token_of;

constexpr std::string_view first_secret = "a secret of more than 32 bytes, the first";
constexpr std::string_view second_secret = "a secret of more than 32 bytes, the second";

/// Until the year 2100.
std::string claims_of(std::string_view name, std::string_view grants = R"({"read":["a.#"]})") {
  return R"({"sub":")" + std::string(name) + R"(","exp":4102444800,"tally":)" +
         std::string(grants) + '}';
}

/// Users whose keys are in a file that is gone with them.
struct Gate {
  explicit Gate(UserOptions options = {}) {
    std::string name = (std::filesystem::temp_directory_path() / "tally-users-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    put(first_secret);
    options.keys = folder / "keys";
    options.log = [this](const async::LogLine& line) { lines.push_back(to_text(line)); };
    auto opened = Users::open(loop, std::move(options));
    REQUIRE(opened);
    users = std::move(*opened);
  }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  ~Gate() { std::filesystem::remove_all(folder); }

  void put(std::string_view keys) const {
    std::ofstream(folder / "new", std::ios::binary) << keys;
    std::filesystem::rename(folder / "new", folder / "keys");
  }
  [[nodiscard]] Page ask(std::string_view token, std::string_view method = "POST",
                         std::string_view origin = {}) const {
    const std::string authorization =
        token.empty() ? std::string() : "Bearer " + std::string(token);
    PageRequest request{};
    request.method = method;
    request.path = "/ticket";
    request.authorization = authorization;
    request.origin = origin;
    return *users->page(request);
  }
  /// The ticket that a token is given for; empty when it is refused.
  [[nodiscard]] std::string ticket_for(std::string_view token) const {
    const std::string body = ask(token).body;
    constexpr std::string_view begin = R"({"ticket":")";
    if (!body.starts_with(begin)) return {};
    return body.substr(begin.size(), body.find('"', begin.size()) - begin.size());
  }

  native::Loop loop;
  std::filesystem::path folder;
  std::vector<std::string> lines;
  std::unique_ptr<Users> users;
};

std::string header(const Page& page, std::string_view name) {
  for (const auto& [key, value] : page.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_CASE("A token gives the rights that it says, and nothing else does") {
  Gate gate;
  const auto rights = gate.users->admit(
      token_of(claims_of("ann", R"({"read":["a.#","b.+"],"write":["a.c"]})"), first_secret));
  REQUIRE(rights);
  CHECK(rights->identity == "ann");
  CHECK(rights->read == std::vector<std::string>{"a.#", "b.+"});
  CHECK(rights->write == std::vector<std::string>{"a.c"});
  CHECK(rights->until > gate.loop.now() + std::chrono::hours(24));

  CHECK(!gate.users->admit(""));
  CHECK(!gate.users->admit("ticket"));
  CHECK(!gate.users->admit(token_of(claims_of("ann"), second_secret)));
  CHECK(!gate.users->admit(token_of(claims_of("ann", R"({"read":["a.#.b"]})"), first_secret)));
  CHECK(gate.lines == std::vector<std::string>{"warning: a token was refused reason=syntax",
                                               "warning: a token was refused reason=syntax",
                                               "warning: a token was refused reason=signature",
                                               "warning: a token was refused reason=claims"});
}

TEST_CASE("A ticket is good once, and ends with its token") {
  Gate gate;
  const std::string token = token_of(claims_of("ann"), first_secret);
  const std::string ticket = gate.ticket_for(token);
  REQUIRE(ticket.size() == 43);
  CHECK(gate.ticket_for(token) != ticket);
  const auto rights = gate.users->admit(ticket);
  REQUIRE(rights);
  CHECK(rights->identity == "ann");
  CHECK(rights->read == std::vector<std::string>{"a.#"});
  CHECK(!gate.users->admit(ticket));
  CHECK(gate.users->admit(token));

  UserOptions brief;
  brief.ticket_life = 0s;
  Gate late(std::move(brief));
  CHECK(!late.users->admit(late.ticket_for(token)));
}

TEST_CASE("Tickets are given for tokens alone") {
  Gate gate;
  const Page nothing = gate.ask("");
  CHECK(nothing.status == 401);
  CHECK(header(nothing, "WWW-Authenticate") == "Bearer");
  const Page forged = gate.ask(token_of(claims_of("ann"), second_secret));
  CHECK(forged.status == 401);
  CHECK(header(forged, "WWW-Authenticate") == "Bearer error=\"invalid_token\"");
  CHECK(forged.body == "the signature of the token is wrong\n");
  const std::string token = token_of(claims_of("ann"), first_secret);
  CHECK(gate.ask(gate.ticket_for(token)).status == 401);
  CHECK(gate.ask(token, "GET").status == 405);
  CHECK(header(gate.ask(token, "GET"), "Allow") == "POST, OPTIONS");
  PageRequest elsewhere{};
  elsewhere.path = "/tickets";
  CHECK(!gate.users->page(elsewhere));
}

TEST_CASE("Tickets that nobody uses are bounded, of each user and in all") {
  UserOptions options;
  options.tickets = 5;
  options.tickets_of_user = 2;
  Gate gate(std::move(options));
  const std::string ann = token_of(claims_of("ann"), first_secret);
  const std::string bob = token_of(claims_of("bob"), first_secret);
  const std::string ticket = gate.ticket_for(ann);
  CHECK(gate.ask(ann).status == 200);
  CHECK(gate.ask(ann).status == 429);
  CHECK(gate.users->admit(ticket));
  CHECK(gate.ask(ann).status == 200);
  CHECK(gate.ask(bob).status == 200);
  CHECK(gate.ask(bob).status == 200);
  CHECK(gate.ask(token_of(claims_of("eve"), first_secret)).status == 503);

  UserOptions brief;
  brief.tickets = 1;
  brief.ticket_life = 0s;
  Gate renewed(std::move(brief));
  CHECK(renewed.ask(ann).status == 200);
  CHECK(renewed.ask(ann).status == 200);  // the first one has expired
}

TEST_CASE("Pages of the origins that may connect may ask for tickets") {
  UserOptions options;
  options.origins = {"https://shop.example"};
  Gate gate(std::move(options));
  const Page first = gate.ask("", "OPTIONS", "https://shop.example");
  CHECK(first.status == 204);
  CHECK(header(first, "Access-Control-Allow-Origin") == "https://shop.example");
  CHECK(header(first, "Access-Control-Allow-Headers") == "Authorization");
  const std::string token = token_of(claims_of("ann"), first_secret);
  CHECK(header(gate.ask(token, "POST", "https://shop.example"), "Access-Control-Allow-Origin") ==
        "https://shop.example");
  CHECK(header(gate.ask(token, "POST", "https://evil.example"), "Access-Control-Allow-Origin")
            .empty());
}

TEST_CASE("Keys are read again when they change, and stay when the new ones are none") {
  UserOptions options;
  options.look = 1ms;
  Gate gate(std::move(options));
  const auto watched = [&](std::size_t lines) -> async::Task<> {
    auto watching = gate.loop.spawn(gate.users->watch());
    while (gate.lines.size() < lines) co_await gate.loop.sleep(1ms);
    watching.cancel();
  };
  gate.put(second_secret);
  gate.loop.run(watched(1));
  CHECK(gate.users->admit(token_of(claims_of("ann"), second_secret)));
  gate.put("none");
  gate.loop.run(watched(2));
  CHECK(gate.users->admit(token_of(claims_of("ann"), second_secret)));
  const std::string file = (gate.folder / "keys").string();
  CHECK(gate.lines ==
        std::vector<std::string>{"info: the keys of tokens have changed file=" + file,
                                 "warning: the keys of tokens stay as they were file=" + file +
                                     " reason=\"a secret of HS256 has 32 bytes at least\""});
  CHECK(!gate.users->admit(token_of(claims_of("ann"), first_secret)));
}

TEST_CASE("Users without keys are a problem that names the file") {
  native::Loop loop;
  CHECK(Users::open(loop, {.keys = "/nowhere/keys"}).problem() ==
        Problem{"users", "cannot read the keys `/nowhere/keys`", "/nowhere/keys"});
  CHECK(Users::open(loop, {.keys = "/dev/null"}).problem().code == "users");
}

}  // namespace
}  // namespace tally::server
