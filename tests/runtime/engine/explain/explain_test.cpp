// What is reported, where and in which order. Plans are written by hand: each shows one kind of
// type, and points at the code that the compiler would choose for it.
#include "tally/engine/explain/explain.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "plan/code.h"

using tally::Document;
using tally::Issue;
using tally::Issues;
using tally::Source;
using tally::plan::Constraint;
using tally::plan::Encoding;
using tally::plan::Keyword;
using tally::plan::Kind;
using tally::plan::Limits;
using tally::plan::Member;
using tally::plan::Plan;
using tally::plan::Type;
using tally::plan::Unknown;
using namespace std::string_view_literals;

namespace {

Issues explain(std::span<const Type> types, std::string_view text, Source source = Source::text,
               Limits limits = {}) {
  std::vector<Type> complete(types.begin(), types.end());
  for (Type& type : complete) type.explain = tally::compiler::explainer_of(type).function;
  const Plan plan{complete, limits};
  const Document document(text);
  return tally::explain(plan, 0, document.padded(), source);
}

/// `path code` of each issue, separated by `, `.
std::string summary(const Issues& issues) {
  std::string text;
  for (const Issue& issue : issues) {
    if (!text.empty()) text += ", ";
    text += issue.path + ' ' + std::string(issue.code);
  }
  return text;
}

std::string judged(std::span<const Type> types, std::string_view text, Limits limits = {}) {
  return summary(explain(types, text, Source::text, limits));
}

std::string judged(const Type& type, std::string_view text) {
  return judged(std::span(&type, 1), text);
}

std::string foreign(const Type& type, std::string_view text) {
  return summary(explain(std::span(&type, 1), text, Source::foreign));
}

/// What is said of the one issue there is.
std::string message(const Type& type, std::string_view text, Source source = Source::text) {
  const Issues issues = explain(std::span(&type, 1), text, source);
  return issues.size() == 1 ? issues[0].message : summary(issues);
}

Type of(Kind kind) {
  return {.kind = kind};
}

constexpr Type text_type = {.kind = Kind::string};
constexpr Type anything = {.kind = Kind::json};

// Index 0: {a: float64, b?: string, 'c/~': bool}
constexpr Member record_members[] = {{.name = "a", .type = 1},
                                     {.name = "b", .type = 2, .optional = true},
                                     {.name = "c/~", .type = 3}};
std::vector<Type> record(Unknown unknown) {
  return {{.kind = Kind::record, .unknown = unknown, .members = record_members},
          {.kind = Kind::float64},
          {.kind = Kind::string},
          {.kind = Kind::boolean}};
}

}  // namespace

TEST_CASE("a sound document has no issues") {
  CHECK(judged(record(Unknown::reject), R"({"a":1,"c/~":true})").empty());
  CHECK(judged(record(Unknown::reject), R"( { "c/~" : false , "b":"", "a" : -1e3 } )").empty());
}

TEST_CASE("a text that is no JSON has one issue, at the first byte that is wrong") {
  struct Case {
    std::string_view text;
    std::string_view code;
    std::uint32_t offset;
  };
  for (const Case& c : {Case{"", "syntax", 0}, Case{"[1,]", "syntax", 3}, Case{"1 2", "syntax", 2},
                        Case{"\xEF\xBB\xBF"
                             "1",
                             "syntax", 0},
                        Case{"[\"\xFF\"]", "encoding", 2}, Case{"[[[[1]]]]", "depth", 3},
                        Case{"1\0"sv, "syntax", 1}}) {
    CAPTURE(c.text);
    const Issues issues = explain(std::span(&anything, 1), c.text, Source::text, {.depth = 3});
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].path.empty());
    CHECK(issues[0].code == c.code);
    CHECK(issues[0].offset == c.offset);
  }
}

TEST_CASE("a document beyond the limit is not read") {
  CHECK(judged(std::span(&anything, 1), "[[[", {.bytes = 2}) == " size");
  CHECK(judged(std::span(&anything, 1), "12", {.bytes = 2}).empty());
}

TEST_CASE("members are reported in document order, then what is missing in declared order") {
  CHECK(judged(record(Unknown::reject), R"({"b":1,"a":""})") ==
        "/b type, /a type, /c~1~0 required");
  CHECK(judged(record(Unknown::reject), "{}") == "/a required, /c~1~0 required");
}

