// What rules may say, and what is said of those that may not.
#include <string>

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "rules/canonical.h"
#include "rules/wording.h"

namespace tally::compiler {
namespace {

using testing::Compiled;

constexpr std::string_view fields = R"(
  Line: {record: {sku: string, price: int64, parts: {type: list<int32>, maxItems: 9}, note?: string | null}}
  Status: {enum: {draft: {}, voided: {wire: VOID}}}
  T:
    record:
      flag: bool
      a: int32
      b?: uint8
      u: uint64
      x: float32
      money: {type: decimal, precision: 9, scale: 2}
      text: string
      maybe: string | null
      data: bytes
      id: uuid
      at: timestamp
      day: date
      clock: time
      length: duration
      status: Status
      any: json
      line: Line
      lines: {type: list<Line>, maxItems: 100}
      labels: map<int32>
      numbers: list<int64>
      old?: {type: int32, wire: Old}
    rules:
)";

Compiled with_rule(const std::string& rule) {
  return testing::compile_types(std::string(fields).substr(1) + "      - " + rule + "\n");
}

Compiled asserting(std::string expression) {
  for (std::size_t at = 0; (at = expression.find('\'', at)) != std::string::npos; at += 2) {
    expression.insert(at, "'");
  }
  return with_rule("{id: r, assert: '" + expression + "'}");
}

/// The condition of a sound rule, or the first message.
std::string meaning(const std::string& expression) {
  const auto compiled = asserting(expression);
  if (!compiled.message().empty()) return compiled.message();
  return rules::canonical(*compiled.model, *compiled.record("T").rules.front().condition);
}

/// The first message without its place.
std::string refusal(const std::string& expression) {
  const std::string message = asserting(expression).message();
  return message.empty() ? message : message.substr(message.find(' ') + 1);
}

}  // namespace

TEST_CASE("operators bind as in CEL") {
  CHECK(refusal("flag || true") == "T352 unknown name `flag`");
  CHECK(meaning("this.flag || true && false") == R"((or (field this "flag") (and bool:1 bool:0)))");
  CHECK(meaning("this.a + 2 * 3 == -4 - 1") ==
        R"((== (+ (field this "a") (* int64:2 int64:3)) (- int64:-4 int64:1)))");
  CHECK(meaning("!this.flag == true") == R"((== (not (field this "flag")) bool:1))");
  CHECK(meaning("-(this.a) < 0x10") == R"((< (minus (field this "a")) int64:16))");
  CHECK(meaning("this.flag ? false : this.flag ? true : false") ==
        R"((choose (field this "flag") bool:0 (choose (field this "flag") bool:1 bool:0)))");
  CHECK(meaning("1 - 1 - 1 == 0") == "(== (- (- int64:1 int64:1) int64:1) int64:0)");
  CHECK(meaning("this.a == -9223372036854775808") ==
        R"((== (field this "a") int64:-9223372036854775808))");
}

TEST_CASE("the first argument of a function may stand in front of it") {
  CHECK(meaning("size(this.text) > 1") == meaning("this.text.size() > 1"));
  CHECK(meaning("startsWith(this.text, 'a')") == meaning("this.text.startsWith('a')"));
  CHECK(meaning("all(this.lines, l, l.price > 0)") == meaning("this.lines.all(l, l.price > 0)"));
  CHECK(meaning("any(this.numbers, n, n == 1)") == meaning("this.numbers.exists(n, n == 1)"));
}

TEST_CASE("literals are read as what their place expects") {
  CHECK(meaning("this.status == 'voided'") == R"((== (field this "status") enum:"VOID"))");
  CHECK(meaning("'draft' != this.status") == R"((!= enum:"draft" (field this "status")))");
  CHECK(meaning("this.x > 1") == R"((> (field this "x") float64:1))");
  CHECK(meaning("this.x + 1 > 1e2") == R"((> (+ (field this "x") float64:1) float64:100))");
  CHECK(meaning("this.u > 18446744073709551615") ==
        R"((> (field this "u") uint64:18446744073709551615))");
  CHECK(meaning("this.money < 9.99") == R"((< (field this "money") decimal:"9.99"))");
  CHECK(meaning("this.at > '1970-01-01T00:00:01Z'") ==
        R"((> (field this "at") timestamp:1000000000))");
  CHECK(meaning("this.at - '1970-01-01T00:00:00Z' > 'PT1S'") ==
        R"((> (- (field this "at") timestamp:0) duration:1000000000))");
  CHECK(meaning("this.at - 'PT1S' < this.at") ==
        R"((< (- (field this "at") duration:1000000000) (field this "at")))");
  CHECK(meaning("this.status in ['draft', 'voided']") ==
        R"((oneOf (field this "status") enum:"draft" enum:"VOID"))");
  CHECK(meaning("'k' in this.labels") == R"((hasKey string:"k" (field this "labels")))");
  CHECK(meaning(R"(this.text == "\u00e9\n\x41" || this.text == r'\n')") ==
        R"((or (== (field this "text") string:"é\nA") (== (field this "text") string:"\\n")))");

  CHECK(refusal("this.status == 'VOID'") == "T222 `VOID` is no value of `Status`");
  CHECK(meaning("this.u > -1") == R"((> (field this "u") int64:-1))");
  CHECK(refusal("this.u + -1 > 0u") == "T351 `+` is not defined for `uint64` and an integer");
  CHECK(refusal("this.a > 1.5") == "T351 `>` is not defined for an integer and `float64`");
  CHECK(refusal("this.day > '2001-02-29'") == "T351 `2001-02-29` is no date");
  CHECK(refusal("this.id == 'x'") == "T351 `x` is no uuid");
}

