// Made-up documents and the judge.
#include "sample/sampler.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "plan/plan.h"
#include "sample/formats.h"
#include "tally/engine/explain/explain.h"

namespace tally::compiler::sampling {
namespace {

using testing::compile_types;

// The first type of some declarations.
class Sampled {
 public:
  explicit Sampled(const std::string& types, std::uint64_t seed = 1)
      : compiled_(compile_types(types)),
        owned_(build_plan(*compiled_.model, 0)),
        plan_(owned_.plan()),
        type_(owned_.entries().front().type),
        sampler_(plan_, type_, seed) {
    REQUIRE_FALSE(compiled_.diagnostics.has_errors());
  }

  Sampler& sampler() { return sampler_; }

  std::vector<std::string> valid(std::uint64_t count) {
    std::vector<std::string> all;
    for (std::uint64_t i = 0; i < count; ++i) {
      auto document = sampler_.valid(i);
      REQUIRE(document);
      INFO(*document);
      REQUIRE(explain(plan_, type_, Document(*document).padded()).empty());
      all.push_back(std::move(*document));
    }
    return all;
  }

  // How often each code came.
  std::map<std::string, int> invalid(std::uint64_t count) {
    std::map<std::string, int> codes;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto sample = sampler_.invalid(i);
      REQUIRE(sample);
      INFO(sample->document);
      const auto issues = explain(plan_, type_, Document(sample->document).padded());
      REQUIRE(issues.size() == 1);
      REQUIRE(issues.front().code == sample->code);
      REQUIRE(issues.front().path == sample->path);
      ++codes[sample->code];
    }
    return codes;
  }

