// Whether contracts make sense.
#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler {
namespace {

using testing::compile_files;
using testing::compile_types;
using Lines = std::vector<std::string>;

std::string newtype(const std::string& body) {
  return compile_types("  T: {newtype: " + body + "}\n").message();
}

// Without the place.
std::string complaint(const std::string& body) {
  const auto message = newtype(body);
  return message.empty() ? message : message.substr(message.find(' ') + 1);
}

TEST_CASE("integers are read exactly, however they are written") {
  const auto integer = [](const std::string& type, const std::string& text) {
    const auto result = compile_types("  T: {newtype: " + type + ", minimum: " + text + "}\n");
    REQUIRE(result.message() == "");
    return result.named("T").constraints.at(0).integer;
  };
  CHECK(integer("int8", "-128") == -128);
  CHECK(integer("int32", "1e3") == 1000);
  CHECK(integer("int32", "1.50e1") == 15);
  CHECK(integer("int64", "9223372036854775807") == INT64_MAX);
  CHECK(integer("int64", "-9223372036854775808") == INT64_MIN);
  CHECK(integer("uint64", "18446744073709551615") == -1);  // the same 64 bits
  CHECK(integer("int", "9007199254740991") == 9007199254740991);
}

TEST_CASE("a limit lies within its type") {
  CHECK(complaint("int8, maximum: 128") == "T302 `maximum` is outside of `int8`");
  CHECK(complaint("int, maximum: 9007199254740992") == "T302 `maximum` is outside of `int`");
  CHECK(complaint("uint32, minimum: -1") == "T302 `minimum` is outside of `uint32`");
  CHECK(complaint("int64, maximum: 9223372036854775808") == "T302 `maximum` is outside of `int64`");
  CHECK(complaint("float64, maximum: 1e400") == "T302 `maximum` is outside of `float64`");
  CHECK(complaint("float32, maximum: 1e39") == "T302 `maximum` is outside of `float32`");
  CHECK(complaint("string, maxLength: 4294967296") == "T302 `maxLength` is outside of its range");
  CHECK(complaint("string, minLength: -1") == "T302 `minLength` is outside of its range");
  CHECK(complaint("string, minLength: 1.5") == "T207 `minLength` must be a whole number");
  CHECK(complaint("uint16, minimum: 0.5") == "T207 `minimum` of `uint16` must be a whole number");
  CHECK(complaint("string, maxLength: 4294967295").empty());
}

TEST_CASE("a decimal says how many digits it has, and its limits have as many") {
  CHECK(complaint("decimal") == "T202 the decimal has no `precision`");
  CHECK(complaint("decimal, precision: 39") == "T302 `precision` is a whole number from 1 to 38");
  CHECK(complaint("decimal, precision: 5, scale: 0.5") ==
        "T302 `scale` is a whole number from 0 to 38");
  CHECK(complaint("int32, scale: 2") == "T301 `scale` does not apply to `int32`");
  const std::string five = "decimal, precision: 5, scale: 2, ";
  CHECK(complaint(five + "maximum: 999.99").empty());
  CHECK(complaint(five + "maximum: 1000") == "T302 `maximum` is outside of `decimal`");
  CHECK(complaint(five + "minimum: 0.125") ==
        "T207 `minimum` has more than the 2 digits behind the point that its decimal has");
  CHECK(complaint(five + "multipleOf: 0") == "T309 `multipleOf` must be above 0");
  CHECK(complaint(five + "minimum: 0.2, maximum: 0.1") ==
        "T303 no value can keep both `minimum` 0.2 and `maximum` 0.1");
  CHECK(complaint(five + "exclusiveMinimum: 0.1, exclusiveMaximum: 0.11") ==
        "T310 no value can keep both `exclusiveMinimum` 0.1 and `exclusiveMaximum` 0.11");
  CHECK(complaint(five + "minimum: 0.26, maximum: 0.49, multipleOf: 0.25") ==
        "T310 no multiple of 0.25 lies within the limits");
}

TEST_CASE("a limit on a float32 is the float that documents would hold") {
  const auto result = compile_types("  T: {newtype: float32, maximum: 0.1}\n");
  CHECK(result.named("T").constraints.at(0).number == static_cast<double>(0.1F));
}

TEST_CASE("constraints apply to their types, through newtypes and `| null`") {
  CHECK(complaint("uuid, minLength: 1") == "T301 `minLength` does not apply to `uuid`");
  CHECK(complaint("bool, minimum: 0") == "T301 `minimum` does not apply to `bool`");
  CHECK(complaint("timestamp, minimum: 0") == "T301 `minimum` does not apply to `timestamp`");
  CHECK(complaint("string, json: number") == "T301 `json` does not apply to `string`");
  CHECK(complaint("int64, encoding: rfc3339") == "T301 `encoding` does not apply to `int64`");
  const auto result = compile_types(R"(
  A: {newtype: string}
  B: {newtype: A, maxLength: 9}
  C: {alias: list<B> | null, maxItems: 3}
  D:
    record:
      b: {type: B | null, minLength: 2}
      c: {type: C, minItems: 2}
      e: {type: E, minLength: 1}
  E: {enum: [x]}
)");
  CHECK(result.messages() == Lines{"12:20 T301 `minLength` does not apply to `enum`"});
}

TEST_CASE("no value can keep limits that exclude each other, across newtypes too") {
  CHECK(complaint("int, minimum: 2, maximum: 1") ==
        "T303 no value can keep both `minimum` 2 and `maximum` 1");
  CHECK(complaint("int, minimum: 2, maximum: 2").empty());
  CHECK(complaint("int, exclusiveMinimum: 1, exclusiveMaximum: 2") ==
        "T310 no value can keep both `exclusiveMinimum` 1 and `exclusiveMaximum` 2");
  CHECK(complaint("float64, exclusiveMinimum: 1, exclusiveMaximum: 2").empty());
  CHECK(complaint("float64, minimum: 1, exclusiveMaximum: 1") ==
        "T310 no value can keep both `minimum` 1 and `exclusiveMaximum` 1");
  CHECK(complaint("uint64, exclusiveMinimum: 18446744073709551615") ==
        "T310 no `uint64` can keep this `exclusiveMinimum`");
  CHECK(complaint("string, minLength: 3, maxLength: 2") ==
        "T303 no value can keep both `minLength` 3 and `maxLength` 2");
  CHECK(compile_types("  A: {newtype: int, minimum: 10}\n  B: {newtype: A}\n"
                      "  C: {record: {b: {type: B, maximum: 9}}}\n")
            .messages() == Lines{"6:38 T303 no value can keep both `minimum` 10 and `maximum` 9"});
}

TEST_CASE("a use may tighten a type, not loosen it") {
  const auto use = [](const std::string& constraint) {
    return compile_types(
               "  A: {newtype: float64, minimum: 0, maximum: 10}\n"
               "  B: {record: {a: {type: A, " +
               constraint + "}}}\n")
        .message();
  };
  CHECK(use("minimum: 1, maximum: 9").empty());
  CHECK(use("maximum: 11") == "5:38 T312 `maximum` is looser than the 10 of its type");
  CHECK(use("minimum: -0.5") == "5:38 T312 `minimum` is looser than the 0 of its type");
}

TEST_CASE("steps") {
  CHECK(complaint("int, multipleOf: 0") == "T309 `multipleOf` must be above 0");
  CHECK(complaint("uint8, multipleOf: -1") == "T309 `multipleOf` must be above 0");
  CHECK(complaint("float64, multipleOf: -0.5") == "T309 `multipleOf` must be above 0");
  CHECK(complaint("int, minimum: -4, maximum: -1, multipleOf: 5") ==
        "T310 no multiple of 5 lies within the limits");
  CHECK(complaint("int, minimum: -5, maximum: -1, multipleOf: 5").empty());
  CHECK(complaint("int, minimum: -1, maximum: 1, multipleOf: 5").empty());  // 0
}

TEST_CASE("patterns are compiled, and their errors stand where they are made") {
  const auto result = compile_types("  T: {newtype: string, pattern: '^a+$'}\n");
  CHECK(result.message().empty());
  REQUIRE(result.named("T").constraints.at(0).pattern);
  const auto pattern = result.named("T").constraints[0].pattern->pattern();
  CHECK(matches(pattern, "aaa"));
  CHECK_FALSE(matches(pattern, "ab"));

  CHECK(newtype("string, pattern: ^(a$").starts_with("4:34 T401"));
  CHECK(newtype("string, pattern: '^(a$'").starts_with("4:35 T401"));
  CHECK(newtype(R"(string, pattern: "\u0061\u0061(a$")").starts_with("4:46 T401"));
  CHECK(compile_types("  T:\n    newtype: string\n    pattern: |-\n      ^(a$\n")
            .message()
            .starts_with("7:8 T401"));
  CHECK(compile_types("  T: {alias: map<int>, keys: {pattern: '^(a$'}}\n")
            .message()
            .starts_with("4:42 T401"));
}

TEST_CASE("a list may hold what it is part of") {
  CHECK(compile_types("  A: {record: {a: list<A>}}\n").messages() == Lines{});
  CHECK(compile_types("  A: {record: {b: B}}\n  B: {alias: list<A>}\n").messages() == Lines{});
  // A circle without a list is found beside one with a list, in whichever order they are met.
  CHECK(compile_types("  A: {record: {l: list<B>, c: C}}\n  B: {record: {a: A}}\n"
                      "  C: {record: {b: B}}\n")
            .message() == "4:31 T223 `A` contains itself without end");
}

TEST_CASE("types that contain themselves") {
  CHECK(
      compile_types("  A: {record: {b: B}}\n  B: {alias: C}\n  C: {record: {a: A}}\n").messages() ==
      Lines{"4:19 T223 `A` contains itself without end"});
  CHECK(compile_types("  A: {alias: B}\n  B: {alias: A | null}\n").messages() ==
        Lines{"4:14 T224 `A` is defined by itself"});
  CHECK(compile_types("  A: {alias: map<A>}\n").messages() ==
        Lines{"4:18 T224 `A` is defined by itself"});
}

TEST_CASE("a type may contain itself where it can do without") {
  CHECK(compile_types("  A: {record: {a?: A}}\n").messages() == Lines{});
  CHECK(compile_types("  A: {record: {a: A | null}}\n").messages() == Lines{});
  CHECK(compile_types("  A: {record: {a: map<A>}}\n").messages() == Lines{});
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: {u: U}, b: {}}}}\n").messages() ==
        Lines{});
  CHECK(compile_types("  A: {record: {a: {type: list<B>, minItems: 1}}}\n"
                      "  B: {alias: A | null}\n")
            .messages() == Lines{});
  CHECK(compile_types("  A: {record: {a: {type: list<A>, minItems: 0}}}\n").messages() == Lines{});
}

