#include "compat/diff.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "catch.h"
#include "compat/lock.h"
#include "compat/texts.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler::compat {
namespace {

using compiler::testing::compile_types;

Published published(const std::string& types) {
  const auto compiled = compile_types(types);
  INFO(types);
  REQUIRE(compiled.messages().empty());
  return publish(*compiled.model);
}

/// `id member: detail` of every change.
std::vector<std::string> changes(const std::string& before, const std::string& after) {
  std::vector<std::string> lines;
  for (const Change& change : diff(published(before), published(after))) {
    std::string line(row_of(change.kind).id);
    line += " " + change.type.substr(5) + (change.member.empty() ? "" : "/" + change.member);
    if (!change.detail.empty()) line += ": " + change.detail;
    lines.push_back(std::move(line));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("limits are compared as the values that they allow") {
  struct Case {
    const char* before;
    const char* after;
    Lines expected;
  };
  const Case cases[] = {
      {"int32, exclusiveMinimum: 4",
       "int32, minimum: 5",
       {"limits.respelled X: exclusiveMinimum 4 -> none, minimum none -> 5"}},
      {"int8, maximum: 127", "int8", {"limits.respelled X: maximum 127 -> none"}},
      {"int32, multipleOf: 4, minimum: 1, maximum: 7",
       "int32, minimum: 4, maximum: 4",
       {"limits.respelled X: maximum 7 -> 4, minimum 1 -> 4, multipleOf 4 -> none"}},
      {"int32, multipleOf: 4", "int32, multipleOf: 6", {"limits.moved X: multipleOf 4 -> 6"}},
      {"uint64, multipleOf: 18446744073709551615",
       "uint64, multipleOf: 18446744073709551614",
       {"limits.moved X: multipleOf 18446744073709551615 -> 18446744073709551614"}},
      {"float64, maximum: 1",
       "float64, exclusiveMaximum: 1",
       {"limits.tightened X: exclusiveMaximum none -> 1, maximum 1 -> none"}},
      {"float64, multipleOf: 0.1",
       "float64, multipleOf: 0.2",
       {"limits.undecided X: multipleOf 0.1 -> 0.2"}},
      {"string, pattern: '^[0-9]+$'",
       "string, pattern: '^\\d\\d*$'",
       {"limits.respelled X: pattern ^[0-9]+$ -> ^\\d\\d*$"}},
      {"string, pattern: '^a{3}$'",
       "string, pattern: '^a+$', maxLength: 3, minLength: 3",
       {"limits.respelled X: maxLength none -> 3, minLength none -> 3, pattern ^a{3}$ -> ^a+$"}},
      {"string, pattern: '^a+$'",
       "string, pattern: '^(a|b)+$'",
       {"limits.loosened X: pattern ^a+$ -> ^(a|b)+$; allowed now: \"b\""}},
      {"string, pattern: '^[a-c]+$'",
       "string, pattern: '^[b-d]+$'",
       {"limits.moved X: pattern ^[a-c]+$ -> ^[b-d]+$; refused now: \"a\"; allowed now: \"d\""}},
      {"string, pattern: '^[\\p{L} ]{1,80}$'",
       "string, pattern: '^[\\p{L}'' ]{1,80}$'",
       {"limits.loosened X: pattern ^[\\p{L} ]{1,80}$ -> ^[\\p{L}' ]{1,80}$; allowed now: \"'\""}},
      {"string, maxLength: 500, pattern: '^a*$'",
       "string, maxLength: 400, pattern: '^a*$'",
       {"limits.tightened X: maxLength 500 -> 400"}},
      {"decimal, precision: 5, scale: 1",
       "decimal, precision: 4, scale: 1",
       {"limits.tightened X: decimal(5, 1) -> decimal(4, 1)"}},
      {"decimal, precision: 5, scale: 1, maximum: 99.9, minimum: -99.9",
       "decimal, precision: 3, scale: 1",
       {"limits.respelled X: decimal(5, 1) -> decimal(3, 1), maximum 99.9 -> none, minimum -99.9 "
        "-> none"}},
      {"decimal, precision: 38, scale: 1",
       "decimal, precision: 38, scale: 38",
       {"limits.moved X: decimal(38, 1) -> decimal(38, 38)"}},
      {"decimal, precision: 4, scale: 2, multipleOf: 0.5",
       "decimal, precision: 3, scale: 1, multipleOf: 0.5",
       {"limits.respelled X: decimal(4, 2) -> decimal(3, 1)"}},
      {"string",
       "string, format: uuid",
       {"limits.tightened X: format none -> uuid; refused now: \"\""}},
      {"string, pattern: '^[a-c]$'",
       "string, format: hostname",
       {"limits.undecided X: format none -> hostname, pattern ^[a-c]$ -> none; allowed now: "
        "\"0\""}},
      {"string, format: date",
       "string, format: date-time",
       {"limits.moved X: format date -> date-time; refused now: \"2026-11-21\"; allowed now: "
        "\"2026-11-21T13:47:16Z\""}},
      {"string, minLength: 1",
       "string, pattern: '.'",
       {"limits.tightened X: minLength 1 -> none, pattern none -> ."}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.before, each.after);
    CHECK(changes("  X: {newtype: " + std::string(each.before) + "}\n",
                  "  X: {newtype: " + std::string(each.after) + "}\n") == each.expected);
  }
}

TEST_CASE("a value's type is compared with its limits") {
  struct Case {
    const char* before;
    const char* after;
    Lines expected;
  };
  const Case cases[] = {
      {"E",
       "string",
       {"use.type X/a: `test.E` -> `string`", "value.widened X/a: `test.E` -> `string`"}},
      {"E",
       "{type: string, maxLength: 3}",
       {"use.type X/a: `test.E` -> `string`", "value.changed X/a: `test.E` -> `string`"}},
      {"uuid", "string", {"value.widened X/a: `uuid` -> `string`"}},
      {"uuid", "{type: string, minLength: 1}", {"value.undecided X/a: `uuid` -> `string`"}},
      {"N",
       "string",
       {"use.type X/a: `test.N` -> `string`",
        "limits.loosened X/a: minLength 2 -> none; allowed now: \"\""}},
      {"{type: int64, maximum: 9, minimum: 0}", "int8", {"value.changed X/a: `int64` -> `int8`"}},
      {"int64", "{type: int64, json: number}", {"encoding.integer X/a"}},
      {"{type: bytes, maxLength: 5}", "bytes", {"limits.loosened X/a: maxLength 5 -> none"}},
      {"uuid", "{type: bytes, encoding: base64url}", {"value.undecided X/a: `uuid` -> `bytes`"}},
      {"date", "timestamp", {"value.changed X/a: `date` -> `timestamp`"}},
      {"int8", "{type: decimal, precision: 3}", {"value.widened X/a: `int8` -> `decimal`"}},
      {"int64", "{type: decimal, precision: 19}", {"value.undecided X/a: `int64` -> `decimal`"}},
      {"list<X>", "list<X | null>", {"null.allowed X/a[]"}},
      {"timestamp", "{type: timestamp, encoding: unixMillis}", {"encoding.timestamp X/a"}},
      {"list<int32>", "list<int32 | null>", {"null.allowed X/a[]"}},
      {"map<string>",
       "{type: map<string>, keys: {maxLength: 3}}",
       {"limits.tightened X/a{keys}: maxLength none -> 3; refused now: \"aaaa\""}},
      {"R", "S", {"use.type X/a: `test.R` -> `test.S`", "field.added.required S/n"}},
      {"R", "R", {}},
      {"int32 | null", "json", {"value.widened X/a: `int32 | null` -> `json`"}},
  };
  const std::string others =
      "  E: {enum: [one, three]}\n  N: {newtype: string, minLength: 2}\n"
      "  R: {record: {}}\n  S: {record: {n: bool}}\n";
  for (const Case& each : cases) {
    CAPTURE(each.before, each.after);
    auto found = changes(others + "  X: {record: {a: " + each.before + "}}\n",
                         others + "  X: {record: {a: " + each.after + "}}\n");
    std::sort(found.begin(), found.end());
    auto expected = each.expected;
    std::sort(expected.begin(), expected.end());
    CHECK(found == expected);
  }
}

TEST_CASE("a change is told once, where it is declared") {
  const std::string outer = "  X: {record: {a: N, b: list<N>, c?: N | null}}\n";
  CHECK(changes(outer + "  N: {newtype: int32}\n", outer + "  N: {newtype: int32, minimum: 0}\n") ==
        Lines{"limits.tightened N: minimum none -> 0"});
}

TEST_CASE("a walk over automata that are too large is given up") {
  const std::string tail = "[ab]{11}$";
  const Json limits = {{"pattern", {"a" + tail, "^[ab]*b" + tail, "[^c]*a[ab]{10}$"}}};
  const Json other = {{"pattern", {"b[ab]{10}$"}}, {"maxLength", {"4000"}}};
  CHECK(within(texts_of(limits), texts_of(other)) != Answer::yes);
}

TEST_CASE("a text of one set that is none of the other is found, beyond ASCII too") {
  const auto texts = [](const char* pattern) { return texts_of(Json{{"pattern", {pattern}}}); };
  CHECK(only_in(texts("^[a\xc3\xa4]$"), texts("^a$")) == "\xc3\xa4");
  CHECK(only_in(texts("^a$"), texts("^[a\xc3\xa4]$")) == std::nullopt);
  CHECK(only_in(texts("^\\u{1f600}$"), texts("^[^\\u{1f600}]$")) == "\xf0\x9f\x98\x80");
  CHECK(within(texts_of(Json{{"maxLength", {"1"}}}), texts("^[^]?$")) == Answer::yes);
}

TEST_CASE("a version may break what one of a lower major number promised") {
  CHECK(may_break("1.2.0", "2.0.0"));
  CHECK(may_break("9.0.0", "10.0.0"));
  CHECK(may_break("0.1.0", "0.2.0"));
  CHECK(may_break("0.9.0", "1.0.0"));
  CHECK(!may_break("1.2.0", "1.3.0"));
  CHECK(!may_break("0.1.0", "0.1.1"));
  CHECK(!may_break("2.0.0", "1.0.0"));
  CHECK(!may_break("1.0.0", "0.5.0"));
}

TEST_CASE("a lock gives back what was published") {
  const Published types = published("  X: {record: {a: N}}\n  N: {newtype: int32, minimum: 0}\n");
  const auto read = read_lock(write_lock(types));
  REQUIRE(read);
  CHECK(diff(types, *read).empty());
  CHECK(write_lock(*read) == write_lock(types));
  for (const char* text :
       {"", "{", "[]", "{\"lock\":2,\"types\":{}}", "{\"lock\":1,\"types\":{\"a\":1}}"})
    CHECK(!read_lock(text));
}

TEST_CASE("the page about compatibility lists every change with its verdicts") {
  std::ifstream file(std::string(TALLY_SOURCE_DIR) + "/docs/compatibility.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  std::set<std::string_view> ids;
  for (const ChangeRow& row : change_rows()) {
    static constexpr std::string_view cells[] = {" ", " may ", " **breaks** "};
    std::string line = "| `" + std::string(row.id) + "` |";
    for (const Verdict verdict : row.verdicts) {
      const std::string_view cell = cells[static_cast<std::size_t>(verdict)];
      line += std::string(cell == " " ? "  " : cell) + "|";
    }
    CAPTURE(line);
    CHECK(page.find(line + " " + std::string(row.description) + " |\n") != std::string::npos);
    CHECK(ids.insert(row.id).second);
  }
}

TEST_CASE("rules are compared by what they say") {
  const auto record = [](const std::string& rules) {
    return "  R:\n    record: {a?: int32, b?: int32}\n    rules:\n" + rules;
  };
  const std::string some = "      - {id: some, atLeastOneOf: [a, b]}\n";
  const std::string low = "      - {id: low, when: has(this.a), assert: this.a < 5}\n";
  const auto rules = [&](const std::string& before, const std::string& after) {
    return changes(record(some + before), record(some + after));
  };
  CHECK(rules("", low) == Lines{"rule.added R/low"});
  CHECK(rules(low, "") == Lines{"rule.removed R/low"});
  CHECK(rules("", "      - {id: n, native: acme::n}\n") == Lines{"rule.added.native R/n"});
  CHECK(rules(low, "      - {id: low, when: has(this.a), assert: this.a < 6}\n") ==
        Lines{"rule.changed R/low"});
  CHECK(rules(low, "      - {id: low, when: has(this.a), assert: (this.a) < 0x5, message: m}\n") ==
        Lines{});
  CHECK(rules(low, "      - {id: small, when: has(this.a), assert: this.a < 5}\n") ==
        Lines{"rule.renamed R/small: `low` -> `small`"});
  CHECK(rules(low, "      - {id: low, when: has(this.a), assert: this.a < 5, at: a}\n") ==
        Lines{"rule.at R/low: `` -> `a`"});
  CHECK(changes(record(some + low), record(low + some)) == Lines{});
}

}  // namespace
}  // namespace tally::compiler::compat
