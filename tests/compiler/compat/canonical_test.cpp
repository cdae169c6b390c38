#include "compat/canonical.h"

#include <string>

#include "catch.h"
#include "compat/decimal.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler::compat {
namespace {

using compiler::testing::compile_files;
using compiler::testing::compile_types;

std::string text_of(const std::string& types, const std::string& name = "test.X") {
  const auto compiled = compile_types(types);
  REQUIRE(compiled.messages().empty());
  return canonical_text(publish(*compiled.model), name);
}

TEST_CASE("a number has one canonical spelling") {
  const char* const cases[][2] = {
      {"0", "0"},
      {"-0.0", "0"},
      {"0e9", "0"},
      {"1.50e2", "150"},
      {"1e2", "100"},
      {"150.0", "150"},
      {"-0.025", "-0.025"},
      {"25E-3", "0.025"},
      {"1e30", "1e30"},
      {"12e-30", "1.2e-29"},
      {"18446744073709551615", "18446744073709551615"},
      {"1.5", "1.5"},
      {"15e-1", "1.5"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(canonical_number(text) == expected);
    CHECK(canonical_number(expected) == expected);
  }
}

TEST_CASE("canonical numbers have the order of their values") {
  const char* const ascending[] = {"-1e30", "-150", "-1.5", "-0.2", "0",   "1e-30",
                                   "0.19",  "0.2",  "9",    "10",   "1e30"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      CAPTURE(ascending[i], ascending[j]);
      CHECK(number_less(ascending[i], ascending[j]) == (i < j));
    }
  }
}

TEST_CASE("a form holds what matters and the closure of what it refers to") {
  CHECK(text_of("  X: {record: {b?: {type: Y | null, maxLength: 5e0}}}\n"
                "  Y: {newtype: string, pattern: ^a$}\n") ==
        R"({"document":{"bytes":"1048576","depth":"64"},"tally":1,"type":"test.X","types":{)"
        R"("test.X":{"fields":[{"name":"b","optional":true,"type":{"element":{"limits":)"
        R"({"maxLength":["5"]},"ref":"test.Y"},"kind":"nullable"},"wire":"b"}],"form":"record",)"
        R"("unknown":"reject"},"test.Y":{"form":"newtype","type":{"kind":"string","limits":)"
        R"({"pattern":["^a$"]}}}}})");
}

TEST_CASE("what does not matter leaves no trace") {
  const std::string plain = text_of(
      "  X: {record: {a: {type: list<int32>, maxItems: 10, items: {minimum: 2}}, b: Y}}\n"
      "  Y: {union: {tag: t, variants: {one: YOne}}}\n"
      "  YOne: {record: {s: string}}\n");
  CHECK(plain == text_of("  Y: {doc: Or., union: {tag: t, variants: {one: {s: string}}}}\n"
                         "  L: {alias: list<int32>, maxItems: 20, items: {minimum: 2.0}}\n"
                         "  X:\n"
                         "    doc: Documented.\n"
                         "    record:\n"
                         "      a: {type: L, maxItems: 1e1, doc: Numbers.}\n"
                         "      b: Y\n"));
}

TEST_CASE(
    "a form has what mixins, derived records and generics make, and nothing of their history") {
  CHECK(text_of("  X: {record: {id: string, kind: string}}\n") ==
        text_of("  Named: {mixin: {id: string}}\n"
                "  X: {include: [Named], record: {kind: {type: string, since: 1.0.0}}, "
                "reserved: [old]}\n"));
  CHECK(text_of("  PageOfInt32: {record: {a: list<int32>}}\n", "test.PageOfInt32") ==
        text_of("  Page: {params: [T], record: {a: list<T>}}\n  Y: {alias: Page<int32>}\n",
                "test.PageOfInt32"));
  CHECK(text_of("  X: {record: {a?: string}}\n") ==
        text_of("  Y: {record: {a: string, b: {type: list<Y>, deprecated: {message: Gone.}}}}\n"
                "  X: {derive: {from: Y, omit: [b], optional: all}}\n"));
  CHECK(text_of("  X: {record: {a: {type: json, default: {b: [1.50, \"1.50\"]}, "
                "renamedFrom: [c, b]}}}\n") ==
        text_of("  X: {record: {a: {type: json, default: {b: [15e-1, \"1.50\"]}, "
                "renamedFrom: [b, c]}}}\n"));
}

TEST_CASE("the name that an import has here leaves no trace") {
  const auto with_alias = [](const std::string& alias) {
    const std::map<std::string, std::string> files = {
        {"a.contract.yaml", "contract: 1\npackage: a\ntypes: {N: {newtype: int8}}\n"},
        {"test.contract.yaml", "contract: 1\npackage: test\nimports: {" + alias +
                                   ": ./a.contract.yaml}\ntypes: {X: {record: {n: " + alias +
                                   ".N}}}\n"},
    };
    const auto compiled = compile_files(files, "test.contract.yaml");
    REQUIRE(compiled.messages().empty());
    return fingerprint(publish(*compiled.model), "test.X");
  };
  CHECK(with_alias("a") == with_alias("other"));
}

TEST_CASE("whatever matters changes the fingerprint") {
  const char* const variants[] = {
      "  X: {record: {a: string}}\n",
      "  X: {record: {a?: string}}\n",
      "  X: {record: {a: string | null}}\n",
      "  X: {record: {b: string}}\n",
      "  X: {record: {a: {type: string, wire: b}}}\n",
      "  X: {record: {a: {type: string, maxLength: 5}}}\n",
      "  X: {record: {a: {type: string, maxLength: 6}}}\n",
      "  X: {record: {a: {type: string, unit: m}}}\n",
      "  X: {record: {a: {type: string, format: email}}}\n",
      "  X: {record: {a: {type: string, format: ipv4}}}\n",
      "  X: {record: {a: {type: string, default: b}}}\n",
      "  X: {record: {a: {type: string, default: c}}}\n",
      "  X: {record: {a: {type: string, renamedFrom: [b]}}}\n",
      "  X: {record: {a: {type: string, renamedFrom: [b, c]}}}\n",
      "  X: {record: {a: {type: decimal, precision: 5}}}\n",
      "  X: {record: {a: {type: decimal, precision: 6}}}\n",
      "  X: {record: {a: {type: decimal, precision: 6, scale: 1}}}\n",
      "  X: {record: {a: bytes}}\n",
      "  X: {record: {a: {type: bytes, encoding: base64url}}}\n",
      "  X: {record: {a: date}}\n",
      "  X: {record: {a: list<X>}}\n",
      "  X: {record: {a: string}, unknown: drop}\n",
      "  X: {record: {a: int64}}\n",
      "  X: {record: {a: {type: int64, json: number}}}\n",
      "  X: {enum: [a]}\n",
      "  X: {enum: [a, b]}\n",
      "  X: {enum: {a: {}, b: {wire: c}}}\n",
      "  X: {newtype: string}\n",
      "  X: {alias: string}\n",
      "  X: {union: {tag: t, variants: {a: {}}}}\n",
      "  X: {union: {tag: u, variants: {a: {}}}}\n",
  };
  std::map<std::string, std::string> seen;
  for (const char* types : variants) {
    const auto compiled = compile_types(types);
    REQUIRE(compiled.messages().empty());
    const auto [known, fresh] =
        seen.emplace(fingerprint(publish(*compiled.model), "test.X"), types);
    CAPTURE(types, known->second);
    CHECK(fresh);
  }
}

TEST_CASE("a change of a type changes the fingerprints of those that refer to it") {
  const std::string outer = "  X: {record: {y: Y}}\n";
  CHECK(text_of(outer + "  Y: {enum: [a]}\n") != text_of(outer + "  Y: {enum: [a, b]}\n"));
}

}  // namespace
}  // namespace tally::compiler::compat
