// From text to the model.
#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler {
namespace {

using testing::compile_files;
using testing::compile_types;
using testing::header;
using Form = model::TypeExpression::Form;
using Lines = std::vector<std::string>;

TEST_CASE("a contract's header") {
  const auto result = compile_files({{"a/b/shop.contract.yaml",
                                      "contract: 1\npackage: acme.orders\nversion: 3.1.0-rc.1\n"
                                      "doc: Orders.\nunknown: drop\n"
                                      "limits: {bytes: 1000, depth: 1000, issues: 1}\n"}},
                                    "./a//x/../b/shop.contract.yaml");
  CHECK(result.messages() == Lines{});
  REQUIRE(result.model);
  const auto& contract = result.model->contracts.at(0);
  CHECK(contract.path == "a/b/shop.contract.yaml");
  CHECK(contract.stem == "shop");
  CHECK(contract.package == "acme.orders");
  CHECK(contract.version == "3.1.0-rc.1");
  CHECK(contract.doc == "Orders.");
  CHECK(contract.unknown == model::Unknown::drop);
  CHECK(contract.limits.bytes == 1000);
  CHECK(contract.limits.depth == 1000);
  CHECK(contract.limits.issues == 1);
}

TEST_CASE("limits stay within what a reader can keep") {
  const auto limited = [](const std::string& limits) {
    return compile_files({{"x", std::string(header) + "limits: {" + limits + "}\n"}}, "x")
        .message();
  };
  CHECK(limited("bytes: 1073741824, depth: 1, issues: 10000").empty());
  CHECK(limited("bytes: 1073741825") == "3:17 T207 `bytes` must be between 0 and 1073741824");
  CHECK(limited("depth: 1001") == "3:17 T207 `depth` must be between 0 and 1000");
  CHECK(limited("issues: 0") == "3:18 T207 `issues` must be at least 1");
}

TEST_CASE("fields, in the order of the file") {
  const auto result = compile_types(R"(
  Line:
    doc: One line.
    unknown: keep
    record:
      sku: string
      note?: string | null
      at: {type: timestamp, encoding: unixMillis, doc: When., unit: ms, wire: '@at'}
      n: {type: uint64 | null, json: number}
)");
  CHECK(result.messages() == Lines{});
  CHECK(result.type("Line").doc == "One line.");
  const auto& line = result.record("Line");
  CHECK(line.unknown == model::Unknown::keep);
  REQUIRE(line.fields.size() == 4);
  CHECK(line.fields[0].name == "sku");
  CHECK(line.fields[0].wire == "sku");
  CHECK_FALSE(line.fields[0].optional);
  CHECK(line.fields[1].name == "note");
  CHECK(line.fields[1].optional);
  CHECK(line.fields[1].type.form == Form::nullable);
  CHECK(line.fields[1].type.element.at(0).builtin == model::Kind::string);
  CHECK(line.fields[2].wire == "@at");
  CHECK(line.fields[2].unit == "ms");
  CHECK(line.fields[2].doc == "When.");
  CHECK(line.fields[2].type.encoding == model::Encoding::unix_millis);
  CHECK(line.fields[3].type.element.at(0).encoding == model::Encoding::number);
}

TEST_CASE("a record may be empty and inherits the contract's policy") {
  const auto result = compile_files(
      {{"x", std::string(header) + "unknown: keep\ntypes:\n  Nothing: {record: {}}\n"}}, "x");
  CHECK(result.messages() == Lines{});
  CHECK(result.record("Nothing").fields.empty());
  CHECK(result.record("Nothing").unknown == model::Unknown::keep);
}

TEST_CASE("type expressions nest, blanks do not matter") {
  const auto result = compile_types("  T: {alias: 'list< map<int8|null> > | null'}\n");
  CHECK(result.messages() == Lines{});
  const auto& type = result.named("T");
  REQUIRE(type.form == Form::nullable);
  REQUIRE(type.element.at(0).form == Form::list);
  const auto& map = type.element[0].element.at(0);
  REQUIRE(map.form == Form::map);
  CHECK(map.element.at(0).form == Form::nullable);
  CHECK(map.element[0].element.at(0).builtin == model::Kind::int8);
}

TEST_CASE("type expressions that are none") {
  const auto message = [](const std::string& type) {
    return compile_types("  T: {alias: '" + type + "'}\n").message();
  };
  CHECK(message("null") == "4:15 T216 `null` is no type of its own");
  CHECK(message("string?") == "4:21 T216 unexpected `?`");
  CHECK(message("string[]") == "4:21 T216 unexpected `[]`");
  CHECK(message("list") == "4:15 T217 `list` needs the type of its elements");
  CHECK(message("int | string") == "4:21 T216 only `null` can follow `|`");
  CHECK(message("int<string>") == "4:15 T217 `int` takes no type arguments");
  CHECK(message("list<>") == "4:20 T216 unexpected `>`");
  CHECK(message("list<int> x") == "4:25 T216 unexpected `x`");
  CHECK(message("'") != "");
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "list<";
  CHECK(message(deep) == "4:15 T216 the type is nested too deeply");
}

TEST_CASE("constraints keep their text and order; those of elements stand with the elements") {
  const auto result = compile_types(R"(
  Labels:
    alias: map<list<string>>
    keys: {maxLength: 63}
    values: {maxItems: 5, items: {minLength: 1}}
    maxProperties: 64
    minProperties: 1
)");
  CHECK(result.messages() == Lines{});
  const auto& type = result.named("Labels");
  REQUIRE(type.constraints.size() == 2);
  CHECK(type.constraints[0].keyword == model::Keyword::max_properties);
  CHECK(type.constraints[0].text == "64");
  CHECK(type.constraints[1].keyword == model::Keyword::min_properties);
  REQUIRE(type.keys.size() == 1);
  CHECK(type.keys[0].integer == 63);
  const auto& list = type.element.at(0);
  REQUIRE(list.constraints.size() == 1);
  CHECK(list.constraints[0].integer == 5);
  REQUIRE(list.element.at(0).constraints.size() == 1);
  CHECK(list.element[0].constraints[0].keyword == model::Keyword::min_length);
}

TEST_CASE("constraints on elements stand where the list is written") {
  CHECK(compile_types("  Tags: {alias: list<string>}\n"
                      "  Post: {record: {tags: {type: Tags, items: {minLength: 1}}}}\n")
            .message() == "5:38 T301 `items` does not apply to `Tags`");
}

TEST_CASE("enum values come from a mapping or a sequence; `no` is a name") {
  const auto result = compile_types(R"(
  Status: {enum: {draft: {doc: Hidden.}, no: {}, voided: {wire: VOID}, done: }}
  Colour: {enum: [red, yes]}
)");
  CHECK(result.messages() == Lines{});
  const auto& status = result.enumeration("Status").values;
  REQUIRE(status.size() == 4);
  CHECK(status[0].doc == "Hidden.");
  CHECK(status[1].wire == "no");
  CHECK(status[2].name == "voided");
  CHECK(status[2].wire == "VOID");
  CHECK(result.enumeration("Colour").values.at(1).wire == "yes");
}

TEST_CASE("variants name a record, are a shape, or describe either") {
  const auto result = compile_types(R"(
  Payment:
    union:
      tag: method
      variants:
        card: Card
        gift_card: {type: Card, wire: GIFT, doc: Prepaid.}
        bank_transfer: {iban: string, due?: timestamp}
        by_letter: {record: {type: string}, wire: letter}
        typed: {type: string, street: string}
  Card: {record: {token: string}}
)");
  CHECK(result.messages() == Lines{});
  const auto& variants = result.tagged("Payment").variants;
  REQUIRE(variants.size() == 5);
  CHECK(variants[0].record == result.id("Card"));
  CHECK(variants[1].record == result.id("Card"));
  CHECK(variants[1].wire == "GIFT");
  CHECK(variants[1].doc == "Prepaid.");
  CHECK(variants[2].record == result.id("PaymentBankTransfer"));
  CHECK(variants[3].wire == "letter");
  CHECK(result.record("PaymentByLetter").fields.at(0).name == "type");
  CHECK(result.record("PaymentTyped").fields.size() == 2);
  CHECK(result.type("PaymentTyped").inline_variant);
  CHECK_FALSE(result.type("Card").inline_variant);
}

TEST_CASE("inline shapes have no name in the contract, and take none") {
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: {x: int}}}}\n"
                      "  R: {record: {a: UA}}\n")
            .message() == "5:19 T204 unknown type `UA`");
  CHECK(compile_types("  U: {union: {tag: t, variants: {a: {x: int}}}}\n"
                      "  UA: {record: {}}\n")
            .message() == "5:3 T205 `UA` is declared twice");
}

