#include "tally/engine/json/text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "catch.h"

using namespace std::string_literals;

namespace {

// Where the text stops being UTF-8, or its size.
std::size_t valid_prefix(std::string_view text) {
  const char* begin = text.data();
  return static_cast<std::size_t>(tally::find_invalid_utf8(begin, begin + text.size()) - begin);
}
std::uint32_t code_points(std::string_view text) {
  return tally::count_code_points(text.data(), text.data() + text.size());
}
std::uint32_t utf16_units(std::string_view text) {
  return tally::count_utf16_units(text.data(), text.data() + text.size());
}
std::string utf8(std::uint32_t scalar) {
  char buffer[4];
  return std::string(buffer, tally::append_utf8(buffer, scalar));
}
std::string escaped(std::string_view text) {
  std::string buffer(text.size() * tally::max_escape_length, '\0');
  const char* end = tally::write_escaped(buffer.data(), text);
  buffer.resize(static_cast<std::size_t>(end - buffer.data()));
  return buffer;
}

}  // namespace

TEST_CASE("well-formed UTF-8 is accepted") {
  for (const std::string& text :
       {""s, "plain"s, "plain text of more than eight bytes"s, "\0\x7f"s, "Temperatur 21 \u00b0C"s,
        "\u00df\u6f22\U0001f600"s, "\xc2\x80\xdf\xbf"s, "\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80"s,
        "\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"s}) {
    CHECK(valid_prefix(text) == text.size());
  }
}

TEST_CASE("malformed UTF-8 is found wherever it stands") {
  const auto bad =
      GENERATE(as<std::string>{}, "\x80"s, "\xbf"s,  // continuation without a lead
               "\xc0\x80"s, "\xc1\xbf"s, "\xe0\x80\x80"s, "\xe0\x9f\xbf"s, "\xf0\x80\x80\x80"s,
               "\xf0\x8f\xbf\xbf"s,                                         // overlong
               "\xed\xa0\x80"s, "\xed\xbf\xbf"s,                            // surrogates
               "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xff"s, "\xfe"s,  // > U+10FFFF
               "\xc3"s, "\xe6\xbc"s, "\xf0\x9f\x98"s,                       // cut off
               "\xc3("s, "\xe6(\xa2"s, "\xe6\xbc("s, "\xf0\x9f\x98("s);
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string front(before, 'a');
    CHECK(valid_prefix(front + bad) == before);
    CHECK(valid_prefix(front + bad + "and more text behind it") == before);
    CHECK(valid_prefix("\u00e9" + front + bad) == before + 2);
  }
}

TEST_CASE("length is counted in code points and in UTF-16 units") {
  CHECK(code_points("") == 0);
  CHECK(utf16_units("") == 0);
  CHECK(code_points("abc") == 3);
  CHECK(code_points("\u00e9\u6f22\U0001f600") == 3);
  CHECK(utf16_units("\u00e9\u6f22\U0001f600") == 4);
  std::string text;
  for (std::uint32_t i = 0; i < 50; ++i) {
    CHECK(code_points(text) == 4 * i);
    CHECK(utf16_units(text) == 5 * i);
    text += "a\u00e9\u6f22\U0001f600";
  }
}

TEST_CASE("every kind of scalar value is encoded in its shortest form") {
  CHECK(utf8(0x00) == "\0"s);
  CHECK(utf8(0x7f) == "\x7f");
  CHECK(utf8(0x80) == "\xc2\x80");
  CHECK(utf8(0x7ff) == "\xdf\xbf");
  CHECK(utf8(0x800) == "\xe0\xa0\x80");
  CHECK(utf8(0xffff) == "\xef\xbf\xbf");
  CHECK(utf8(0x10000) == "\xf0\x90\x80\x80");
  CHECK(utf8(0x10ffff) == "\xf4\x8f\xbf\xbf");
}

TEST_CASE("JSON strings are escaped as RFC 8785 says") {
  CHECK(escaped("") == "");
  CHECK(escaped("nothing to do, not even in a long text") ==
        "nothing to do, not even in a long text");
  CHECK(escaped("\b\t\n\f\r\"\\") == R"(\b\t\n\f\r\"\\)");
  CHECK(escaped("\0\x01\x0b\x0e\x1f"s) == R"(\u0000\u0001\u000b\u000e\u001f)");
  CHECK(escaped("/\x7f\u00e9\u2028\U0001f600") == "/\x7f\u00e9\u2028\U0001f600");
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string front(before, '\xff');
    CHECK(escaped(front + "\"tail of the text") == front + "\\\"tail of the text");
    CHECK(escaped(front + "\x1f!") == front + "\\u001f!");
  }
}