TEST_CASE("what the record does not name is rejected, dropped or kept") {
  const std::string_view text = R"({"x":1,"a":1,"c/~":true,"y/z":[]})";
  CHECK(judged(record(Unknown::reject), text) == "/x unknown, /y~1z unknown");
  CHECK(judged(record(Unknown::drop), text).empty());
  CHECK(judged(record(Unknown::keep), text).empty());
  CHECK(judged(record(Unknown::drop), R"({"a":1,"c/~":true,"x":{"y":["\ud800"]}})") ==
        "/x encoding");
  CHECK(judged(record(Unknown::keep), R"({"a":1,"c/~":true,"x":1e400})") == "/x range");
}

TEST_CASE("a second member of one name is a duplicate, however it is spelled") {
  CHECK(judged(record(Unknown::reject), R"({"a":1,"c/~":true,"\u0061":"not looked at"})") ==
        "/a duplicate");
  CHECK(judged(record(Unknown::drop), R"({"a":1,"c/~":true,"x":1,"x":1})") == "/x duplicate");
  CHECK(judged(record(Unknown::reject), R"({"x":1,"x":1,"a":1,"c/~":true})") ==
        "/x unknown, /x duplicate");
}

TEST_CASE("a key that is half a surrogate pair has no path of its own") {
  CHECK(judged(record(Unknown::drop), R"({"a":1,"\ud800":1,"c/~":true})") == " encoding");
}

TEST_CASE("the offset is where the value begins") {
  const Issues issues = explain(record(Unknown::reject), R"({"a": "x", "c/~": true, "d": 1})");
  REQUIRE(issues.size() == 2);
  CHECK(issues[0].offset == 6);
  CHECK(issues[1].offset == 24);  // a member that should not be there: its key
}

TEST_CASE("booleans, numbers and strings are told apart") {
  CHECK(message(of(Kind::boolean), "1") == "must be boolean, not number");
  CHECK(message(of(Kind::float64), "\"1\"") == "must be number, not string");
  CHECK(message(of(Kind::int32), "null") == "must be integer, not null");
  CHECK(message(text_type, "{}") == "must be string, not object");
  CHECK(message(text_type, "[]") == "must be string, not array");
}

TEST_CASE("an integer out of its type's range is another fault than a number that is no integer") {
  CHECK(judged(of(Kind::int8), "128") == " range");
  CHECK(judged(of(Kind::int8), "127.5") == " type");
  CHECK(judged(of(Kind::int8), "1.27e2").empty());
  CHECK(judged(of(Kind::uint8), "-1") == " range");
  CHECK(judged(of(Kind::integer), "9007199254740991").empty());
  CHECK(judged(of(Kind::integer), "-9007199254740992") == " range");
  CHECK(judged(of(Kind::int64), "-9223372036854775809") == " range");
  CHECK(judged(of(Kind::uint64), "18446744073709551616") == " range");
  CHECK(judged(of(Kind::uint64), "1e400") == " range");
  CHECK(judged(of(Kind::float64), "1e400") == " range");
  CHECK(judged(of(Kind::float32), "3.4028236e38") == " range");
}

TEST_CASE("64-bit integers may be text, others may not") {
  CHECK(judged(of(Kind::int64), "\"-9223372036854775808\"").empty());
  CHECK(judged(of(Kind::int64), "\"9223372036854775808\"") == " range");
  CHECK(judged(of(Kind::uint64), "\"-1\"") == " range");
  CHECK(judged(of(Kind::int64), "\"1.0\"") == " type");
  CHECK(judged(of(Kind::int64), "\"\\ud800\"") == " type");
  CHECK(judged(of(Kind::int32), "\"1\"") == " type");
}

TEST_CASE("every limit that fails is reported, in the order of the plan") {
  const Constraint limits[] = {{.keyword = Keyword::minimum, .text = "10", .integer = 10},
                               {.keyword = Keyword::maximum, .text = "20", .integer = 20},
                               {.keyword = Keyword::exclusive_minimum, .text = "9", .integer = 9},
                               {.keyword = Keyword::exclusive_maximum, .text = "20", .integer = 20},
                               {.keyword = Keyword::multiple_of, .text = "4", .integer = 4}};
  const Type type = {.kind = Kind::int32, .constraints = limits};
  CHECK(judged(type, "12").empty());
  CHECK(judged(type, "20") == " exclusiveMaximum");
  CHECK(judged(type, "9") ==
        " minimum, "
        " exclusiveMinimum, "
        " multipleOf");
  CHECK(explain(std::span(&type, 1), "24")[0].params == R"({"limit":20})");
}

TEST_CASE("limits of a float are compared as doubles") {
  const Constraint limits[] = {{.keyword = Keyword::minimum, .text = "-1.5", .number = -1.5},
                               {.keyword = Keyword::multiple_of, .text = "0.1", .number = 0.1}};
  const Type type = {.kind = Kind::float64, .constraints = limits};
  CHECK(judged(type, "0.3").empty());
  CHECK(judged(type, "-1.5").empty());
  CHECK(judged(type, "-1.55") ==
        " minimum, "
        " multipleOf");
}