TEST_CASE("imports are read once, come first and are seen under their name") {
  const std::string money = "contract: 1\npackage: money\ntypes:\n  Amount: {record: {n: int}}\n";
  const auto result = compile_files(
      {{"shop/orders.contract.yaml", std::string(header) +
                                         "imports: {m: ../base/money.contract.yaml, "
                                         "l: lines.contract.yaml}\n"
                                         "types:\n  Order: {record: {a: m.Amount, b: l.Line}}\n"},
       {"shop/lines.contract.yaml",
        "contract: 1\npackage: lines\nimports: {money: ../base/money.contract.yaml}\n"
        "types:\n  Line: {alias: money.Amount}\n"},
       {"base/money.contract.yaml", money}},
      "shop/orders.contract.yaml");
  CHECK(result.messages() == Lines{});
  REQUIRE(result.model->contracts.size() == 3);
  CHECK(result.model->contracts[0].package == "money");
  CHECK(result.model->contracts[1].package == "lines");
  CHECK(result.model->contracts[2].imports.at(1).contract == 1);
  CHECK(result.record("Order").fields.at(0).type.declared == result.id("Amount"));
}

TEST_CASE("an import cycle is reported with the way round") {
  const auto result = compile_files(
      {{"a",
        "contract: 1\npackage: a\nimports: {b: b}\n"
        "types:\n  A: {record: {b: b.B}}\n"},
       {"b", "contract: 1\npackage: b\nimports: {a: a}\ntypes:\n  B: {record: {a: a.A}}\n"}},
      "a");
  CHECK(result.messages() == Lines{"3:14 T213 `a` imports itself"});
  CHECK(result.diagnostics.sorted().at(0).related.at(0).message == "`b` imported");
}