TEST_CASE("a type without a finite value is refused however it leads back") {
  const std::string without_end = " contains itself without end";
  // The least count may stand at the list or where its alias is used.
  CHECK(compile_types("  A: {record: {a: {type: list<A>, minItems: 1}}}\n").messages() ==
        Lines{"4:31 T223 `A`" + without_end});
  CHECK(compile_types("  A: {record: {b: {type: B, minProperties: 2}}}\n  B: {alias: map<A>}\n")
            .messages() == Lines{"5:18 T223 `A`" + without_end});
  CHECK(compile_types("  L: {alias: list<A>, minItems: 1}\n  A: {record: {a: L}}\n").messages() ==
        Lines{"4:19 T223 `L`" + without_end});
  // Every variant leads back.
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: {u: U}, b: {a: A}}}}\n"
                      "  A: {record: {u: U}}\n")
            .messages()
            .size() == 1);
  // A default is a value as well.
  CHECK(compile_types("  A: {record: {a: {type: A, default: {}}}}\n").messages() ==
        Lines{"4:26 T223 `A`" + without_end});
  // Two circles are two mistakes, who leads into one makes none.
  CHECK(compile_types("  A: {record: {b: B}}\n  B: {record: {b: B, c: C}}\n"
                      "  C: {record: {c: C}}\n")
            .messages() == Lines{"5:19 T223 `B`" + without_end, "6:19 T223 `C`" + without_end});
}

