#include "tally/engine/json/reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "tally/engine/json/document.h"

using tally::Arena;
using tally::Document;
using namespace std::string_view_literals;
namespace json = tally::json;
namespace view = tally::view;

namespace {

/// A text read as one T, with what the view points into.
template <class T>
class Reading {
 public:
  explicit Reading(std::string_view text, std::uint32_t depth = 8) : document_(text) {
    json::Reader reader{arena_, depth};
    const tally::PaddedText padded = document_.padded();
    const char* end = read(reader, padded.data, value);
    ok = end != nullptr && json::skip_space(end) == padded.end();
    balanced = reader.depth == depth;
  }

  T value{};
  bool ok;
  bool balanced;  // as many brackets closed as opened

 private:
  static const char* read(json::Reader& reader, const char* p, T& out) {
    using json::read;
    return read(reader, p, out);
  }

  Document document_;
  Arena arena_;
};

template <class T>
bool accepts(std::string_view text) {
  return Reading<T>(text).ok;
}

std::string text_of(std::string_view text) {
  const Reading<view::String> reading(text);
  return reading.ok ? std::string(reading.value.text()) : "(refused)";
}

template <class T>
std::vector<T> items(std::string_view text) {
  const Reading<view::List<T>> reading(text);
  REQUIRE(reading.ok);
  return {reading.value.begin(), reading.value.end()};
}

template <class T>
std::string edges(std::string_view below, std::string_view least, std::string_view most,
                  std::string_view above) {
  std::string verdicts;
  for (const auto text : {below, least, most, above}) verdicts += accepts<T>(text) ? 'y' : 'n';
  return verdicts;
}

}  // namespace

TEST_CASE("true and false are the only booleans") {
  CHECK(Reading<bool>(" true ").value);
  CHECK_FALSE(Reading<bool>("false").value);
  for (const auto text : {"True"sv, "1"sv, "\"true\""sv, "null"sv, "tru"sv, "truee"sv, ""sv}) {
    CAPTURE(text);
    CHECK_FALSE(accepts<bool>(text));
  }
}

TEST_CASE("an integer fits its width exactly") {
  CHECK(edges<std::int8_t>("-129", "-128", "127", "128") == "nyyn");
  CHECK(edges<std::uint8_t>("-1", "0", "255", "256") == "nyyn");
  CHECK(edges<std::int16_t>("-32769", "-32768", "32767", "32768") == "nyyn");
  CHECK(edges<std::uint16_t>("-1", "0", "65535", "65536") == "nyyn");
  CHECK(edges<std::int32_t>("-2147483649", "-2147483648", "2147483647", "2147483648") == "nyyn");
  CHECK(edges<std::uint32_t>("-1", "0", "4294967295", "4294967296") == "nyyn");
  CHECK(edges<std::int64_t>("-9223372036854775809", "-9223372036854775808", "9223372036854775807",
                            "9223372036854775808") == "nyyn");
  CHECK(edges<std::uint64_t>("-1", "0", "18446744073709551615", "18446744073709551616") == "nyyn");
}

TEST_CASE("an integer may be spelled with a fraction of zero or an exponent") {
  CHECK(Reading<std::int32_t>("1.0").value == 1);
  CHECK(Reading<std::int32_t>("1e3").value == 1000);
  CHECK(Reading<std::int32_t>("12300e-2").value == 123);
  CHECK(Reading<std::uint8_t>("-0").value == 0);
  CHECK_FALSE(accepts<std::int32_t>("1.5"));
  CHECK_FALSE(accepts<std::int32_t>("1e-1"));
}