 private:
  testing::Compiled compiled_;
  OwnedPlan owned_;
  plan::Plan plan_;
  plan::TypeIndex type_;
  Sampler sampler_;
};

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

TEST_CASE("limits of numbers are reached") {
  for (const auto& [type, low, high] : std::vector<std::array<std::string, 3>>{
           {"{newtype: uint8}", "0", "255"},
           {"{newtype: int64}", "\"-9223372036854775808\"", "\"9223372036854775807\""},
           {"{newtype: uint64, minimum: 3}", "\"3\"", "\"18446744073709551615\""},
           {"{newtype: int, exclusiveMinimum: 5, maximum: 19, multipleOf: 6}", "6", "18"},
           {"{newtype: float64, minimum: -1, maximum: 0.5}", "-1", "0.5"},
           {"{newtype: decimal, precision: 4, scale: 2, multipleOf: 0.25}", "\"-99.75\"",
            "\"99.75\""},
           {"{newtype: decimal, precision: 38, scale: 0}", "\"-" + std::string(38, '9') + "\"",
            "\"" + std::string(38, '9') + "\""},
       }) {
    INFO(type);
    const auto all = Sampled("  T: " + type + "\n").valid(200);
    CHECK(contains(all, low));
    CHECK(contains(all, high));
  }
}

TEST_CASE("limits may be as far apart as numbers go") {
  Sampled("  T: {newtype: float64, minimum: -1.7e308, maximum: 1.7e308}\n").valid(50);
  Sampled("  T: {newtype: float32, minimum: 3.4e38}\n").valid(50);
  CHECK(Sampled("  T: {newtype: float64, minimum: 1e308}\n").invalid(20).count("minimum") == 1);
}

TEST_CASE("numbers keep to several steps") {
  for (const auto& document :
       Sampled("  T: {alias: N, multipleOf: 6}\n  N: {newtype: int32, multipleOf: 4}\n").valid(100))
    CHECK(std::stol(document) % 12 == 0);
}

TEST_CASE("every format and every type of a form has samples") {
  for (int i = 0; i <= static_cast<int>(Format::uuid); ++i) {
    const auto format = static_cast<Format>(i);
    Random random(11, static_cast<std::uint64_t>(i));
    for (int times = 0; times < 500; ++times) {
      const std::string text = make_format(format, random);
      INFO(text);
      REQUIRE(matches(format, text));
    }
    Sampled("  T: {newtype: string, format: " + std::string(name_of(format)) + "}\n").valid(20);
  }
  for (const char* type :
       {"uuid", "timestamp", "date", "time", "duration", "bytes", "json", "bool", "float32"}) {
    INFO(type);
    Sampled("  T: {newtype: " + std::string(type) + "}\n").valid(50);
  }
}

TEST_CASE("optional fields, null, defaults and variants come and stay away") {
  const auto all = Sampled(R"(
  T:
    record:
      a?: bool
      b: int8 | null
      c: {type: bool, default: true}
      d: U
  U: {union: {tag: kind, variants: {x: {}, y: {z: bool}}}}
)")
                       .valid(100);
  const auto some = [&](const std::string& part) {
    const auto holds = [&](const std::string& text) { return text.find(part) != text.npos; };
    const auto count = std::count_if(all.begin(), all.end(), holds);
    return count > 0 && count < 100;
  };
  for (const char* part : {"\"a\":", "\"b\":null", "\"c\":", "\"kind\":\"x\"", "\"kind\":\"y\""}) {
    INFO(part);
    CHECK(some(part));
  }
}

TEST_CASE("items that must differ do") {
  Sampled lists(
      "  T: {alias: list<S>, minItems: 3, uniqueItems: true}\n  S: {enum: [a, b, c, d]}\n");
  lists.valid(50);
  CHECK(lists.invalid(30).count("uniqueItems") == 1);
  Sampled(
      "  T: {alias: list<R>, minItems: 3, uniqueBy: [id]}\n"
      "  R: {record: {id: {type: int8, minimum: 0, maximum: 3}, x: bool}}\n")
      .valid(50);
}

TEST_CASE("rules are obeyed, and broken alone") {
  Sampled spans(R"(
  T: {record: {spans: {type: list<Span>, minItems: 4}}}
  Span:
    record: {begin: int32, end: int32}
    rules: [{id: end-after-begin, assert: this.end > this.begin, at: end}]
)");
  spans.valid(50);
  spans.invalid(30);
}

TEST_CASE("a field that a rule calculates has what comes out") {
  Sampled sums(R"(
  T:
    record:
      total: int64
      parts: {type: list<Part>, minItems: 2, maxItems: 4}
      counted?: bool
      count: {type: uint8, default: 3}
    rules:
      - {id: total, assert: 'this.total == sum(this.parts, p, p.price * p.count)'}
      - {id: count, when: has(this.counted), assert: size(this.parts) == this.count}
  Part: {record: {price: {type: int64, minimum: -1000, maximum: 1000}, count: uint16}}
)");
  sums.valid(50);
}

TEST_CASE("types that contain themselves end, and nest now and then") {
  Sampled trees("  Tree: {record: {name: string, children: list<Tree>}}\n");
  std::set<std::size_t> depths;
  for (const auto& document : trees.valid(100))
    depths.insert(static_cast<std::size_t>(std::count(document.begin(), document.end(), '[')));
  CHECK(depths.size() > 3);
  CHECK(trees.invalid(30).size() > 3);
}

TEST_CASE("records within records do not multiply what is tried for a rule") {
  Sampled all(
      "  T:\n    record: {n: int8, a: 'T | null', b: 'T | null', c: 'T | null'}\n"
      "    rules: [{id: never, assert: this.n * this.n == 3, message: it does not}]\n");
  CHECK_FALSE(all.sampler().valid(0));
}

TEST_CASE("every constraint is broken by some document") {
  const auto codes = Sampled(R"(
  T:
    record:
      id: {type: string, pattern: '^[a-z]+$', minLength: 2, maxLength: 8}
      mail: {type: string, format: email}
      count: {type: uint16, minimum: 10, maximum: 90, multipleOf: 5}
      share: {type: float64, exclusiveMinimum: 0, exclusiveMaximum: 1}
      price: {type: decimal, precision: 6, scale: 2}
      raw: {type: bytes, minLength: 1, maxLength: 4}
      list: {type: list<bool>, minItems: 1, maxItems: 3}
      map: {type: map<int8>, minProperties: 1, maxProperties: 3, keys: {pattern: '^[a-z]+$'}}
      when: timestamp
      state: S
      how: U
  S: {enum: [on, off]}
  U: {union: {tag: kind, variants: {x: {}, y: {z: bool}}}}
)")
                         .invalid(240);
  for (const char* code :
       {"type",      "required",         "unknown",          "duplicate",  "minimum",
        "maximum",   "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "pattern",          "format",           "enum",       "minItems",
        "maxItems",  "minProperties",    "maxProperties",    "tag",        "precision",
        "range",     "encoding"}) {
    INFO(code);
    CHECK(codes.count(code) == 1);
  }
}

TEST_CASE("a tag is no value of its own, also where the union may be null") {
  Sampled all(
      "  A: {alias: 'U | null'}\n"
      "  U: {union: {tag: kind, variants: {a: {record: {}}, b: {record: {x: int8}}}}}\n");
  const auto codes = all.invalid(200);
  CHECK(codes.contains("tag"));
  CHECK(codes.contains("type"));
}

TEST_CASE("samples depend on nothing but seed and number") {
  const std::string types = "  T: {record: {a: string, b: list<float64>, c?: date}}\n";
  Sampled forwards(types, 5);
  Sampled again(types, 5);
  Sampled other(types, 6);
  const auto all = forwards.valid(20);
  for (std::uint64_t i = 20; i-- > 0;) CHECK(again.sampler().valid(i) == all[i]);
  CHECK(other.valid(20) != all);
}

TEST_CASE("limits of a text that leave nothing are said") {
  Sampled none(R"(
  T: {record: {code: {type: string, format: ipv4, pattern: '^x'}}}
)");
  CHECK_FALSE(none.sampler().valid(0));
  CHECK(none.sampler().trouble() ==
        "nothing was found for `/code` with `format: ipv4`, `pattern: ^x`");
}

TEST_CASE("what cannot be made is left out where it may be") {
  const auto all = Sampled(R"(
  T: {record: {a?: X, b: X | null, c: list<X>}}
  X: {newtype: string, format: ipv4, pattern: '^x'}
)")
                       .valid(10);
  for (const auto& document : all) CHECK(document == R"({"b":null,"c":[]})");
}

}  // namespace
}  // namespace tally::compiler::sampling