TEST_CASE("what refers to a broken declaration is not complained about again") {
  CHECK(compile_types("  A: {record: {a: A}}\n"
                      "  B: {record: {a: {type: A, minLength: 3}}}\n"
                      "  C: {newtype: A}\n"
                      "  D: {union: {tag: a, variants: {a: A}}}\n")
            .messages()
            .size() == 1);
}

TEST_CASE("long chains and deep types are refused, not followed") {
  std::string names = "  A0: {alias: int}\n";
  for (int i = 1; i < 20000; ++i) {
    names += "  A" + std::to_string(i) + ": {alias: A" + std::to_string(i - 1) + "}\n";
  }
  CHECK(compile_types(names).message().find("T234") != std::string::npos);
  std::string records = "  R0: {record: {}}\n";
  for (int i = 1; i < 20000; ++i) {
    records += "  R" + std::to_string(i) + ": {record: {r: R" + std::to_string(i - 1) + "}}\n";
  }
  CHECK(compile_types(records).message().find("T234") != std::string::npos);
  std::string cycle = "  R0: {record: {r: R19999}}\n" + records.substr(records.find('\n') + 1);
  CHECK(compile_types(cycle).message().find("T223") != std::string::npos);
}

TEST_CASE("unions") {
  CHECK(compile_types("  U: {union: {tag: t, variants: {}}}\n").message() ==
        "4:3 T225 the union `U` has no variants");
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: R}}}\n  R: {alias: S}\n"
                      "  S: {record: {}}\n")
            .message() == "4:37 T218 the variant `a` must be a record, and `R` is none");
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: R, b: {type: R, wire: a}}}}\n"
                      "  R: {record: {}}\n")
            .message() == "4:40 T226 `b` and `a` are both called `a` in documents");
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: R}}}\n"
                      "  R: {record: {x: {type: int, wire: t}}}\n")
            .message() == "4:34 T227 the variant `a` has a field `t`, which is the tag of `U`");
}

