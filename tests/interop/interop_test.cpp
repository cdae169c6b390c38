// Values of contracts in libraries of others.
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catch.h"
#include "orders.h"
#include "tally/interop/fmt.h"
#include "tally/interop/format.h"
#include "tally/interop/hash.h"
#include "tally/interop/nlohmann_json.h"
#include "tally/interop/ostream.h"
#include "values.h"

namespace acme::orders {
using tally::interop::operator<<;
}
namespace values {
using tally::interop::operator<<;
}

namespace {

using namespace acme::orders;
using nlohmann::json;
using tally::interop::to_text;

constexpr std::string_view text =
    R"({"id":"6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11","status":"VOID","lines":[{"sku":"A-100",)"
    R"("quantity":2,"price":{"micros":"1250000","currency":"EUR"},"note":null}],"labels":{"region":)"
    R"("eu"},"payment":{"method":"card","token":"0123456789abcdef","three_ds":true},)"
    R"("total":"9007199254740993","created_at":"2026-11-21T10:00:00Z"})";

Order order() {
  return *tally::parse<Order>(text);
}

template <class T>
std::string streamed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

TEST_CASE(
    "a value is shown as its JSON, an enum as its word, an issue as a sentence with its place") {
  CHECK(to_text(order()) == text);
  CHECK(to_text(Status::voided) == "VOID");
  CHECK(to_text(Sku{"A-100"}) == R"("A-100")");
  CHECK(to_text(values::Medium{"letter \"x\""}) == "letter \"x\"");
  const tally::Issues issues = tally::parse<Line>(R"({"sku":"A-1","quantity":0})").issues();
  CHECK(to_text(issues.front()) == "/quantity: must be at least 1");
  CHECK(to_text(issues) == "/quantity: must be at least 1\n/price: is required");
  CHECK(to_text(tally::parse<Line>("1").issues()) == "must be object, not number");
}

TEST_CASE("what is sensitive is hidden, whatever it is and wherever it lies") {
  values::Account account{.user = "ada", .pin = 1234, .shelf = values::Level::high};
  account.password = values::Secret{"geheimnis"};
  account.profile.emplace() = values::Profile{.name = "x"};
  account.history = {values::Profile{.name = "abc"}, values::Profile{.name = "def"}};
  CHECK(to_text(account) == R"({"user":"ada","password":"***","pin":"***","shelf":"***",)"
                            R"("profile":"***","history":["***","***"]})");
  CHECK(to_text(values::Secret{"geheimnis"}) == R"("***")");
  CHECK(json(order()).dump().find("***") == std::string::npos);
}

TEST_CASE("a value that no contract would let out can be shown all the same") {
  Order wrong = order();
  wrong.discount = std::numeric_limits<double>::quiet_NaN();
  wrong.lines.clear();
  wrong.status = static_cast<Status>(77);
  const std::string shown = to_text(wrong);
  CHECK(shown.find(R"("lines":[])") != std::string::npos);
  CHECK(shown.find(R"("discount":NaN)") != std::string::npos);
  CHECK(to_text(static_cast<Status>(77)) != "");
}

TEST_CASE("streams, {fmt} and std::format show the same") {
  CHECK(streamed(order()) == text);
  CHECK(streamed(Status::placed) == "placed");
  CHECK(streamed(values::Secret{"geheimnis"}) == R"("***")");
  CHECK(fmt::format("{}", order()) == text);
  CHECK(fmt::format("{:>8}|{:<8}|", Status::placed, Status::draft) == "  placed|draft   |");
  const tally::Issues issues = tally::parse<Quantity>("0").issues();
  CHECK(streamed(issues.front()) == "must be at least 1");
  CHECK(fmt::format("{}", issues.front()) == "must be at least 1");
#ifdef __cpp_lib_format
  CHECK(std::format("{} {:>8}", Sku{"A-100"}, Status::placed) == "\"A-100\"   placed");
#endif
}

TEST_CASE("equal values have equal hashes") {
  std::unordered_set<Order> seen{order(), order()};
  CHECK(seen.size() == 1);
  Order other = order();
  other.total = 1;
  seen.insert(other);
  CHECK(seen.size() == 2);
  CHECK(std::hash<Weight>{}({0.0}) == std::hash<Weight>{}({-0.0}));
  std::unordered_map<Sku, int> stock{{Sku{"A-100"}, 3}};
  CHECK(stock.at(Sku{"A-100"}) == 3);
  CHECK(std::unordered_set<Status>{Status::draft, Status::draft}.size() == 1);
}

TEST_CASE("a value becomes JSON of nlohmann/json as the contract writes it, and comes back") {
  const json made = order();
  CHECK(made.dump() == json::parse(text).dump());
  CHECK(made["total"] == "9007199254740993");
  CHECK(made.get<Order>() == order());
  CHECK(nlohmann::ordered_json(order()).dump() == text);
  const std::vector<Status> all{Status::draft, Status::voided};
  CHECK(json(all).dump() == R"(["draft","VOID"])");
  CHECK(json(all).get<std::vector<Status>>() == all);
  CHECK(tally::interop::from_json<OrdersContract>(json::array({made}))->size() == 1);
  CHECK(tally::interop::to_json<OrdersContract>({order()})->size() == 1);
}

TEST_CASE("JSON of nlohmann/json is judged on its way in, and a value on its way out") {
  json wrong = order();
  wrong["lines"][0]["quantity"] = 0;
  wrong["colour"] = "red";
  const tally::Result<Order> read = tally::interop::from_json<Order>(wrong);
  REQUIRE_FALSE(read);
  CHECK(to_text(read.issues()) ==
        "/colour: is not a member of this record\n/lines/0/quantity: must be at least 1");
  CHECK(read.issues().front().offset == tally::Issue::nowhere);
  CHECK(tally::interop::from_json<Order>(wrong, {tally::plan::UnknownOverride::drop})
            .issues()
            .size() == 1);
  CHECK_THROWS_AS(wrong.get<Order>(), tally::interop::ContractError);

  Order empty = order();
  empty.lines.clear();
  CHECK(tally::interop::to_json<Order>(empty).issues().front().path == "/lines");
  try {
    const json never = empty;
    FAIL(never.dump());
  } catch (const tally::interop::ContractError& error) {
    CHECK(error.issues().size() == 1);
    CHECK(std::string(error.what()) ==
          "acme.orders.Order: /lines: must have at least 1 item, has 0");
  }
}

TEST_CASE("JSON of nlohmann/json that is no JSON is refused") {
  const auto codes = [](const json& value) {
    std::string all;
    const tally::Result<Sku> read = tally::interop::from_json<Sku>(value);
    for (const tally::Issue& issue : read.issues()) all += std::string(issue.code) + " ";
    return all;
  };
  CHECK(codes("A-\xFF") == "encoding ");
  CHECK(codes(json::binary({1, 2})) == "type ");
  CHECK(codes(std::nan("")) == "type ");
  CHECK(codes(json(json::value_t::discarded)) == "syntax ");
  json deep = json::array();
  for (int i = 0; i < 2000; ++i) deep = json::array({deep});
  CHECK(codes(deep) == "depth ");
}
