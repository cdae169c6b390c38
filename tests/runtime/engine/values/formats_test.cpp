// What the shared vectors (tests/vectors/formats.json) do not show about formats.
#include "tally/engine/values/formats.h"

#include <string>

#include "catch.h"

using tally::Format;

TEST_CASE("a format has the name that contracts spell, and its own matcher") {
  CHECK(tally::name_of(Format::date) == "date");
  CHECK(tally::name_of(Format::uri_reference) == "uri-reference");
  CHECK(tally::name_of(Format::uuid) == "uuid");
  CHECK(tally::matches(Format::uri_reference, "#a"));
  CHECK_FALSE(tally::matches(Format::uri, "#a"));
  CHECK(tally::find_format("json-pointer") == Format::json_pointer);
  CHECK_FALSE(tally::find_format("json_pointer"));
}

TEST_CASE("a text that is nothing but zero bytes has no format") {
  const std::string zeros(3, '\0');
  for (int i = 0; i <= static_cast<int>(Format::uuid); ++i) {
    const auto format = static_cast<Format>(i);
    INFO(tally::name_of(format));
    // A pattern may hold any character.
    CHECK(tally::matches(format, zeros) == (format == Format::regex));
  }
  CHECK_FALSE(tally::format::regex(std::string("\\\0", 2)));
}

TEST_CASE("groups of a pattern may be inside each other up to a depth") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + std::string(depth, ')');
  };
  CHECK(tally::format::regex(nested(256)));
  CHECK_FALSE(tally::format::regex(nested(257)));
}

TEST_CASE("a pattern may name so many groups") {
  std::string pattern;
  for (int i = 0; i < 64; ++i) pattern += "(?<a" + std::to_string(i) + ">)";
  CHECK(tally::format::regex(pattern + "\\k<a63>\\64"));
  CHECK_FALSE(tally::format::regex(pattern + "(?<b>)"));
}

TEST_CASE("numbers in a pattern may be of any length") {
  CHECK(tally::format::regex("a{99999999999999999999,99999999999999999999}"));
  CHECK_FALSE(tally::format::regex("(a)\\99999999999999999999"));
}