TEST_CASE("newtypes have scalar bases") {
  CHECK(complaint("list<int>") == "T229 the newtype `T` has a base that is a list and no scalar");
  CHECK(complaint("int | null") == "T229 the newtype `T` has a base that may be null");
  CHECK(compile_types("  R: {record: {}}\n  A: {alias: R}\n  T: {newtype: A}\n").message() ==
        "6:16 T229 the newtype `T` has a base that is a record and no scalar");
  CHECK(complaint("json").empty());
}

TEST_CASE("two contracts may share a package, but no type") {
  const std::string other =
      "contract: 1\npackage: p\ntypes:\n  B: {alias: int}\n  A: {alias: int}\n";
  const auto result =
      compile_files({{"x", "contract: 1\npackage: p\nimports: {y: y}\ntypes:\n  A: {alias: y.B}\n"},
                     {"y", other}},
                    "x");
  CHECK(result.messages() == Lines{"5:3 T205 the package `p` has a type `A` already"});
  const auto similar = compile_files(
      {{"x", "contract: 1\npackage: p\nimports: {y: y}\ntypes:\n  A_: {alias: y.B}\n"},
       {"y", other}},
      "x");
  CHECK(similar.messages() ==
        Lines{"5:3 T232 `A_` differs from `A` of the same package only in case and `_`"});
}

TEST_CASE("examples and tests are judged when everything else is right") {
  const auto result = compile_types(R"(
  T:
    newtype: int
    minimum: 3
    examples: {valid: [3, 2], invalid: [4, {value: 1, code: maximum}, {value: x, code: type}]}
)");
  CHECK(result.messages() == Lines{
                                 "8:27 T601 the valid example is refused",
                                 "8:41 T602 the invalid example is accepted",
                                 "8:52 T603 the invalid example is not refused with `maximum`",
                             });
  CHECK(compile_types("  T: {newtype: int, minimum: 3, examples: {valid: [2]}}\n"
                      "  U: {newtype: nope}\n")
            .messages()
            .size() == 1);
}

TEST_CASE("a test lists all issues in their order") {
  const auto test = [](const std::string& json, const std::string& issues) {
    return compile_files({{"x", std::string(testing::header) +
                                    "types:\n  T: {record: {a: int, b: string}}\n"
                                    "tests:\n  - name: n\n    type: T\n    json: '" +
                                    json + "'\n    issues: [" + issues + "]\n"}},
                         "x")
        .message();
  };
  const std::string a = "{path: /a, code: type}";
  const std::string b = "{path: /b, code: required}";
  CHECK(test(R"({"a":"x"})", a + ", " + b).empty());
  CHECK(test(R"({"a":"x"})", b + ", " + a) ==
        "9:14 T604 the test does not get `required` at `/b` as issue 1");
  CHECK(test(R"({"a":"x"})", a) == "6:11 T604 the test gets 2 issues and lists 1");
  CHECK(test(R"({"a":1,"b":""})", a) ==
        "9:14 T604 the test does not get `type` at `/a` as issue 1");
  CHECK(test("{", "{path: '', code: syntax}").empty());
  CHECK(test("{", "").substr(0, 9) == "6:11 T605");
  CHECK(test("{}", "{path: /a, code: requird}") == "9:14 T606 no issue has the code `requird`");
}

}  // namespace
}  // namespace tally::compiler