TEST_CASE("only 64-bit integers may be text") {
  CHECK(Reading<std::int64_t>("\"-9223372036854775808\"").value ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(Reading<std::uint64_t>("\"18446744073709551615\"").value ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK(Reading<std::int64_t>("\"\\u0031\"").value == 1);
  for (const auto text : {"\"\""sv, "\"1.0\""sv, "\"1e3\""sv, "\" 1\""sv, "\"+1\""sv, "\"01\""sv,
                          "\"9223372036854775808\""sv, "\"one\""sv}) {
    CAPTURE(text);
    CHECK_FALSE(accepts<std::int64_t>(text));
  }
  CHECK_FALSE(accepts<std::int32_t>("\"1\""));
  CHECK_FALSE(accepts<view::Integer>("\"1\""));
}

TEST_CASE("an integer beyond 2^53 is left to validate") {
  CHECK(Reading<view::Integer>("9007199254740993").value.value == 9007199254740993);
  CHECK_FALSE(accepts<view::Integer>("9223372036854775808"));
}

TEST_CASE("a float64 is any JSON number that rounds to a finite double") {
  CHECK(Reading<double>("-1.5e3").value == -1500);
  CHECK(Reading<double>("1e-400").value == 0);
  CHECK(std::signbit(Reading<double>("-0").value));
  CHECK(Reading<double>("1.7976931348623157e308").value == std::numeric_limits<double>::max());
  for (const auto text : {"1e400"sv, "-1e400"sv, "NaN"sv, "Infinity"sv, "\"1\""sv, "null"sv,
                          "0x1"sv, "1."sv, ".5"sv}) {
    CAPTURE(text);
    CHECK_FALSE(accepts<double>(text));
  }
}

TEST_CASE("a float32 is rounded once and has its own range") {
  CHECK(Reading<float>("0.1").value == 0.1F);
  CHECK(accepts<float>("3.4028235e38"));
  CHECK_FALSE(accepts<float>("3.4028236e38"));
}

TEST_CASE("strings are decoded") {
  CHECK(text_of("\"\"") == "");
  CHECK(text_of(" \"plain\" ") == "plain");
  CHECK(text_of(R"("a\n\"\u00e9\ud83d\ude00")") == "a\n\"\u00e9\U0001F600");
  CHECK(text_of("\"\u00e9\u20ac\"") == "\u00e9\u20ac");
}

TEST_CASE("a special byte is found at every distance from the start") {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string plain(length, 'x');
    CAPTURE(length);
    CHECK(text_of('"' + plain + '"') == plain);
    CHECK(text_of('"' + plain + "\\t\"") == plain + '\t');
    CHECK(text_of('"' + plain + "\u00e9\"") == plain + "\u00e9");
    CHECK(text_of('"' + plain + "\x1f\"") == "(refused)");
    CHECK(text_of('"' + plain + "\xff\"") == "(refused)");
    CHECK(text_of('"' + plain) == "(refused)");
  }
}

TEST_CASE("a string without escapes is not copied") {
  const Document document("\"plain\"");
  Arena nothing(0);
  json::Reader reader{nothing, 1};
  view::String text{};
  REQUIRE(json::read(reader, document.padded().data, text) != nullptr);
  CHECK(text.data == document.padded().data + 1);
}

TEST_CASE("ill-formed text is no string") {
  for (const auto text : {"\"\\ud800\""sv, "\"\\udc00\""sv, "\"\xED\xA0\x80\""sv, "\"\xC3\""sv,
                          "\"\\x\""sv, "\"\\u12\""sv, "\"a\tb\""sv, "'a'"sv, "\"a"sv, "\"\\\""sv}) {
    CAPTURE(text);
    CHECK(text_of(text) == "(refused)");
  }
}

TEST_CASE("lists keep their order over any number of items") {
  CHECK(items<std::int32_t>("[]").empty());
  CHECK(items<std::int32_t>(" [ 1 , 2 ,3 ] ") == std::vector<std::int32_t>{1, 2, 3});
  std::string text = "[0";
  for (int i = 1; i < 5000; ++i) text += ',' + std::to_string(i);
  const auto many = items<std::int32_t>(text + ']');
  REQUIRE(many.size() == 5000);
  CHECK(std::is_sorted(many.begin(), many.end()));
}

TEST_CASE("a list that grows beside its items' own memory stays whole") {
  // Each string has an escape, so it is decoded into the arena between two growths of the list.
  std::string text = "[";
  for (int i = 0; i < 2000; ++i)
    text += (i == 0 ? "\"\\u0041" : ",\"\\u0041") + std::to_string(i) + '"';
  const Reading<view::List<view::String>> reading(text + ']');
  REQUIRE(reading.ok);
  for (std::uint32_t i = 0; i < reading.value.size; ++i) {
    REQUIRE(reading.value.data[i].text() == 'A' + std::to_string(i));
  }
}

TEST_CASE("commas separate") {
  for (const auto text :
       {"[,]"sv, "[1,]"sv, "[,1]"sv, "[1 2]"sv, "[1,,2]"sv, "[1"sv, "1]"sv, "["sv, "[1}"sv}) {
    CAPTURE(text);
    CHECK_FALSE(accepts<view::List<double>>(text));
  }
  for (const auto text : {"{,}"sv, "{\"a\":1,}"sv, "{\"a\":1 \"b\":2}"sv, "{\"a\" 1}"sv,
                          "{\"a\":}"sv, "{a:1}"sv, "{\"a\":1"sv, "{1:1}"sv}) {
    CAPTURE(text);
    CHECK_FALSE(accepts<view::Map<double>>(text));
  }
}

TEST_CASE("maps come sorted by the bytes of their keys") {
  const Reading<view::Map<double>> reading(R"({"b":1,"\u00e9":2,"":3,"a":4,"B":5,"aa":6})");
  REQUIRE(reading.ok);
  std::string keys;
  for (const auto& entry : reading.value)
    keys += std::string(entry.key.text()) + '=' + std::to_string(int(entry.value)) + ' ';
  CHECK(keys == "=3 B=5 a=4 aa=6 b=1 \u00e9=2 ");
}

TEST_CASE("maps come sorted whole, be they small or large") {
  const auto size = GENERATE(2, 31, 32, 33, 34, 1000);
  CAPTURE(size);
  std::string members;
  // 7919 is a prime, so every number below `size` comes once.
  for (int i = 0; i < size; ++i)
    members += (i == 0 ? "\"" : ",\"") + std::to_string(1000 + i * 7919 % size) + "\":1";
  const Reading<view::Map<double>> reading('{' + members + '}');
  REQUIRE(reading.ok);
  REQUIRE(reading.value.size == static_cast<std::uint32_t>(size));
  for (int i = 0; i < size; ++i)
    CHECK(reading.value.data[i].key.text() == std::to_string(1000 + i));
  CHECK_FALSE(accepts<view::Map<double>>('{' + members + ",\"1000\":1}"));
}

TEST_CASE("a key occurs once in a map, however it is spelled") {
  CHECK_FALSE(accepts<view::Map<double>>(R"({"a":1,"a":2})"));
  CHECK_FALSE(accepts<view::Map<double>>(R"({"a":1,"b":2,"\u0061":3})"));
  CHECK_FALSE(accepts<view::Map<double>>(R"({"b":1,"a":2,"b":3})"));
}

TEST_CASE("null is a value of nullables only") {
  CHECK(Reading<view::Nullable<double>>("null").value.null);
  CHECK(Reading<view::Nullable<double>>(" 1.5").value.value == 1.5);
  CHECK_FALSE(accepts<view::Nullable<double>>("nul"));
  CHECK_FALSE(accepts<view::Nullable<double>>("\"null\""));
  CHECK_FALSE(accepts<view::String>("null"));
  const Reading<view::List<view::Nullable<std::int32_t>>> list("[null,1,null]");
  REQUIRE(list.ok);
  CHECK((list.value.data[0].null && !list.value.data[1].null && list.value.data[2].null));
}

TEST_CASE("a json value is passed on exactly as it is written") {
  CHECK(Reading<view::Json>(" {\"a\" : [1.0, \"\\u0041\"]} ").value.text() ==
        "{\"a\" : [1.0, \"\\u0041\"]}");
  for (const auto text : {"\"\\ud800\""sv, "1e400"sv, "[1,]"sv, "{\"a\":\"\xFF\"}"sv, ""sv}) {
    CAPTURE(text);
    CHECK_FALSE(accepts<view::Json>(text));
  }
}

TEST_CASE("duplicate keys inside a json value are nobody's business") {
  CHECK(accepts<view::Json>(R"({"a":1,"a":2})"));
}

TEST_CASE("uuids and timestamps are read from text") {
  CHECK(accepts<tally::Uuid>("\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""));
  CHECK(accepts<tally::Uuid>("\"f81d4fae-7dec-11d0-a765-00a0c91e6bf\\u0036\""));
  CHECK_FALSE(accepts<tally::Uuid>("\"f81d4fae\""));
  CHECK_FALSE(accepts<tally::Uuid>("1"));
  CHECK(accepts<tally::Timestamp>("\"2026-11-21T10:00:00Z\""));
  CHECK_FALSE(accepts<tally::Timestamp>("\"2026-11-21\""));
  CHECK_FALSE(accepts<tally::Timestamp>("1732178400000"));
  CHECK(accepts<view::UnixMillis>("1732178400000"));
  CHECK(accepts<view::UnixMillis>("-1"));
  CHECK_FALSE(accepts<view::UnixMillis>("1.5"));
  CHECK_FALSE(accepts<view::UnixMillis>("9223372036854775807"));
  CHECK_FALSE(accepts<view::UnixMillis>("\"1732178400000\""));
}

TEST_CASE("depth is what may still be opened") {
  using Matrix = view::List<view::List<double>>;
  CHECK(Reading<Matrix>("[[1],[2]]", 2).ok);
  CHECK_FALSE(Reading<Matrix>("[[1]]", 1).ok);
  CHECK(Reading<Matrix>("[]", 1).ok);
  CHECK_FALSE(Reading<Matrix>("[]", 0).ok);
  CHECK(Reading<view::Json>("[[1]]", 2).ok);
  CHECK_FALSE(Reading<view::Json>("[[1]]", 1).ok);
  CHECK(Reading<view::Map<view::List<double>>>("{\"a\":[],\"b\":[]}", 2).balanced);
}

TEST_CASE("an exhausted arena is a refusal") {
  const Document document(R"(["\u0041","b","c"])");
  Arena arena(16);
  json::Reader reader{arena, 8};
  view::List<view::String> list{};
  CHECK(json::read(reader, document.padded().data, list) == nullptr);
  CHECK(arena.exhausted());
}

TEST_CASE("names are found by their text") {
  constexpr std::string_view names[] = {"draft", "placed", "VOID"};
  const auto position = [&](std::string_view text) {
    const Document document(text);
    Arena arena;
    json::Reader reader{arena, 1};
    std::uint32_t out = 0;
    return json::read_name(reader, document.padded().data, names, out) == nullptr ? -1 : int(out);
  };
  CHECK(position("\"draft\"") == 0);
  CHECK(position("\"VOID\"") == 2);
  CHECK(position("\"pl\\u0061ced\"") == 1);
  for (const auto text : {"\"void\""sv, "\"\""sv, "\"drafts\""sv, "draft"sv, "0"sv, "null"sv}) {
    CAPTURE(text);
    CHECK(position(text) == -1);
  }
}

TEST_CASE("literals of every length are compared whole") {
  const Document document("abcdefghijklmnopqrstuvwxyz");
  const char* p = document.padded().data;
  CHECK(json::matches(p, "abc"));
  CHECK(json::matches(p, "abcdefgh"));
  CHECK(json::matches(p, "abcdefghijk"));
  CHECK(json::matches(p, "abcdefghijklmnopqrstuvwxyz"));
  CHECK_FALSE(json::matches(p, "abd"));
  CHECK_FALSE(json::matches(p, "abcdefgi"));
  CHECK_FALSE(json::matches(p, "abcdefghijx"));
  CHECK_FALSE(json::matches(p, "abcdefghijklmnopqrstuvwxyz!"));
}

TEST_CASE("an expected member is taken, another one is left where it is") {
  const Document document("\"a\":1,\"b\":2}");
  Arena arena;
  json::Reader reader{arena, 1};
  view::Presence<2> present{};
  std::int32_t a = 0;
  std::int32_t b = 0;
  const char* begin = document.padded().data;
  const char* p = begin;
  CHECK(json::read_expected(reader, p, "\"b\":", b, present, 1));
  CHECK(p == begin);
  CHECK_FALSE(present.has(1));
  CHECK(json::read_expected(reader, p, "\"a\":", a, present, 0));
  CHECK(p == begin + 6);
  CHECK((present.has(0) && a == 1));
  CHECK(json::read_expected(reader, p, "\"b\":", b, present, 1));
  CHECK(*p == '}');
}

namespace {

/// `variant first-character-left` of a union's object, or `refused`.
std::string opened(std::string_view text) {
  constexpr std::string_view names[] = {"card", "cash"};
  const Document document(text);
  Arena arena;
  json::Reader reader{arena, 4};
  json::Tag tag{.key = "by"};
  std::uint32_t variant = 0;
  const char* p = json::open_union(reader, document.padded().data, tag, names, variant);
  if (p == nullptr) return "refused";
  return std::to_string(variant) + (tag.consumed ? " behind tag at " : " before tag at ") + *p;
}

}  // namespace

TEST_CASE("a union's tag may stand anywhere") {
  CHECK(opened(R"({"by":"cash","n":1})") == "1 behind tag at \"");
  CHECK(opened(R"({"by":"card"})") == "0 behind tag at }");
  CHECK(opened(R"({"n":{"by":"card"},"by":"cash"})") == "1 before tag at \"");
  CHECK(opened(R"({"n":1,"\u0062y":"card"})") == "0 before tag at \"");
}

TEST_CASE("a union needs a tag that it knows") {
  for (const auto text :
       {"{}"sv, R"({"n":1})"sv, R"({"by":"gold"})"sv, R"({"by":1})"sv, R"({"by":null})"sv, "[]"sv,
        R"({"n":1e400,"by":"card"})"sv, R"({"n":1,)"sv}) {
    CAPTURE(text);
    CHECK(opened(text) == "refused");
  }
}