TEST_CASE("types have to fit") {
  CHECK(refusal("this.a") == "T351 `assert` must be a truth value, and this is an integer");
  CHECK(refusal("this.a == this.x") == "T351 `==` is not defined for an integer and `float64`");
  CHECK(refusal("this.a + this.u > 0u") == "T351 `+` is not defined for an integer and `uint64`");
  CHECK(meaning("this.a < this.u").starts_with("(<"));
  CHECK(refusal("this.text + this.text == this.text") ==
        "T351 `+` is not defined for text and text");
  CHECK(refusal("this.flag > false") ==
        "T351 `>` is not defined for a truth value and a truth value");
  CHECK(refusal("this.clock < this.clock") == "T351 `<` is not defined for `time` and `time`");
  CHECK(refusal("this.any == this.any") == "T351 `==` is not defined for `json` and `json`");
  CHECK(refusal("this.lines == this.lines") == "T351 `==` is not defined for `list` and `list`");
  CHECK(refusal("size(this.a) > 1") == "T351 `size` is not defined for an integer");
  CHECK(refusal("this.a.b > 1") == "T351 an integer has no fields");
  CHECK(refusal("this.a == null") == "T351 this is never null");
  CHECK(refusal("all(this.labels, l, true)") == "T351 this is `map` and no list");
  CHECK(refusal("sum(this.lines, l, l.sku) > 1") == "T351 `sum` adds numbers up, and this is text");
  CHECK(refusal("this.text in this.numbers") == "T351 the list holds an integer and not text");
  CHECK(refusal("has(this)") == "T351 `has` asks for a field");
}

TEST_CASE("what may be absent or null is asked for first") {
  CHECK(refusal("this.b > 1") == "T353 `this.b` may be absent");
  CHECK(refusal("this.b > 1 && has(this.b)") == "T353 `this.b` may be absent");
  CHECK(refusal("has(this.b) || this.b > 1") == "T353 `this.b` may be absent");
  CHECK(refusal("!(has(this.b) || this.flag) || this.b > 1") == "T353 `this.b` may be absent");
  CHECK(refusal("size(this.maybe) > 1") == "T353 `this.maybe` may be null");
  CHECK(refusal("all(this.lines, l, size(l.note) > 1)") == "T353 `l.note` may be absent");
  CHECK(refusal("all(this.lines, l, has(l.note) && size(l.note) > 1)") ==
        "T353 `l.note` may be null");
  // A fact about one variable is none about another.
  CHECK(refusal("all(this.lines, l, has(l.note)) && all(this.lines, m, m.note == null)") ==
        "T353 `m.note` may be absent");
  for (const char* sound : {
           "has(this.b) && this.b > 1",
           "!has(this.b) || this.b > 1",
           "has(this.b) ? this.b > 1 : true",
           "!has(this.b) ? true : this.b > 1",
           "(has(this.b) && this.flag) && this.b > 1",
           "!(has(this.b) && this.flag) || this.b > 1",
           "this.maybe != null && size(this.maybe) > 1",
           "this.maybe == null || size(this.maybe) > 1",
           "null == this.maybe ? true : this.maybe == 'a'",
           "all(this.lines, l, has(l.note) && l.note != null && size(l.note) > 1)",
       }) {
    CAPTURE(sound);
    CHECK(asserting(sound).message().empty());
  }
  CHECK(with_rule("{id: r, when: has(this.b), assert: this.b > 1}").message().empty());
}

TEST_CASE("a rule names the fields that have to be sound") {
  const auto compiled =
      asserting("this.line.price > 0 || has(this.b) || all(this.lines, l, l.price > this.a)");
  const auto& record = compiled.record("T");
  std::string names;
  for (const auto index : record.rules.front().named) names += record.fields[index].name + " ";
  CHECK(names == "a b line lines ");
}