TEST_CASE("no contract, no model") {
  const auto result = compile_files({}, "missing");
  CHECK_FALSE(result.model);
  CHECK(result.messages() == Lines{"1:1 T001 cannot read `missing`"});
}

TEST_CASE("unknown names are compared with everything in scope") {
  const auto label = [](const std::string& type) {
    const auto result = compile_files(
        {{"x", std::string(header) + "imports: {money: m}\ntypes:\n  Quantity: {alias: int}\n" +
                   "  A: {alias: money.Amount}\n  T: {alias: " + type + "}\n"},
         {"m", "contract: 1\npackage: m\ntypes:\n  Amount: {record: {}}\n"}},
        "x");
    return result.diagnostics.sorted().at(0).label;
  };
  CHECK(label("Quanity") == "did you mean `Quantity`?");
  CHECK(label("sting") == "did you mean `string`?");
  CHECK(label("money.Amuont") == "did you mean `money.Amount`?");
  CHECK(label("mony.Amount") == "did you mean `money`?");
}

TEST_CASE("one mistake is one diagnostic, and several are found in one run") {
  const auto result = compile_types(R"(
  A: {record: {x: Nope, y: {type: Nope2, minimum: x}}}
  B: {newtype: A2, minLength: 3, examples: {valid: [1]}}
  C: {union: {tag: t, variants: {a: Nope3}}}
  D: {record: {c: C, d: list<B>}}
)");
  CHECK(result.messages() == Lines{
                                 "5:19 T204 unknown type `Nope`",
                                 "5:35 T204 unknown type `Nope2`",
                                 "6:16 T204 unknown type `A2`",
                                 "7:37 T204 unknown type `Nope3`",
                             });
}

TEST_CASE("a parameter that a generator does not have is refused, whatever it is called") {
  for (const std::string name : {"value", "weight", "values"}) {
    const auto result = compile_types(
        "  T: {record: {n: {type: int8, simulate: {counter: {start: 1, " + name + ": 1}}}}}\n");
    CHECK(result.message() == "4:63 T201 unknown key `" + name + "` in `counter`");
  }
}

TEST_CASE("a name that is no identifier needs `wire`") {
  CHECK(compile_types("  T: {record: {'@id': string}}\n").message() ==
        "4:16 T208 `@id` is no identifier");
  CHECK(compile_types("  T: {enum: [a-b]}\n").message() == "4:14 T208 `a-b` is no identifier");
  CHECK(compile_types("  T: {record: {_Id9: {type: string, wire: '@id'}}}\n").message().empty());
}

}  // namespace
}  // namespace tally::compiler
