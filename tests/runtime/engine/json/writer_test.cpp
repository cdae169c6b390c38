#include "tally/engine/json/writer.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "catch.h"

using tally::json::Writer;
using namespace std::string_view_literals;
namespace view = tally::view;

namespace {

template <class T>
std::string written(const T& value, Writer::Mode mode = Writer::Mode::canonical) {
  using tally::json::write;
  Writer writer(mode);
  write(writer, value);
  return std::move(writer).take();
}

view::String text(std::string_view from) {
  return {from.data(), static_cast<std::uint32_t>(from.size())};
}
view::Json json(std::string_view from) {
  return {from.data(), static_cast<std::uint32_t>(from.size())};
}

}  // namespace

TEST_CASE("scalars are written as RFC 8785 has them") {
  CHECK(written(true) == "true");
  CHECK(written(std::int8_t{-128}) == "-128");
  CHECK(written(std::uint16_t{65535}) == "65535");
  CHECK(written(std::uint32_t{4294967295}) == "4294967295");
  CHECK(written(view::Integer{-9007199254740991}) == "-9007199254740991");
  CHECK(written(1.0) == "1");
  CHECK(written(-0.0) == "0");
  CHECK(written(1e21) == "1e+21");
  CHECK(written(0.1F) == "0.1");
}

TEST_CASE("64-bit integers are text unless a number was asked for") {
  CHECK(written(std::numeric_limits<std::int64_t>::min()) == "\"-9223372036854775808\"");
  CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "\"18446744073709551615\"");
  CHECK(written(view::NumberInt64{std::numeric_limits<std::int64_t>::min()}) ==
        "-9223372036854775808");
  CHECK(written(view::NumberUint64{std::numeric_limits<std::uint64_t>::max()}) ==
        "18446744073709551615");
}

TEST_CASE("timestamps are text, or milliseconds where the contract says so") {
  CHECK(written(view::UnixMillis{}) == "0");
  CHECK(written(tally::Timestamp{}) == "\"1970-01-01T00:00:00Z\"");
  CHECK(written(tally::Uuid{}) == "\"00000000-0000-0000-0000-000000000000\"");
}

TEST_CASE("only what must be escaped is escaped") {
  CHECK(written(text("")) == "\"\"");
  CHECK(written(text("\"\\/\b\f\n\r\t\x01\x1f\x7f")) ==
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
  CHECK(written(text("\u00e9\u2028\U0001F600")) == "\"\u00e9\u2028\U0001F600\"");
  CHECK(written(text("\0"sv)) == "\"\\u0000\"");
}

TEST_CASE("lists, maps and nullables are written without white space") {
  const double numbers[] = {1, 2.5};
  CHECK(written(view::List<double>{numbers, 2}) == "[1,2.5]");
  CHECK(written(view::List<double>{nullptr, 0}) == "[]");
  const view::Entry<bool> entries[] = {{text("a"), true}, {text("\""), false}};
  CHECK(written(view::Map<bool>{entries, 2}) == "{\"a\":true,\"\\\"\":false}");
  CHECK(written(view::Map<bool>{nullptr, 0}) == "{}");
  CHECK(written(view::Nullable<double>{1, false}) == "1");
  CHECK(written(view::Nullable<double>{1, true}) == "null");
}

TEST_CASE("strings that end like an open bracket do not swallow a comma") {
  const view::String items[] = {text("["), text("{"), text("")};
  CHECK(written(view::List<view::String>{items, 3}) == R"(["[","{",""])");
}

TEST_CASE("a json value loses its white space and nothing else") {
  CHECK(written(json("{ \"a b\" :\n[ 1.0 ,\t1e3, \"\\u0041 \\\" \" ] }")) ==
        "{\"a b\":[1.0,1e3,\"\\u0041 \\\" \"]}");
  CHECK(written(json("  null ")) == "null");
  CHECK(written(json("\"\\\\\" ")) == "\"\\\\\"");
}

TEST_CASE("what JSON cannot carry is marked for explain") {
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "\x01n");
  CHECK(written(-std::numeric_limits<double>::infinity()) == "\x01i");
  CHECK(written(std::numeric_limits<float>::infinity()) == "\x01i");
}

TEST_CASE("members are separated") {
  Writer writer;
  writer.raw("{");
  writer.member("a");
  tally::json::write(writer, true);
  writer.member("b\"");
  tally::json::write(writer, false);
  writer.raw("}");
  CHECK(writer.text() == R"({"a":true,"b\"":false})");
  writer.clear();
  CHECK(writer.text().empty());
}

TEST_CASE("long texts are written whole") {
  const std::string quotes(10000, '"');
  CHECK(written(text(quotes)).size() == 20002);
}
