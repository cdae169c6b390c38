// What contracts say about values beside their type, and what of it makes no sense.
#include "catch.h"
#include "compat/canonical.h"
#include "compiler/resolve/compile.h"
#include "plan/plan.h"

namespace tally::compiler {
namespace {

using testing::compile_types;
using Lines = std::vector<std::string>;

std::string field(const std::string& body) {
  return compile_types("  T: {record: {f: {type: " + body + "}}}\n").message();
}

std::string list_of(const std::string& element, const std::string& constraint) {
  return compile_types("  T: {alias: 'list<" + element + ">', " + constraint +
                       "}\n"
                       "  R: {record: {id: int, note?: string | null, tags?: list<int>}}\n"
                       "  Kept: {unknown: keep, record: {id: int}}\n"
                       "  Deep: {record: {at: map<Either>}}\n"
                       "  Either: {union: {tag: t, variants: {a: {v: json}, b: {}}}}\n"
                       "  Tree: {record: {name: string, children: list<Tree>}}\n"
                       "  E: {enum: [a, b], open: true}\n")
      .message();
}

TEST_CASE("an enum is open when it says so") {
  const auto result =
      compile_types("  A: {enum: [a], open: true}\n  B: {enum: [a], open: false}\n");
  CHECK(result.enumeration("A").open);
  CHECK_FALSE(result.enumeration("B").open);
  CHECK(compile_types("  A: {enum: [a], open: yes}\n").message() ==
        "4:24 T206 `open` must be `true` or `false`");
  CHECK(compile_types("  A: {record: {}, open: true}\n").message() ==
        "4:19 T201 unknown key `open` in a record");
}

TEST_CASE("elements that have an equality can be asked to differ") {
  for (const char* element :
       {"bool", "bytes", "string | null", "list<map<time>>", "R", "Tree", "E"}) {
    CAPTURE(element);
    CHECK(list_of(element, "uniqueItems: true") == "");
  }
  CHECK(list_of("json", "uniqueItems: false") == "");
  CHECK(list_of("R", "uniqueBy: [note, id], uniqueItems: true") == "");
}

TEST_CASE("elements without an equality cannot be asked to differ, however deep it is") {
  const std::string message = "4:28 T311 `uniqueItems` cannot compare the elements: ";
  CHECK(list_of("list<json>", "uniqueItems: true") ==
        "4:34 T311 `uniqueItems` cannot compare the elements: `json` has no equality");
  CHECK(list_of("Deep", "uniqueItems: true") == message + "`json` has no equality");
  CHECK(list_of("Kept", "uniqueItems: true") ==
        message + "`Kept` keeps unknown members, which have no equality");
}

TEST_CASE("uniqueBy names fields of records") {
  CHECK(list_of("R", "uniqueBy: []") == "4:35 T225 `uniqueBy` names no field");
  CHECK(list_of("R", "uniqueBy: [ids]") == "4:36 T222 `R` has no field `ids`");
  CHECK(list_of("R", "uniqueBy: [tags]") ==
        "4:36 T311 `uniqueBy` cannot compare the `list` `tags`");
  const std::string no_records =
      " T301 `uniqueBy` does not apply to a list whose elements are no records";
  CHECK(list_of("int", "uniqueBy: [a]") == "4:27" + no_records);
  CHECK(list_of("R | null", "uniqueBy: [id]") == "4:32" + no_records);
  CHECK(field("map<int>, uniqueItems: true") == "4:36 T301 `uniqueItems` does not apply to `map`");
}

TEST_CASE("a unit belongs to the lengths beside it") {
  CHECK(field("string, maxLength: 5, lengthUnit: utf16") == "");
  CHECK(field("string, lengthUnit: bytes") == "4:34 T301 `lengthUnit` has no length beside it");
  CHECK(field("bytes, maxLength: 5, lengthUnit: utf16") ==
        "4:33 T301 `lengthUnit` does not apply to `bytes`");
  CHECK(field("string, minLength: 6, maxLength: 5, lengthUnit: utf16") ==
        "4:59 T303 no value can keep both `minLength` 6 and `maxLength` 5");
}

TEST_CASE("lengths in different units are not held against each other") {
  const std::string type = "  N: {newtype: string, maxLength: 6, lengthUnit: bytes}\n";
  CHECK(compile_types(type + "  T: {record: {f: {type: N, maxLength: 9}}}\n").message() == "");
  CHECK(compile_types(type + "  T: {record: {f: {type: N, maxLength: 9, lengthUnit: bytes}}}\n")
            .message() == "5:40 T312 `maxLength` is looser than the 6 of its type");
}

TEST_CASE("`as` is for timestamps that documents carry as text") {
  CHECK(field("timestamp, as: millis") == "");
  CHECK(field("timestamp | null, as: string") == "");
  CHECK(field("list<timestamp>, items: {as: millis}") == "");
  CHECK(field("timestamp, as: seconds") == "4:41 T228 `as` cannot be `seconds`");
  CHECK(field("date, as: millis") == "4:32 T301 `as` does not apply to `date`");
  CHECK(field("timestamp, encoding: unixMillis, as: millis") ==
        "4:59 T301 `as` does not apply to a timestamp that documents carry as a number");
}

TEST_CASE("a sensitive use of a type is a type of its own in the plan") {
  const auto result = compile_types(
      "  S: {newtype: string, sensitive: true}\n"
      "  R: {record: {a: string, b: S, c: {type: S, maxLength: 3}, d: {type: R2, sensitive: true}, "
      "e: R2, f: {type: list<R>, sensitive: true}}}\n"
      "  R2: {record: {x: int}}\n");
  REQUIRE(result.message() == "");
  const OwnedPlan owned = build_plan(*result.model, 0);
  const plan::Plan plan = owned.plan();
  const plan::Type& record = plan.types[owned.entries()[1].type];
  std::string sensitive;
  for (const plan::Member& member : record.members)
    sensitive += plan.types[member.type].sensitive ? 'y' : 'n';
  CHECK(sensitive == "nyyyny");
  CHECK(plan.types[record.members[3].type].members.size() == 1);
  CHECK(plan.types[record.members[2].type].constraints.size() == 1);
}

TEST_CASE("what documents do not show is in no canonical form") {
  const auto text = [](const std::string& types) {
    return compat::canonical_text(compat::publish(*compile_types(types).model), "test.X");
  };
  CHECK(text("  X: {newtype: string, sensitive: true}\n") == text("  X: {newtype: string}\n"));
  CHECK(text("  X: {enum: [a], open: true}\n") != text("  X: {enum: [a]}\n"));
  CHECK(text("  X: {newtype: timestamp, as: millis}\n") != text("  X: {newtype: timestamp}\n"));
  CHECK(text("  X: {newtype: string, maxLength: 3, lengthUnit: characters}\n") ==
        text("  X: {newtype: string, maxLength: 3}\n"));
  CHECK(text("  X: {newtype: string, maxLength: 3, lengthUnit: bytes}\n") !=
        text("  X: {newtype: string, maxLength: 3}\n"));
}

}  // namespace
}  // namespace tally::compiler
