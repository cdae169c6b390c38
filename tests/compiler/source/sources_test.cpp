#include "source/sources.h"

#include <string>

#include "catch.h"
#include "source/unicode.h"

namespace tally::compiler {
namespace {

TEST_CASE("positions count lines and Unicode scalar values from 1") {
  struct Case {
    std::string text;
    std::uint32_t offset;
    Position position;
  };
  const Case cases[] = {
      {"", 0, {1, 1}},          {"abc", 0, {1, 1}},      {"abc", 2, {1, 3}},
      {"abc", 3, {1, 4}},       {"abc", 99, {1, 4}},     {"ab\ncd", 2, {1, 3}},
      {"ab\ncd", 3, {2, 1}},    {"ab\r\ncd", 5, {2, 2}}, {"ab\n", 3, {2, 1}},
      {"µx", 2, {1, 2}},        {"日本x", 6, {1, 3}},    {"😀x", 4, {1, 2}},
      {"\xff\xfex", 2, {1, 3}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text, c.offset);
    CHECK(File("f", c.text).position(c.offset) == c.position);
  }
}

TEST_CASE("a line's text comes without its line break") {
  const File file("f", "one\r\n\nthree\n");
  CHECK(file.line_count() == 4);
  CHECK(file.line_text(1) == "one");
  CHECK(file.line_text(2).empty());
  CHECK(file.line_text(3) == "three");
  CHECK(file.line_text(4).empty());
  CHECK(file.line_text(0).empty());
  CHECK(file.line_text(5).empty());
  CHECK(file.line_start(3) == 6);
}

TEST_CASE("sources keep files and the text of spans") {
  Sources sources;
  const FileId a = sources.add("a.yaml", "alpha");
  const FileId b = sources.add("b.yaml", "beta\ngamma");
  CHECK(sources.find("b.yaml") == b);
  CHECK(!sources.find("c.yaml"));
  CHECK(sources.text({a, 1, 3}) == "lp");
  CHECK(sources.text({a, 3, 99}) == "ha");
  CHECK(sources.text({a, 9, 10}).empty());
  CHECK(sources.text({}).empty());
  CHECK(sources.position({b, 5, 6}) == Position{2, 1});
  CHECK(sources.position({}) == Position{1, 1});
  CHECK(Span{}.is_nowhere());
}

TEST_CASE("UTF-8 is decoded as RFC 3629 says") {
  struct Case {
    std::string bytes;
    bool valid;
    char32_t scalar;
  };
  const Case cases[] = {
      {"A", true, 'A'},
      {"\xc2\x80", true, 0x80},
      {"\xdf\xbf", true, 0x7ff},
      {"\xe0\xa0\x80", true, 0x800},
      {"\xed\x9f\xbf", true, 0xd7ff},
      {"\xf0\x90\x80\x80", true, 0x10000},
      {"\xf4\x8f\xbf\xbf", true, 0x10ffff},
      {"\x80", false, 0},
      {"\xc1\x81", false, 0},
      {"\xc3", false, 0},
      {"\xe0\x9f\xbf", false, 0},
      {"\xed\xa0\x80", false, 0},
      {"\xf0\x8f\xbf\xbf", false, 0},
      {"\xf4\x90\x80\x80", false, 0},
      {"\xe2\x82"
       "A",
       false, 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.bytes);
    const Decoded decoded = decode_utf8(c.bytes, 0);
    CHECK(decoded.valid == c.valid);
    CHECK(decoded.bytes == (c.valid ? c.bytes.size() : 1));
    if (c.valid) CHECK(decoded.scalar == c.scalar);
    if (c.valid) CHECK(utf8_size(decoded.scalar) == c.bytes.size());
  }
}

TEST_CASE("terminals show marks in no column and wide characters in two") {
  CHECK(display_width('a') == 1);
  CHECK(display_width(U'µ') == 1);
  CHECK(display_width(0x0301) == 0);
  CHECK(display_width(0x0941) == 0);
  CHECK(display_width(0x1160) == 0);
  CHECK(display_width(0x200b) == 0);
  CHECK(display_width(0x2705) == 2);
  CHECK(display_width(U'日') == 2);
  CHECK(display_width(U'😀') == 2);
}

}  // namespace
}  // namespace tally::compiler