TEST_CASE("lists that are walked inside of each other are short") {
  CHECK(meaning("all(this.lines, l, all(l.parts, p, p > 0))").starts_with("(all"));
  CHECK(meaning("all(this.lines, l, all(this.lines, m, m.price >= l.price))").starts_with("(all"));
  CHECK(refusal("all(this.lines, l, l.price in this.numbers)") ==
        "T356 the list is walked for every item of another one");
  CHECK(refusal("all(this.numbers, n, any(this.lines, l, l.price == n))") ==
        "T356 the list is walked for every item of another one");
  CHECK(refusal("all(this.lines, a, all(this.lines, b, all(this.lines, c, all(this.lines, d, "
                "a.price == d.price))))") ==
        "T356 the list is walked for every item of another one");
}

TEST_CASE("lists of literals are written out") {
  CHECK(meaning("[1, 2].all(i, i < this.a)") ==
        R"((and (< int64:1 (field this "a")) (< int64:2 (field this "a"))))");
  CHECK(meaning("[].exists(i, i) ") == "bool:0");
  CHECK(meaning("sum([1, 2], i, i * this.a) == size([4, 5, 6])") ==
        R"((== (+ (* int64:1 (field this "a")) (* int64:2 (field this "a"))) int64:3))");
}

TEST_CASE("what was reported elsewhere is not reported again") {
  const auto compiled = testing::compile_types(R"(
  R:
    record: {a: bad, b: list<bad>, c: int32}
    rules:
      - {id: a, when: has(this.a), assert: this.a > 1}
      - {id: b, assert: "all(this.b, x, x > 1) && this.a in [1, this.a]"}
      - {id: c, when: this.a > 1, assert: -1 }
      - {id: d, exactlyOneOf: [a, b]}
)");
  for (const auto& message : compiled.messages()) {
    CAPTURE(message);
    CHECK((message.find("T204") != std::string::npos || message.find("T351") != std::string::npos ||
           message.find("T354") != std::string::npos));
  }
}

TEST_CASE("an expression cannot be too large") {
  const auto repeated = [](const std::string& text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  CHECK(refusal(repeated("(", 31) + "true" + repeated(")", 31)).empty());
  CHECK(refusal(repeated("(", 32) + "true" + repeated(")", 32)) ==
        "T355 the expression is too large");
  CHECK(refusal(repeated("!", 40) + "true") == "T355 the expression is too large");
  CHECK(refusal("true" + repeated(" && true", 200)) == "T355 the expression is too large");
  CHECK(refusal("this.text != '" + repeated("a", 5000) + "'") ==
        "T355 the expression has 5015 characters");
}

TEST_CASE("a place inside of an expression is exact") {
  CHECK(asserting("this.text == 'it' && this.unknown > 1").message() ==
        "30:54 T222 `T` has no field `unknown`");
  CHECK(with_rule("id: r\n        assert: |\n          this.flag &&\n            this.unknown")
            .message() == "33:18 T222 `T` has no field `unknown`");
}

TEST_CASE("what issues of a rule say without a message") {
  const auto compiled = testing::compile_types(std::string(fields).substr(1) + R"(
      - {id: some, atLeastOneOf: [b, old]}
      - {id: one, exactlyOneOf: [b, old]}
      - {id: needs, requires: {b: [old], old: [b]}}
      - {id: sum, assert: this.a > 1}
      - {id: own, native: acme::own, message: own words}
)");
  REQUIRE(compiled.message().empty());
  const auto& record = compiled.record("T");
  std::string text;
  for (const auto& rule : record.rules) {
    text += rules::sentence(record, rule) + " " + rules::params(record, rule) + "\n";
  }
  CHECK(text == R"(must have at least one of b, Old {"fields":["b","Old"]}
must have exactly one of b, Old {"fields":["b","Old"]}
must have Old when b is there, and b when Old is there {"requires":{"b":["Old"],"Old":["b"]}}
must satisfy this.a > 1 {}
own words {}
)");
}

TEST_CASE("rules come along with mixins and with derived records") {
  const auto compiled = testing::compile_types(R"(
  M: {mixin: {a?: int32, b?: int32}, rules: [{id: m, requires: {a: [b]}}]}
  R:
    include: [M]
    record: {c: int32, d: {type: int32, default: 1}}
    rules:
      - {id: c, assert: this.c > this.d}
      - {id: n, native: acme::n}
  Less: {derive: {from: R, omit: [d]}, rules: [{id: own, assert: this.c > 0}]}
  Patch: {derive: {from: R, optional: all}}
)");
  REQUIRE(compiled.message().empty());
  const auto ids = [&](std::string_view name) {
    std::string text;
    for (const auto& rule : compiled.record(name).rules) text += rule.id + " ";
    return text;
  };
  CHECK(ids("R") == "m c n ");
  CHECK(ids("Less") == "m own ");
  CHECK(ids("Patch") == "m c ");
  CHECK(
      rules::canonical(*compiled.model, *compiled.record("Patch").rules.back().condition) ==
      R"((choose (and (has this "c") (has this "d")) (> (field this "c") (field this "d")) bool:1))");
}

}  // namespace tally::compiler
