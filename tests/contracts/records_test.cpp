// What a program does with the generated records: read them, change them, write them.
#include <limits>
#include <string>

#include "catch.h"
#include "earthquakes.h"
#include "orders.h"
#include "sensors.h"

namespace {

std::string codes(const tally::Issues& issues) {
  std::string text;
  for (const auto& issue : issues) {
    if (!text.empty()) text += ", ";
    text += issue.path + ' ' + std::string(issue.code);
  }
  return text;
}

sensors::Temperature reading() {
  return {.celsius = 21.5, .timestamp = {1732178400000000000}, .sensor_id = {"vienna-01"}};
}

acme::orders::Order order() {
  acme::orders::Order order;
  order.status = acme::orders::Status::placed;
  order.lines.push_back(
      {.sku = {"A-100"}, .quantity = {2}, .price = {.micros = 1500000, .currency = {"EUR"}}});
  order.total = 3000000;
  return order;
}

}  // namespace

TEST_CASE("a document becomes a record of plain members") {
  const auto result = tally::parse<sensors::Temperature>(
      R"({"celsius":21.5,"timestamp":1732178400000,"sensor_id":"vienna-01"})");
  REQUIRE(result);
  CHECK(*result == reading());
}

TEST_CASE("a record becomes its canonical text") {
  const auto text = tally::stringify<sensors::Temperature>(reading());
  REQUIRE(text);
  CHECK(*text == R"({"celsius":21.5,"timestamp":1732178400000,"sensor_id":"vienna-01"})");
}

TEST_CASE("a refused document tells all that is wrong, in order") {
  const auto result = tally::parse<sensors::Temperature>(R"({"sensor_id":"X","celsius":"hot"})");
  REQUIRE_FALSE(result);
  CHECK(codes(result.issues()) ==
        "/sensor_id minLength, /sensor_id pattern, /celsius type, /timestamp required");
  CHECK(result.issues()[2].message == "must be number, not string");
}

TEST_CASE("a record is checked on its way out") {
  auto record = reading();
  CHECK(tally::check<sensors::Temperature>(record).empty());
  record.celsius = std::numeric_limits<double>::quiet_NaN();
  record.sensor_id.value = "\xFF";
  CHECK(codes(tally::check<sensors::Temperature>(record)) == "/celsius type, /sensor_id encoding");
  CHECK_FALSE(tally::stringify<sensors::Temperature>(record));
  record = reading();
  record.celsius = -273.15;
  CHECK(codes(tally::check<sensors::Temperature>(record)) == "/celsius minimum");
}

TEST_CASE("an alias is named by its contract") {
  const auto result = tally::parse<sensors::TemperaturesContract>("[]");
  REQUIRE(result);
  CHECK(result->empty());
  CHECK(*tally::stringify<sensors::TemperaturesContract>({}) == "[]");
  CHECK(tally::stringify<sensors::TemperaturesContract>({reading(), reading()}));
}

TEST_CASE("what may be absent is std::optional, what may be null is Nullable") {
  sensors::GpsLocation location;
  location.timestamp = {0};
  location.sensor_id = {"bus-7"};
  CHECK(tally::stringify<sensors::GpsLocation>(location)->find("altitude") == std::string::npos);
  location.altitude = nullptr;
  CHECK(tally::stringify<sensors::GpsLocation>(location)->find("\"altitude\":null") !=
        std::string::npos);
  location.altitude = 171.0;
  const auto text = tally::stringify<sensors::GpsLocation>(location);
  REQUIRE(text);
  CHECK(*tally::parse<sensors::GpsLocation>(*text) == location);
  location.altitude = 9001.0;
  CHECK(codes(tally::check<sensors::GpsLocation>(location)) == "/altitude maximum");
}

TEST_CASE("a newtype is its own entry point") {
  CHECK(tally::parse<acme::orders::Sku>("\"A-100\"")->value == "A-100");
  CHECK(codes(tally::parse<acme::orders::Sku>("\"a\"").issues()) == " minLength,  pattern");
  CHECK(*tally::stringify<acme::orders::Quantity>({999}) == "999");
  CHECK(codes(tally::check<acme::orders::Quantity>({1000})) == " maximum");
}

TEST_CASE("an enum goes by the names of the contract") {
  using acme::orders::Channel;
  using acme::orders::Status;
  CHECK(*tally::parse<Status>("\"VOID\"") == Status::voided);
  CHECK(*tally::stringify<Status>(Status::voided) == "\"VOID\"");
  CHECK(*tally::stringify<Channel>(Channel::no) == "\"no\"");
  CHECK(codes(tally::check<Status>(static_cast<Status>(9))) == " type");
}

TEST_CASE("a union holds one of its variants") {
  using acme::orders::Payment;
  const auto payment =
      tally::parse<Payment>(R"({"three_ds":true,"token":"0123456789abcdef","method":"card"})");
  REQUIRE(payment);
  CHECK(payment->tag() == Payment::Tag::card);
  CHECK(std::get<acme::orders::CardPayment>(payment->value).three_ds);
  CHECK(*tally::stringify<Payment>(*payment) ==
        R"({"method":"card","token":"0123456789abcdef","three_ds":true})");
  CHECK(*tally::stringify<Payment>({.value = acme::orders::Nothing{}}) ==
        R"({"method":"on_delivery"})");
  CHECK(codes(tally::check<Payment>({.value = acme::orders::CardPayment{.token = "short"}})) ==
        "/token minLength");
}

