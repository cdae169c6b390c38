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

// "id:string note?:string", with built-in types as the contract names them.
std::string fields_of(const Compiled& compiled, std::string_view record) {
  std::string text;
  for (const auto& field : compiled.type(record).fields) {
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
  const testing::Files files = {
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

}  // namespace
}  // namespace tally::compiler