TEST_CASE("lengths count Unicode scalar values") {
  const Constraint limits[] = {{.keyword = Keyword::min_length, .text = "2", .integer = 2},
                               {.keyword = Keyword::max_length, .text = "3", .integer = 3}};
  const Type type = {.kind = Kind::string, .constraints = limits};
  CHECK(judged(type, "\"\U0001F600\U0001F600\U0001F600\"").empty());
  CHECK(judged(type, R"("\ud83d\ude00\u00e9")").empty());
  CHECK(explain(std::span(&type, 1), "\"\U0001F600\"")[0].params ==
        R"({"limit":2,"actual":1,"unit":"characters"})");
  CHECK(judged(type, "\"abcd\"") == " maxLength");
}

TEST_CASE("a string with half a surrogate pair has no length to judge") {
  const Constraint limits[] = {{.keyword = Keyword::min_length, .text = "9", .integer = 9}};
  CHECK(judged(Type{.kind = Kind::string, .constraints = limits}, R"("\ud800")") == " encoding");
}

TEST_CASE("formats") {
  CHECK(judged(of(Kind::uuid), "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"").empty());
  CHECK(message(of(Kind::uuid), "\"x\"") == "must be a valid uuid");
  CHECK(message(of(Kind::uuid), "1") == "must be string, not number");
  CHECK(message(of(Kind::timestamp), "\"2026-11-21\"") == "must be a valid date-time");
  CHECK(message(of(Kind::timestamp), "\"9999-01-01T00:00:00Z\"") ==
        "is out of range for timestamp");
  const Type millis = {.kind = Kind::timestamp, .encoding = Encoding::unix_millis};
  CHECK(judged(millis, "1.7321784e12").empty());
  CHECK(judged(millis, "0.5") == " type");
  CHECK(judged(millis, "9223372036855") == " range");
  CHECK(judged(millis, "1e400") == " range");
  CHECK(judged(millis, "\"0\"") == " type");
}

TEST_CASE("an array's own issues come before those of its items") {
  const Constraint limits[] = {{.keyword = Keyword::min_items, .text = "2", .integer = 2},
                               {.keyword = Keyword::max_items, .text = "3", .integer = 3}};
  const Type types[] = {{.kind = Kind::list, .element = 1, .constraints = limits},
                        {.kind = Kind::int8}};
  CHECK(judged(types, "[1,2]").empty());
  CHECK(judged(types, "[300]") == " minItems, /0 range");
  CHECK(judged(types, "[1,\"\",3,null]") == " maxItems, /1 type, /3 type");
  CHECK(judged(types, "{}") == " type");
}

TEST_CASE("a map judges its keys, its values and their number") {
  const Constraint key[] = {{.keyword = Keyword::max_length, .text = "2", .integer = 2}};
  const Constraint count[] = {{.keyword = Keyword::min_properties, .text = "1", .integer = 1},
                              {.keyword = Keyword::max_properties, .text = "2", .integer = 2}};
  const Type types[] = {{.kind = Kind::map, .element = 1, .key = 2, .constraints = count},
                        {.kind = Kind::boolean},
                        {.kind = Kind::string, .constraints = key}};
  CHECK(judged(types, R"({"a":true})").empty());
  CHECK(judged(types, "{}") == " minProperties");
  CHECK(judged(types, R"({"abc":1})") == "/abc maxLength, /abc type");
  CHECK(judged(types, R"({"a":true,"b":0,"a":true})") == " maxProperties, /b type, /a duplicate");
  CHECK(judged(types, "[]") == " type");
}

TEST_CASE("null stands for a nullable, anything else for its element") {
  const Type types[] = {{.kind = Kind::nullable, .element = 1}, {.kind = Kind::int8}};
  CHECK(judged(types, "null").empty());
  CHECK(judged(types, "1").empty());
  CHECK(judged(types, "128") == " range");
  CHECK(explain(types, "\"\"")[0].message == "must be integer, not string");
}

TEST_CASE("an enum lists its values") {
  const Member values[] = {{.name = "draft"}, {.name = "VOID"}};
  const Type type = {.kind = Kind::enumeration, .members = values};
  CHECK(judged(type, "\"VOID\"").empty());
  CHECK(message(type, "\"void\"") == R"(must be one of ["draft","VOID"])");
  CHECK(judged(type, "0") == " type");
  CHECK(judged(type, R"("\ud800")") == " encoding");
}

TEST_CASE("a union is judged by the variant that its tag names") {
  const Member variants[] = {{.name = "a", .type = 1}, {.name = "b", .type = 2}};
  const Member fields[] = {{.name = "n", .type = 3}};
  const Type types[] = {{.kind = Kind::union_, .tag = "by", .members = variants},
                        {.kind = Kind::record, .members = fields},
                        {.kind = Kind::record, .unknown = Unknown::keep},
                        {.kind = Kind::int8}};
  CHECK(judged(types, R"({"by":"a","n":1})").empty());
  CHECK(judged(types, R"({"n":1,"by":"a"})").empty());
  CHECK(judged(types, R"({"x":1,"\u0062y":"b"})").empty());
  CHECK(judged(types, R"({"n":1,"by":"a","by":"a"})") == "/by duplicate");
  CHECK(judged(types, R"({"by":"a","m":1})") == "/m unknown, /n required");
  // A tag that is missing or wrong is one issue: nothing else can be known.
  CHECK(judged(types, R"({"n":"x"})") == "/by tag");
  CHECK(judged(types, R"({"n":"x","by":"c"})") == "/by tag");
  CHECK(judged(types, R"({"by":1})") == "/by tag");
  CHECK(judged(types, R"({"by":"\ud800"})") == "/by tag");
  CHECK(judged(types, "\"a\"") == " type");
  CHECK(explain(types, R"({"by":"c"})")[0].params == R"({"tag":"by","values":["a","b"]})");
}

TEST_CASE("json is judged for its text and its numbers") {
  CHECK(judged(anything, R"([{"a":null,"a":-0}])").empty());
  CHECK(judged(anything, R"(["\udc00"])") == " encoding");
  CHECK(judged(anything, "[1e400]") == " range");
}

TEST_CASE("no more issues than the limit are collected") {
  const Constraint limits[] = {{.keyword = Keyword::max_items, .text = "2", .integer = 2}};
  const Type types[] = {{.kind = Kind::list, .element = 1, .constraints = limits},
                        {.kind = Kind::int8}};
  CHECK(judged(types, "[\"\",\"\",\"\",\"\"]", {.issues = 3}) == " maxItems, /0 type, /1 type");
  CHECK(judged(types, "[\"\",\"\",\"\"]", {.issues = 1}) == " maxItems");
}

TEST_CASE("foreign values are named as what they are") {
  CHECK(message(text_type, "\x01u", Source::foreign) == "must be string, not undefined");
  CHECK(message(of(Kind::float64), "\x01n", Source::foreign) == "must be number, not NaN");
  CHECK(message(of(Kind::float64), "\x01i", Source::foreign) == "must be number, not Infinity");
  CHECK(message(of(Kind::int32),
                "\x01"
                "b5",
                Source::foreign) == "must be integer, not bigint");
  CHECK(message(of(Kind::boolean), "\x01s", Source::foreign) == "must be boolean, not symbol");
  CHECK(message(of(Kind::list),
                "\x01"
                "f",
                Source::foreign) == "must be array, not function");
  CHECK(message(of(Kind::record), "\x01o", Source::foreign) ==
        "must be object, not class instance");
  CHECK(foreign(text_type,
                "\x01"
                "d") == " depth");
}

TEST_CASE("a bigint is a 64-bit integer") {
  CHECK(foreign(of(Kind::int64),
                "\x01"
                "b-9223372036854775808")
            .empty());
  CHECK(foreign(of(Kind::int64),
                "\x01"
                "b9223372036854775808") == " range");
  CHECK(foreign(of(Kind::uint64),
                "\x01"
                "b18446744073709551615")
            .empty());
}

TEST_CASE("issues of values without a text have no offset") {
  const Issues issues = explain(std::span(&text_type, 1), "1", Source::foreign);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].offset == Issue::nowhere);
}

TEST_CASE("lone surrogates of a JavaScript string are ill-formed wherever they are") {
  CHECK(foreign(text_type, "\"\xED\xA0\x80\"") == " encoding");
  CHECK(foreign(anything, "\"\xED\xA0\x80\"") == " encoding");
  CHECK(foreign(anything, "{\"\xED\xA0\x80\":1}") == " encoding");
}

TEST_CASE("a foreign value is no JSON, however deep it lies") {
  CHECK(message(anything, "\x01u", Source::foreign) == "must be any JSON, not undefined");
  CHECK(message(anything, "[1,{\"a\":\x01n}]", Source::foreign) == "must be any JSON, not NaN");
  CHECK(message(anything,
                "\x01"
                "b5",
                Source::foreign) == "must be any JSON, not bigint");
  CHECK(message(anything, "\x01x", Source::foreign) == "must be any JSON, not malformed value");
  CHECK(foreign(anything,
                "[\x01"
                "d]") == " depth");
}
