// What a program does with values of which a contract says more than their type.
#include "values.h"

#include <string>

#include "catch.h"

namespace {

using values::Medium;

std::string outline(const tally::Issues& issues) {
  std::string text;
  for (const auto& issue : issues)
    text += (text.empty() ? "" : ", ") + issue.path + ' ' + std::string(issue.code);
  return text;
}

/// What a program would do with a channel.
int floor_of(const Medium& channel) {
  if (!channel.known()) return -1;
  switch (*channel.known()) {
    case Medium::web:
    case Medium::app:
      return 1;
    default:
      return 2;
  }
}

}  // namespace

TEST_CASE("an open enum has the values that the contract names") {
  const Medium channel = Medium::no;
  CHECK(channel.text() == "NO");
  CHECK(channel == Medium::no);
  CHECK(channel != Medium::web);
  CHECK(channel.known() == Medium::Known::no);
  CHECK(floor_of(channel) == 2);
  CHECK(floor_of(Medium::app) == 1);
  CHECK(Medium(std::string("app")) == Medium::app);
}

TEST_CASE("an open enum begins with its first value, and its members with their defaults") {
  CHECK(Medium() == Medium::web);
  CHECK(values::Visit().channel == Medium::app);
  CHECK(values::Visit().next == Medium(std::string("pigeon")));
}

TEST_CASE("a value that is a word of the class has another name in C++") {
  CHECK(Medium(Medium::text_2).text() == "text");
}

TEST_CASE("an open enum keeps what it does not know and writes it back") {
  const std::string document =
      R"({"channel":"letter","next":"web","via":["NO","x"],"by":{"a":null,"b":"y"}})";
  const auto visit = tally::parse<values::Visit>(document);
  REQUIRE(visit);
  CHECK(visit->channel.text() == "letter");
  CHECK_FALSE(visit->channel.known());
  CHECK(floor_of(visit->channel) == -1);
  CHECK((*visit->via)[0] == Medium::no);
  CHECK(*tally::stringify<values::Visit>(*visit) == document);
}

TEST_CASE("an open enum is an entry point of its own, and well-formed text") {
  CHECK(*tally::parse<Medium>(R"("pigeon")") == Medium(std::string("pigeon")));
  CHECK(outline(tally::parse<Medium>("1").issues()) == " type");
  CHECK(outline(tally::check<Medium>(Medium(std::string("\xff")))) == " encoding");
}

TEST_CASE("a record of the program's own is asked whether its elements differ") {
  values::Distinct distinct;
  distinct.by_id = {{.id = 1}, {.id = 2}};
  CHECK(tally::check<values::Distinct>(distinct).empty());
  distinct.by_id->push_back({.id = 1, .size = 2});
  const auto issues = tally::check<values::Distinct>(distinct);
  REQUIRE(outline(issues) == "/by_id/2 uniqueItems");
  CHECK(issues[0].params == R"({"first":0,"second":2,"fields":["id"]})");
  CHECK(issues[0].message == R"(must not repeat item 0, judged by ["id"])");
  distinct = {};
  distinct.texts = {"a", "a"};
  CHECK(tally::check<values::Distinct>(distinct)[0].message == "must not repeat item 0");
}

TEST_CASE("a timestamp that TypeScript has as a number must not be finer than that") {
  values::Clock clock{.at = {1'500'000'000}};
  CHECK(*tally::stringify<values::Clock>(clock) ==
        R"({"at":"1970-01-01T00:00:01.500Z","started":"2026-01-01T00:00:00Z"})");
  clock.at.nanoseconds += 1;
  const auto issues = tally::check<values::Clock>(clock);
  REQUIRE(outline(issues) == "/at precision");
  CHECK(issues[0].params == R"({"scale":3})");
  CHECK(issues[0].message == "must have at most 3 digits behind the point");
}

TEST_CASE("issues tell nothing of a sensitive value") {
  values::Account account;
  account.user = "u";
  account.password = {{"Hunter2"}};
  account.answers.emplace()["hunter2"] = "hunter2";
  const auto issues = tally::check<values::Account>(account);
  REQUIRE(outline(issues) ==
          "/password minLength, /password pattern, /answers maxLength, /answers maxLength");
  CHECK(issues[0].params == R"({"limit":8,"unit":"characters"})");
  CHECK(issues[0].message == "must have at least 8 characters");
  account.password = {{"\xff"}};
  CHECK(tally::check<values::Account>(account)[0].params == R"({"encoding":"Unicode"})");
}