TEST_CASE("an order has empty lists, maps and JSON as they are") {
  auto value = order();
  value.tags.emplace();
  value.labels.emplace();
  value.extra.emplace();
  const auto text = tally::stringify<acme::orders::Order>(value);
  REQUIRE(text);
  CHECK(text->find(R"("tags":[],"labels":{},)") != std::string::npos);
  CHECK(text->find(R"("extra":null)") != std::string::npos);
  CHECK(*tally::parse<acme::orders::Order>(*text) == value);
}

TEST_CASE("faults of an owned value have the paths of the document that it would be") {
  auto value = order();
  value.lines[0].sku.value = "a";
  value.labels.emplace()["UPPER"] = "\xFF";
  value.extra = tally::RawJson{"[1,]"};
  value.discount = 0.3;
  CHECK(codes(tally::check<acme::orders::Order>(value)) ==
        "/lines/0/sku minLength, /lines/0/sku pattern, /labels/UPPER pattern, /labels/UPPER "
        "encoding, "
        "/discount multipleOf, /extra type");
}

TEST_CASE("members that a record keeps are written back behind its own, by key") {
  const auto text = *tally::stringify<acme::orders::Order>(order());
  const auto envelope = tally::parse<acme::orders::Envelope>(
      R"({"z":[1, 2],"sequence":1,"attempt":0,"a":{"b":1.0},"order":)" + text + '}');
  REQUIRE(envelope);
  CHECK(envelope->unknown_members.at("z").text == "[1, 2]");
  CHECK(*tally::stringify<acme::orders::Envelope>(*envelope) ==
        R"({"sequence":"1","attempt":0,"order":)" + text + R"(,"a":{"b":1.0},"z":[1,2]})");
}

TEST_CASE("a kept member must not have the name of a member") {
  acme::orders::Envelope envelope{.order = order()};
  envelope.unknown_members["sequence"] = {"1"};
  CHECK(codes(tally::check<acme::orders::Envelope>(envelope)) == "/sequence duplicate");
  envelope.unknown_members.clear();
  envelope.unknown_members["x"] = {"nul"};
  CHECK(codes(tally::check<acme::orders::Envelope>(envelope)) == "/x type");
}

TEST_CASE("every width of number survives at both ends") {
  acme::orders::Probe least{.whole = -9007199254740990,
                            .tiny = INT8_MIN,
                            .small = INT16_MIN,
                            .medium = -999,
                            .large = INT64_MIN,
                            .byte = 0,
                            .word = 0,
                            .count = 0,
                            .huge = 0,
                            .plain = -9007199254740993,
                            .single = -1.5F,
                            .double_ = std::numeric_limits<double>::lowest()};
  acme::orders::Probe most{.whole = 9007199254740990,
                           .tiny = INT8_MAX,
                           .small = INT16_MAX,
                           .medium = 999,
                           .large = INT64_MAX,
                           .byte = UINT8_MAX,
                           .word = UINT16_MAX,
                           .count = UINT32_MAX,
                           .huge = UINT64_MAX - 1,
                           .plain = INT64_MAX,
                           .single = std::numeric_limits<float>::max(),
                           .double_ = std::numeric_limits<double>::max()};
  for (const auto& probe : {least, most}) {
    const auto text = tally::stringify<acme::orders::Probe>(probe);
    REQUIRE(text);
    CHECK(*tally::parse<acme::orders::Probe>(*text) == probe);
  }
  CHECK(codes(tally::check<acme::orders::Probe>({.whole = 9007199254740995})) == "/whole range");
  CHECK(codes(tally::check<acme::orders::Probe>({.huge = UINT64_MAX})) == "/huge maximum");
}

TEST_CASE("a timestamp that milliseconds cannot hold is refused on its way out") {
  auto record = reading();
  record.timestamp.nanoseconds += 1;
  CHECK(codes(tally::check<sensors::Temperature>(record)) == "/timestamp type");
  CHECK_FALSE(tally::stringify<sensors::Temperature>(record));
}

TEST_CASE("one arena serves many documents") {
  tally::Arena arena;
  const tally::Document document(R"([{"celsius":1,"timestamp":0,"sensor_id":"r\u006fof"}])");
  const void* first = nullptr;
  for (int i = 0; i < 100; ++i) {
    arena.reset();
    const auto* view = tally::judge<sensors::TemperaturesContract>(arena, document.padded());
    REQUIRE(view != nullptr);
    CHECK(view->data[0].sensor_id.text() == "roof");
    if (first == nullptr) first = view;
    CHECK(view == first);
  }
}

TEST_CASE("a type has the fingerprint that the compiler gives it") {
  const auto& type = tally::Contract<sensors::Temperature>::type;
  CHECK(type.fingerprint.size() == 64);
  CHECK(type.fingerprint.find_first_not_of("0123456789abcdef") == std::string_view::npos);
  CHECK(type.fingerprint != tally::Contract<sensors::Humidity>::type.fingerprint);
}
