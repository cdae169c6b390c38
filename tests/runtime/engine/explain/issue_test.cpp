#include "tally/engine/explain/issue.h"

#include <string>
#include <string_view>

#include "catch.h"
#include "tally/engine/explain/issue_text.h"

using tally::Issue;
using tally::IssueCode;
using tally::make_issue;
using tally::Place;
using tally::place_of;

namespace {

bool is(Place place, std::uint32_t line, std::uint32_t column) {
  return place.line == line && place.column == column;
}

}  // namespace

TEST_CASE("an issue has its parameters as JSON and a sentence made of them") {
  const Issue issue = make_issue("/celsius", IssueCode::maximum, {{"limit", "60"}}, 12);
  CHECK(issue.path == "/celsius");
  CHECK(issue.code == "maximum");
  CHECK(issue.params == R"({"limit":60})");
  CHECK(issue.message == "must be at most 60");
  CHECK(issue.offset == 12);
}

TEST_CASE("parameters keep their order") {
  const Issue issue = make_issue("", IssueCode::min_length,
                                 {{"limit", "3"}, {"actual", "2"}, {"unit", "\"characters\""}}, 0);
  CHECK(issue.params == R"({"limit":3,"actual":2,"unit":"characters"})");
  CHECK(issue.message == "must have at least 3 characters, has 2");
}

TEST_CASE("a sentence shows texts without quotes, unless something in them is escaped") {
  CHECK(make_issue("", IssueCode::type, {{"expected", "\"number\""}, {"actual", "\"null\""}}, 0)
            .message == "must be number, not null");
  CHECK(make_issue("", IssueCode::pattern, {{"pattern", R"("^\\d$")"}}, 0).message ==
        R"(must match "^\\d$")");
  CHECK(make_issue("", IssueCode::required, {}, 0).params == "{}");
  CHECK(make_issue("", IssueCode::required, {}, 0).message == "is required");
}

TEST_CASE("one of something is not called as many are") {
  const auto message = [](IssueCode code, std::string_view limit, std::string_view actual,
                          std::string_view unit = "") {
    return make_issue("", code,
                      {{"limit", std::string(limit)},
                       {"scale", std::string(limit)},
                       {"actual", std::string(actual)},
                       {"unit", std::string(unit)}},
                      0)
        .message;
  };
  CHECK(message(IssueCode::min_items, "1", "0") == "must have at least 1 item, has 0");
  CHECK(message(IssueCode::min_items, "11", "1") == "must have at least 11 items, has 1");
  CHECK(message(IssueCode::max_items, "1", "2") == "must have at most 1 item, has 2");
  CHECK(message(IssueCode::max_items, "0", "1") == "must have at most 0 items, has 1");
  CHECK(message(IssueCode::min_properties, "1", "0") == "must have at least 1 entry, has 0");
  CHECK(message(IssueCode::max_properties, "1", "2") == "must have at most 1 entry, has 2");
  CHECK(message(IssueCode::max_properties, "2", "3") == "must have at most 2 entries, has 3");
  CHECK(message(IssueCode::min_length, "1", "0", R"("characters")") ==
        "must have at least 1 character, has 0");
  CHECK(message(IssueCode::max_length, "1", "2", R"("UTF-16 code units")") ==
        "must have at most 1 UTF-16 code unit, has 2");
  CHECK(message(IssueCode::max_length, "2", "3", R"("bytes")") ==
        "must have at most 2 bytes, has 3");
  CHECK(message(IssueCode::precision, "1", "") == "must have at most 1 digit behind the point");
  CHECK(message(IssueCode::depth, "1", "") == "is nested deeper than 1 level");
  CHECK(message(IssueCode::size, "1", "") == "is larger than 1 byte");
}

TEST_CASE("every code has a word and a sentence, and every constraint has a code") {
  constexpr IssueCode codes[] = {
#define TALLY_ISSUE(id, ...) IssueCode::id,
#include "tally/engine/vocabulary/issues.def"
  };
  for (const IssueCode code : codes) {
    CAPTURE(word_of(code));
    CHECK_FALSE(word_of(code).empty());
    CHECK_FALSE(make_issue("", code, {{"limit", "1"}}, 0).message.empty());
  }
  CHECK(word_of(tally::code_of(tally::plan::Keyword::min_length)) == "minLength");
  CHECK(tally::code_of(tally::plan::Keyword::unique_by) == IssueCode::unique_items);
}

TEST_CASE("texts become JSON strings") {
  CHECK(tally::to_json(std::string_view("a\"\\\n\u00e9")) == "\"a\\\"\\\\\\n\u00e9\"");
  CHECK(tally::to_json(std::string_view("")) == "\"\"");
  const tally::plan::Member members[] = {{.name = "a"}, {.name = "@b"}};
  CHECK(tally::to_json(std::span<const tally::plan::Member>(members)) == R"(["a","@b"])");
}

TEST_CASE("lines and columns count from 1, columns in Unicode scalar values") {
  CHECK(is(place_of("{}", 0), 1, 1));
  CHECK(is(place_of("{\n  \"a\": 1\n}", 4), 2, 3));
  CHECK(is(place_of("\"\u00e9\U0001F600\",1", 9), 1, 6));
  CHECK(is(place_of("a\r\nb", 3), 2, 1));
}

TEST_CASE("a place behind the document is its end") {
  CHECK(is(place_of("a\nbc", 100), 2, 3));
  CHECK(is(place_of("", 5), 1, 1));
}

TEST_CASE("issues are one JSON array") {
  CHECK(tally::to_json(tally::Issues{}, "") == "[]");
  const tally::Issues issues = {make_issue("/a~1b", IssueCode::required, {}, 2),
                                make_issue("", IssueCode::syntax, {}, Issue::nowhere)};
  CHECK(
      tally::to_json(issues, "\n\n{}") ==
      R"([{"path":"/a~1b","code":"required","params":{},"message":"is required","offset":2,"line":3,"column":1},)"
      R"({"path":"","code":"syntax","params":{},"message":"is not valid JSON"}])");
}
