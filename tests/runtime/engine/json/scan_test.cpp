#include "tally/engine/json/scan.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "catch.h"
#include "tally/engine/json/document.h"

using tally::Document;
using tally::json::Fault;
using tally::json::Scan;
using namespace std::string_view_literals;

namespace {

struct Verdict {
  Fault fault;
  std::ptrdiff_t at;  // where the value ends, or where the fault is

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict scan(std::string_view text, Scan options = {.depth = 64, .judge_values = true}) {
  const Document document(text);
  const char* begin = document.padded().data;
  const char* end = tally::json::scan_value(options, begin);
  return {options.fault, (end != nullptr ? end : options.at) - begin};
}

bool is_value(std::string_view text) {
  return scan(text) == Verdict{Fault::none, static_cast<std::ptrdiff_t>(text.size())};
}

std::string decoded(std::string_view text) {
  std::string out(text.size(), '\0');
  const char* end = tally::json::decode_string(text.data(), text.data() + text.size(), out.data());
  if (end == nullptr) return "(refused)";
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("every kind of value is passed over to its end") {
  for (const auto text :
       {"null"sv, "true"sv, "false"sv, "0"sv, "-1.5e+3"sv, "\"\""sv,
        "\"a\\n\\u00e9\\ud83d\\ude00\""sv, "[]"sv, "{}"sv, "[1,[],{}]"sv,
        "{\"a\":{\"b\":[null]},\"c\":1}"sv, " \t\r\n[ 1 , 2 ]"sv, "\"\u00e9\u20ac\U0001F600\""sv}) {
    CAPTURE(text);
    CHECK(is_value(text));
  }
}

TEST_CASE("what follows the value is left to the caller") {
  CHECK(scan("1 2") == Verdict{Fault::none, 1});
  CHECK(scan("truely") == Verdict{Fault::none, 4});
  CHECK(scan("{}]") == Verdict{Fault::none, 2});
}

TEST_CASE("the place of a syntax error is the first byte that cannot be there") {
  struct Case {
    std::string_view text;
    std::ptrdiff_t at;
  };
  for (const Case& c : {
           Case{"", 0},
           Case{"  ", 2},
           Case{"[", 1},
           Case{"[1", 2},
           Case{"[1,", 3},
           Case{"[1,]", 3},
           Case{"[1 2]", 3},
           Case{"[1}", 2},
           Case{"{", 1},
           Case{"{a:1}", 1},
           Case{"{\"a\"}", 4},
           Case{"{\"a\":}", 5},
           Case{"{\"a\":1,}", 7},
           Case{"{\"a\":1 \"b\":2}", 7},
           Case{"nul", 0},
           Case{"NaN", 0},
           Case{"01", 0},
           Case{"+1", 0},
           Case{".5", 0},
           Case{"1.", 0},
           Case{"-", 0},
           Case{"\"abc", 4},
           Case{"\"a\nb\"", 2},
           Case{"\"a\\x\"", 2},
           Case{"\"a\\u00g0\"", 2},
           Case{"\xEF\xBB\xBF{}", 0},
       }) {
    CAPTURE(c.text);
    CHECK(scan(c.text) == Verdict{Fault::syntax, c.at});
  }
}

TEST_CASE("a zero byte is no part of any value") {
  CHECK(scan("[1,\0]"sv) == Verdict{Fault::syntax, 3});
  CHECK(scan("\"a\0b\""sv) == Verdict{Fault::syntax, 2});
}

TEST_CASE("strings are UTF-8") {
  CHECK(scan("\"a\xC3\xA9\"") == Verdict{Fault::none, 5});
  CHECK(scan("\"a\xFF\"") == Verdict{Fault::encoding, 2});
  CHECK(scan("\"a\xC3\"") == Verdict{Fault::encoding, 2});
  CHECK(scan("\"\xC0\x80\"") == Verdict{Fault::encoding, 1});
  CHECK(scan("\"\xED\xA0\x80\"") == Verdict{Fault::encoding, 1});
  CHECK(scan("{\"a\xFF\":1}") == Verdict{Fault::encoding, 3});
}

TEST_CASE(
    "half a surrogate pair and a number beyond every double are refused where values are judged") {
  const Scan lenient = {.depth = 64, .judge_values = false};
  for (const auto text :
       {"\"\\ud800\""sv, "\"\\udc00\""sv, "\"\\ud800\\ud800\""sv, "\"\\ud800x\""sv}) {
    CAPTURE(text);
    CHECK(scan(text).fault == Fault::encoding);
    CHECK(scan(text, lenient).fault == Fault::none);
  }
  CHECK(scan("1e400").fault == Fault::range);
  CHECK(scan("1e400", lenient).fault == Fault::none);
  CHECK(scan("1e-400").fault == Fault::none);
}

TEST_CASE("depth counts the open arrays and objects") {
  CHECK(scan(nested(64)).fault == Fault::none);
  CHECK(scan(nested(65)) == Verdict{Fault::depth, 64});
  CHECK(scan("1", {.depth = 0, .judge_values = true}).fault == Fault::none);
  CHECK(scan("[]", {.depth = 0, .judge_values = true}) == Verdict{Fault::depth, 0});
  CHECK(scan("[[],[],{\"a\":[]}]", {.depth = 3, .judge_values = true}).fault == Fault::none);
}

TEST_CASE("at the largest depth arrays and objects are still told apart") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "[{\"a\":";
  text += '1';
  for (int i = 0; i < 500; ++i) text += "}]";
  CHECK(scan(text, {.depth = 1000, .judge_values = true}).fault == Fault::none);
  CHECK(scan(std::string(100000, '['), {.depth = 1000, .judge_values = true}) ==
        Verdict{Fault::depth, 1000});
}

TEST_CASE("foreign values are known in extended text only") {
  const Scan extended = {.depth = 64, .judge_values = false, .extended = true};
  for (const auto text : {"\x01u"sv, "\x01n"sv, "\x01i"sv, "\x01s"sv,
                          "\x01"sv
                          "f",
                          "\x01o"sv,
                          "\x01"sv
                          "d",
                          "\x01x"sv,
                          "\x01"sv
                          "b-12345678901234567890"}) {
    CAPTURE(text);
    CHECK(scan(text, extended) == Verdict{Fault::none, static_cast<std::ptrdiff_t>(text.size())});
    CHECK(scan(text) == Verdict{Fault::syntax, 0});
  }
  CHECK(scan("\x01?", extended).fault == Fault::syntax);
  CHECK(scan("[\x01u,1]", extended).fault == Fault::none);
}

TEST_CASE("strings of extended text may hold lone surrogates") {
  CHECK(scan("\"\xED\xA0\x80\"", {.depth = 64, .judge_values = false, .extended = true}).fault ==
        Fault::none);
}

TEST_CASE("escapes are decoded") {
  CHECK(decoded("") == "");
  CHECK(decoded("plain") == "plain");
  CHECK(decoded(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
  CHECK(decoded(R"(\u0041\u00e9\u20AC)") == "A\u00e9\u20ac");
  CHECK(decoded(R"(a\u0000b)") == "a\0b"sv);
  CHECK(decoded(R"(\ud83d\ude00!)") == "\U0001F600!");
  CHECK(decoded(R"(\uD834\uDD1E\uD834\uDD1E)") == "\U0001D11E\U0001D11E");
}

TEST_CASE("half a surrogate pair is not decoded") {
  for (const auto text :
       {R"(\ud83d)"sv, R"(\ude00)"sv, R"(\ud83d\u0041)"sv, R"(\ud83dx)"sv, R"(\ude00\ud83d)"sv}) {
    CAPTURE(text);
    CHECK(decoded(text) == "(refused)");
  }
}
