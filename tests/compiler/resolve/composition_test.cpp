// Records that are made of others.
#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler {
namespace {

using testing::compile_files;
using testing::compile_types;
using testing::Compiled;
using testing::header;
using Lines = std::vector<std::string>;

// "id note?".
std::string fields_of(const Compiled& compiled, std::string_view record) {
  std::string text;
  for (const auto& field : compiled.record(record).fields) {
    text += (text.empty() ? "" : " ") + field.name + (field.optional ? "?" : "");
  }
  return text;
}

TEST_CASE("the fields of mixins come first, in the order of include") {
  const auto result = compile_types(R"(
  Product: {include: [Audited, Named], record: {price: int}}
  Named: {mixin: {name: string, alias?: string}}
  Audited: {mixin: {created_at: timestamp}}
)");
  CHECK(result.messages() == Lines{});
  CHECK(fields_of(result, "Product") == "created_at name alias? price");
}

TEST_CASE("a mixin may include others") {
  const auto result = compile_types(R"(
  Product: {include: [Tracked], record: {}}
  Tracked: {include: [Audited], mixin: {owner: string}}
  Audited: {mixin: {created_at: timestamp}}
)");
  CHECK(result.messages() == Lines{});
  CHECK(fields_of(result, "Product") == "created_at owner");
}

TEST_CASE("a mixin is no declaration of its contract") {
  const auto result = compile_types("  Audited: {mixin: {at: timestamp}}\n  A: {record: {}}\n");
  CHECK(result.messages() == Lines{});
  REQUIRE(result.model->contracts.at(0).declarations.size() == 1);
  CHECK(result.model->contracts.at(0).declarations.at(0) == result.id("A"));
}

TEST_CASE("a mixin of another contract brings the contracts that its fields need") {
  const std::map<std::string, std::string> files = {
      {"base", "contract: 1\npackage: base\ntypes:\n  Stamp: {newtype: string}\n"},
      {"mixins",
       "contract: 1\npackage: mixins\nimports: {base: base}\ntypes:\n"
       "  Stamped: {mixin: {stamp: base.Stamp}}\n"},
      {"root", std::string(header) + "imports: {mixins: mixins}\ntypes:\n"
                                     "  A: {include: [mixins.Stamped], record: {n: int}}\n"},
  };
  const auto result = compile_files(files, "root");
  CHECK(result.messages() == Lines{});
  CHECK(fields_of(result, "A") == "stamp n");
  const auto& imports = result.model->contracts.at(2).imports;
  REQUIRE(imports.size() == 2);
  CHECK(imports[1].alias.empty());
  CHECK(result.model->contracts.at(imports[1].contract).package == "base");
}

TEST_CASE("what cannot be included") {
  const auto including = [](const std::string& what, const std::string& others) {
    return compile_types("  A: {include: " + what + ", record: {a: int}}\n" + others).messages();
  };
  CHECK(including("[B]", "  B: {record: {b: int}}\n") == Lines{"4:17 T218 `B` is not a mixin"});
  CHECK(including("[Bx]", "  Bxx: {mixin: {b: int}}\n") == Lines{"4:17 T204 unknown type `Bx`"});
  CHECK(including("B", "  B: {mixin: {b: int}}\n") ==
        Lines{"4:16 T203 `include` must be a list and is text"});
  CHECK(including("[B, B]", "  B: {mixin: {b: int}}\n") ==
        Lines{"4:20 T205 `B` brings the field `b`, which is there already"});
  CHECK(including("[B]", "  B: {mixin: {a: int}}\n") ==
        Lines{"4:30 T205 the field `a` is there twice"});
}

TEST_CASE("what is wrong in a mixin is said once") {
  const auto result = compile_types(R"(
  A: {include: [M], record: {}}
  B: {include: [M], record: {}}
  M: {mixin: {n: {type: int, minLength: 1}}}
)");
  CHECK(result.messages() == Lines{"7:30 T301 `minLength` does not apply to `int`"});
}

constexpr std::string_view order =
    "  Order: {record: {id: string, status: {type: string, "
    "default: new}, note?: string}}\n";

std::string derived(const std::string& how) {
  const auto result = compile_types(std::string(order) + "  D: {derive: {" + how + "}}\n");
  return result.messages().empty() ? fields_of(result, "D") : result.message();
}

TEST_CASE("a derived record picks or omits fields, and makes some of them optional") {
  CHECK(derived("from: Order") == "id status note?");
  CHECK(derived("from: Order, pick: [note, id]") == "id note?");
  CHECK(derived("from: Order, omit: [id]") == "status note?");
  CHECK(derived("from: Order, optional: all") == "id? status? note?");
  CHECK(derived("from: Order, omit: [note], optional: [status]") == "id status?");
}

TEST_CASE("what became optional is not there by default") {
  const auto result =
      compile_types(std::string(order) + "  D: {derive: {from: Order, optional: all}}\n");
  CHECK(result.messages() == Lines{});
  CHECK(result.record("Order").fields.at(1).default_value);
  CHECK_FALSE(result.record("D").fields.at(1).default_value);
}

TEST_CASE("a deprecated field may be picked without its replacement") {
  const auto result = compile_types(R"(
  A: {record: {old: {type: int, deprecated: {use: new}}, new: int}}
  B: {derive: {from: A, pick: [old]}}
)");
  CHECK(result.messages() == Lines{});
  CHECK(result.record("B").fields.at(0).history.deprecated->message == "use new");
}

TEST_CASE("a record may derive from one that is declared later and has mixins") {
  const auto result = compile_types(R"(
  B: {derive: {from: A, omit: [x]}}
  A: {include: [M], unknown: keep, record: {x: int}}
  M: {mixin: {at: timestamp}}
)");
  CHECK(result.messages() == Lines{});
  CHECK(fields_of(result, "B") == "at");
  CHECK(result.record("B").unknown == model::Unknown::keep);
}

TEST_CASE("what cannot be derived") {
  CHECK(derived("pick: [id]") == "5:15 T202 `derive` has no `from`");
  CHECK(derived("from: Order, pick: [id], omit: [id]") ==
        "5:47 T201 `derive` has both `pick` and `omit`");
  CHECK(derived("from: Order, pick: [ids]") == "5:36 T222 there is no field `ids`");
  CHECK(derived("from: Order, omit: [id], optional: [id]") == "5:52 T222 there is no field `id`");
  CHECK(derived("from: D") == "5:22 T224 `D` is defined by itself");
}

TEST_CASE("an instance of a generic is a record named after its arguments") {
  const auto result = compile_types(R"(
  Page: {params: [T], record: {rows: list<T>, next?: T | null}}
  A: {record: {a: Page<string>, b: Page<string>, c: 'Page<list<B | null>>'}}
  B: {record: {}}
  Pair: {params: [K, V], record: {key: K, value: V}}
  Pairs: {alias: 'list<Pair<int, A>>'}
)");
  CHECK(result.messages() == Lines{});
  CHECK(fields_of(result, "PageOfString") == "rows next?");
  CHECK(fields_of(result, "PageOfListOfBOrNull") == "rows next?");
  CHECK(fields_of(result, "PairOfIntAndA") == "key value");
  CHECK(result.model->contracts.at(0).declarations.size() == 6);
  const auto& a = result.record("A");
  CHECK(a.fields.at(0).type.declared == result.id("PageOfString"));
  CHECK(a.fields.at(1).type.declared == result.id("PageOfString"));
}

TEST_CASE("instances whose arguments differ in structure have different names") {
  const auto result = compile_types(R"(
  Page: {params: [T], record: {rows: list<T>}}
  A: {record: {a: Page<list<int | null>>, b: Page<list<int> | null>, c: Page<map<list<A> | null>>}}
  B: {record: {a: Page<map<int | null>>, b: Page<map<int> | null>, c: Page<map<list<A | null>>>}}
)");
  CHECK(result.messages() == Lines{});
  for (const std::string_view name :
       {"PageOfListOfIntOrNull", "PageOfNullOrListOfInt", "PageOfMapOfNullOrListOfA",
        "PageOfMapOfIntOrNull", "PageOfNullOrMapOfInt", "PageOfMapOfListOfAOrNull"}) {
    CAPTURE(name);
    CHECK(fields_of(result, name) == "rows");
  }
}

TEST_CASE("an instance belongs to the contract that uses it") {
  const std::map<std::string, std::string> files = {
      {"pages",
       "contract: 1\npackage: acme.pages\ntypes:\n"
       "  Page: {params: [T], record: {rows: list<T>, info: Info}}\n"
       "  Info: {record: {}}\n"},
      {"root", std::string(header) + "imports: {p: pages}\ntypes:\n"
                                     "  A: {alias: p.Page<p.Info>}\n"},
  };
  const auto result = compile_files(files, "root");
  CHECK(result.messages() == Lines{});
  const auto& page = result.type("PageOfPagesInfo");
  CHECK(result.model->contracts.at(page.contract).package == "test");
  CHECK(result.record("PageOfPagesInfo").fields.at(1).type.declared == result.id("Info"));
}

TEST_CASE("generics are checked whether they are used or not") {
  const auto message = [](const std::string& types) { return compile_types(types).message(); };
  CHECK(message("  P: {params: [T], record: {a: Nope}}\n") == "4:32 T204 unknown type `Nope`");
  CHECK(message("  P: {params: [], record: {}}\n") == "4:15 T225 `params` names no parameter");
  CHECK(message("  P: {params: [T, T], record: {}}\n") ==
        "4:19 T205 the parameter `T` is there twice");
  CHECK(message("  P: {params: [t], record: {}}\n") == "4:16 T208 `t` cannot name a parameter");
  CHECK(message("  P: {params: [T], enum: [a]}\n") == "4:7 T201 unknown key `params` in an enum");
}

TEST_CASE("what is no instance") {
  const auto used = [](const std::string& type) {
    return compile_types("  P: {params: [T], record: {a?: T}}\n  R: {record: {}}\n  A: {alias: '" +
                         type + "'}\n")
        .message();
  };
  CHECK(used("P<int>").empty());
  CHECK(used("P") == "6:15 T217 `P` needs type arguments");
  CHECK(used("P<int, int>") == "6:15 T217 `P` takes 1 type, not 2");
  CHECK(used("R<int>") == "6:15 T217 `R` takes no type arguments");
  CHECK(used("P<Nope>") == "6:17 T204 unknown type `Nope`");
}

}  // namespace
}  // namespace tally::compiler
